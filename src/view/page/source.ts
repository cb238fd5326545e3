// Where the page gets its data from and where opinions go: the same for a file and for a server. Start at `Source`.
import type { Column, ComparedRun, Comparison, Section } from '../../compare/comparison.ts';
import type { Preference, Rating } from '../../store/rating-schema.ts';
import type { Regression } from '../regression.ts';

/** What is compared: of a file, always the same. */
export interface Query {
  runs: readonly string[];
  models: readonly string[];
  baseline: string | null;
}

/** A run in the viewer's list. */
export interface ListedRun {
  id: string;
  startedAt: string;
  status: ComparedRun['status'] | 'unreadable';
  /** Why it cannot be read; in English. */
  problem: string | null;
  models: string[];
  scenarios: string[];
  /** null: it has not ended, and is too large to be counted for a list. */
  conversations: number | null;
}

type FiguresOfColumn = Pick<Column, 'id' | 'figures' | 'deltas'>;

/** Something has changed. */
export type Change =
  | { type: 'section'; scenario: string }
  | { type: 'figures' }
  | { type: 'regressions' }
  | { type: 'run'; run: string; status: ComparedRun['status'] }
  | { type: 'runs' };

/** From the first to the last, both included. */
export interface Samples {
  from: number;
  to: number;
}

export interface Source {
  /** Opinions reach the run's folder by themselves. */
  readonly isLive: boolean;
  /** The reader's name on the server; null: not known. */
  readonly ratesAs: string | null;
  /** null: there is only one comparison. */
  readonly runs: (() => Promise<ListedRun[]>) | null;
  /** `sections` may lack some, or all: see `section`. */
  comparison(query: Query): Promise<Comparison>;
  /** @param samples null: all of them */
  section(query: Query, scenario: string, samples: Samples | null): Promise<Section>;
  figures(query: Query): Promise<FiguresOfColumn[]>;
  /** Of its runs that were checked; most were not. */
  regressions(query: Query): Promise<Regression[]>;
  /** @returns ends it */
  watch(query: Query | null, listen: (change: Change) => void): () => void;
  /** @throws Error if it could not be written */
  record(run: string, opinion: Rating | Preference): Promise<void>;
}
