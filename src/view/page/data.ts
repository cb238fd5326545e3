// What is compared, as far as it is here: the head at once, the replies scenario by scenario when they are looked at. Start at `comparison`.
import { type Signal, signal } from '@preact/signals';
import type { Comparison, Section } from '../../compare/comparison.ts';
import type { Regression } from '../regression.ts';
import { whenIdle } from './idle.ts';
import type { Query, Samples, Source } from './source.ts';
import { view } from './view-state.ts';

export const source = signal<Source | null>(null);

/** null: not here yet, or not chosen yet. Its `sections` are not to be read: see `sectionOf`. */
export const comparison = signal<Comparison | null>(null);

/** Another number for another comparison. */
export const generation = signal(0);

/** What went wrong, in English. */
export const problem = signal<string | null>(null);

export type Loaded =
  | { status: 'waiting' }
  | { status: 'there'; section: Section }
  | { status: 'failed'; reason: string };

const sections = new Map<string, Signal<Loaded>>();

/** The replies of a scenario; whoever needs them calls `loadSection`. */
export function sectionOf(scenario: string): Signal<Loaded> {
  const known = sections.get(scenario) ?? signal<Loaded>({ status: 'waiting' });
  sections.set(scenario, known);
  return known;
}

export function queryOf({ runs, models, baseline } = view.value): Query {
  return { runs, models, baseline };
}

interface Loading {
  samples: Samples | null;
  done: Promise<void>;
}

const underway = new Map<string, Loading>();

/** The replies around a sample. Those that are here, or on their way, are not asked for again. */
export function loadSection(scenario: string, sample: number): Promise<void> {
  const before = underway.get(scenario);
  const samples = samplesAround(scenario, sample);
  if (before && before.samples?.from === samples?.from) return before.done;
  if (before) sectionOf(scenario).value = { status: 'waiting' };
  return fetchSection(scenario, samples);
}

/** Those that are here are asked for again. */
export async function reloadSection(scenario: string): Promise<void> {
  const before = underway.get(scenario);
  if (before) await fetchSection(scenario, before.samples);
}

function fetchSection(scenario: string, samples: Samples | null): Promise<void> {
  const done = fetched(scenario, samples);
  underway.set(scenario, { samples, done });
  return done;
}

async function fetched(scenario: string, samples: Samples | null): Promise<void> {
  const target = sectionOf(scenario);
  const isWanted = (): boolean => underway.get(scenario)?.samples?.from === samples?.from;
  try {
    const section = await source.value?.section(queryOf(), scenario, samples);
    if (section && isWanted()) target.value = { status: 'there', section };
  } catch (error) {
    if (isWanted()) target.value = { status: 'failed', reason: reasonOf(error) };
  }
}

/** Of a server, so many are asked for at once; a file has all of them. */
const SAMPLES_AT_ONCE = 20;

function samplesAround(scenario: string, sample: number): Samples | null {
  const all = comparison.value?.scenarios.find(({ id }) => id === scenario)?.samples ?? 0;
  if (!source.value?.isLive || all <= SAMPLES_AT_ONCE) return null;
  const from = sample - ((sample - 1) % SAMPLES_AT_ONCE);
  return { from, to: from + SAMPLES_AT_ONCE - 1 };
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

export async function loadComparison(): Promise<void> {
  const from = source.value;
  if (!from) return;
  try {
    const loaded = await from.comparison(queryOf());
    generation.value++;
    underway.clear();
    sections.clear();
    for (const section of loaded.sections) {
      sectionOf(section.scenario).value = { status: 'there', section };
      underway.set(section.scenario, { samples: null, done: Promise.resolve() });
    }
    problem.value = null;
    regressions.value = null;
    comparison.value = loaded;
    void reloadRegressions();
    // Counting takes a while; what was said is shown meanwhile.
    if (loaded.columns.some(({ figures }) => figures === null)) void reloadFigures();
    if (!from.isLive) void loadRest(loaded, generation.value);
  } catch (error) {
    problem.value = reasonOf(error);
  }
}

/** A file has everything: what is looked for is looked for everywhere. The first replies are shown meanwhile. */
async function loadRest({ scenarios }: Comparison, own: number): Promise<void> {
  for (const { id } of scenarios) {
    await new Promise<void>(whenIdle);
    if (generation.value !== own) return;
    await loadSection(id, 1);
  }
}

export async function reloadFigures(): Promise<void> {
  const counted = generation.value;
  try {
    const figures = await source.value?.figures(queryOf());
    const old = comparison.value;
    if (!old || !figures || generation.value !== counted) return;
    const columns = old.columns.map((column) => ({ ...column, ...figures.find(({ id }) => id === column.id) }));
    comparison.value = { ...old, columns, baseline: queryOf().baseline ?? old.baseline };
  } catch (error) {
    figuresProblem.value = reasonOf(error);
  }
}

/** Of the runs that were checked; null: not here yet. */
export const regressions = signal<readonly Regression[] | null>(null);

/** Why there are none, or old ones; in English. */
export const regressionsProblem = signal<string | null>(null);

export async function reloadRegressions(): Promise<void> {
  const asked = generation.value;
  const isWanted = (): boolean => generation.value === asked;
  try {
    const found = await source.value?.regressions(queryOf());
    if (!found || !isWanted()) return;
    regressions.value = found;
    regressionsProblem.value = null;
  } catch (error) {
    if (!isWanted()) return;
    regressions.value ??= [];
    regressionsProblem.value = reasonOf(error);
  }
}

/** Why there are no figures, or old ones; in English. */
export const figuresProblem = signal<string | null>(null);
