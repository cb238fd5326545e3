// What the reader looks at: mode, filters, place. All of it is in the address, so that it can be sent to somebody. Start at `view`.
import { computed, signal } from '@preact/signals';

export const MODES = ['read', 'difference', 'only-different', 'failures', 'blind'] as const;
export type Mode = (typeof MODES)[number];

export const TABS = ['replies', 'figures', 'regression'] as const;
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
  /** Of a check for regressions: which candidate is looked at, counted from 1 over all checks; null: the first of each. */
  candidate: number | null;
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
  candidate: null,
};

export const view = signal<View>(EVERYTHING);

/** The reply that the keyboard is at. Apart from the rest, because it changes with every step. */
export const at = signal<Place | null>(null);

/** Single sides of it: whoever reads one is not drawn again when another changes. */
export const seen = {
  mode: computed(() => view.value.mode),
  unit: computed(() => view.value.unit),
  from: computed(() => view.value.from),
  to: computed(() => view.value.to),
  check: computed(() => view.value.check),
  result: computed(() => view.value.result),
  opinion: computed(() => view.value.opinion),
  text: computed(() => view.value.text),
  samples: computed(() => view.value.samples),
  columns: computed(() => view.value.columns),
  scenarios: computed(() => view.value.scenarios),
  tags: computed(() => view.value.tags),
  seed: computed(() => view.value.seed),
  baseline: computed(() => view.value.baseline),
} as const;

export function look(change: Partial<View>): void {
  view.value = { ...view.value, ...change };
}
