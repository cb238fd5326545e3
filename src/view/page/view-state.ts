// What the reader looks at: mode, filters, place. All of it is in the address, so that it can be sent to somebody. Start at `view`.
import { signal } from '@preact/signals';

export const MODES = ['read', 'difference', 'only-different', 'failures', 'blind'] as const;
export type Mode = (typeof MODES)[number];

export const TABS = ['replies', 'figures'] as const;
type Tab = (typeof TABS)[number];

export const RESULTS = ['any', 'fault', 'warning', 'none'] as const;
export const OPINIONS = ['any', 'rated', 'unrated', 'note'] as const;

/** One reply. */
export interface Place {
  scenario: string;
  turn: number;
  /** A column's id. */
  column: string;
}

export interface View {
  tab: Tab;
  mode: Mode;
  unit: 'word' | 'character';
  /** Shuffles the columns of the blind mode. */
  seed: number;
  /** Of the viewer: what is compared. */
  runs: readonly string[];
  models: readonly string[];
  /** Id of a column; null: as the data has it. */
  baseline: string | null;
  /** Of scenarios, tags and columns: those to be shown; empty: all. */
  scenarios: readonly string[];
  tags: readonly string[];
  columns: readonly string[];
  from: number | null;
  to: number | null;
  /** null: any check. */
  check: string | null;
  result: (typeof RESULTS)[number];
  opinion: (typeof OPINIONS)[number];
  /** To be found in what is said; /…/ is a regular expression. */
  text: string;
  /** Which playing of each scenario is shown; not named: the first. */
  samples: Readonly<Record<string, number>>;
  at: Place | null;
}

export const EVERYTHING: View = {
  tab: 'replies',
  mode: 'read',
  unit: 'word',
  seed: 1,
  runs: [],
  models: [],
  baseline: null,
  scenarios: [],
  tags: [],
  columns: [],
  from: null,
  to: null,
  check: null,
  result: 'any',
  opinion: 'any',
  text: '',
  samples: {},
  at: null,
};

export const view = signal<View>(EVERYTHING);

export function look(change: Partial<View>): void {
  view.value = { ...view.value, ...change };
}
