// What is compared, as far as it is here: the head at once, the replies scenario by scenario when they are looked at. Start at `comparison`.
import { effect, type Signal, signal, untracked } from '@preact/signals';
import type { Comparison, Section } from '../../compare/comparison.ts';
import type { Query, SampleRange, Source } from './source.ts';
import { seen, view } from './view-state.ts';

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

const underway = new Map<string, Promise<void>>();

export function loadSection(scenario: string): Promise<void> {
  const loading = underway.get(scenario) ?? fetchSection(scenario);
  underway.set(scenario, loading);
  return loading;
}

async function fetchSection(scenario: string): Promise<void> {
  const from = source.value;
  const target = sectionOf(scenario);
  if (!from) return;
  const samples = ranges.get(scenario) ?? null;
  // The reader may have gone on to other samples, which are on their way then.
  const isWanted = (): boolean => (ranges.get(scenario) ?? null) === samples;
  try {
    const section = await from.section(queryOf(), scenario, samples);
    if (isWanted()) target.value = { status: 'there', section };
  } catch (error) {
    if (isWanted()) target.value = { status: 'failed', reason: error instanceof Error ? error.message : String(error) };
  }
}

/** Which samples of a scenario were asked for, where one answer cannot take them all; left out: the first. */
const ranges = new Map<string, SampleRange>();

/** Asks for other samples when the reader goes there. */
export function followSamples(): void {
  effect(() => {
    // Other sections are looked at after another comparison has come.
    generation.value;
    for (const [scenario, sample] of Object.entries(seen.samples.value)) {
      const loaded = sectionOf(scenario).value;
      const here = loaded.status === 'there' ? loaded.section.samples : undefined;
      if (!here || (sample >= here.from && sample <= here.to)) continue;
      const width = here.to - here.from + 1;
      const from = sample - ((sample - 1) % width);
      ranges.set(scenario, { from, to: from + width - 1 });
      untracked(() => {
        sectionOf(scenario).value = { status: 'waiting' };
        underway.set(scenario, fetchSection(scenario));
      });
    }
  });
}

/** Those that are here are asked for again. */
export async function reloadSection(scenario: string): Promise<void> {
  if (!underway.has(scenario)) return;
  underway.set(scenario, fetchSection(scenario));
  await underway.get(scenario);
}

export async function loadComparison(): Promise<void> {
  const from = source.value;
  if (!from) return;
  try {
    const loaded = await from.comparison(queryOf());
    underway.clear();
    sections.clear();
    ranges.clear();
    generation.value++;
    for (const section of loaded.sections) {
      sectionOf(section.scenario).value = { status: 'there', section };
      underway.set(section.scenario, Promise.resolve());
    }
    problem.value = null;
    comparison.value = loaded;
  } catch (error) {
    problem.value = error instanceof Error ? error.message : String(error);
  }
}

export async function reloadFigures(): Promise<void> {
  const figures = await source.value?.figures(queryOf());
  const old = comparison.value;
  if (!old || !figures) return;
  const columns = old.columns.map((column) => ({ ...column, ...figures.find(({ id }) => id === column.id) }));
  comparison.value = { ...old, columns, baseline: queryOf().baseline ?? old.baseline };
}
