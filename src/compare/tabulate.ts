// Runs, or models of runs, beside each other: every conversation, figure and difference as plain data, which every view shows. Start at
// `tabulate`.
import type { World } from '../core/world.ts';
import type { PromptTemplate } from '../prompt/prompt.ts';
import { greetingOf, type PastRun } from '../store/past-run.ts';
import type { StoredConversation } from '../store/read-run.ts';
import { say } from '../words/text.ts';
import { type ColumnTally, columnTally } from './column-tally.ts';
import type { ColumnSource } from './columns.ts';
import { type ComparedConversation, conversationsOf, type RatedRun, ratedRun } from './compared-run.ts';
import type { Column, Comparison, Section } from './comparison.ts';
import { deltasOf, type Measured } from './deltas.ts';
import { type CompareRequest, type ComparisonPlan, planComparison } from './plan.ts';
import { promptsOf, recordedTemplate } from './prompts.ts';
import { type PlacedConversation, sectionOf } from './section.ts';

/** @throws UserError for what the runs do not have, or if one cannot be read */
export async function tabulate(request: CompareRequest, world: World): Promise<Comparison> {
  const plan = await planComparison(request, world);
  const counter = figuresCounter(plan);
  const wanted = new Set(plan.head.scenarios.map(({ id }) => id));
  const placed = new Map<string, ComparedConversation[]>();
  let unplaced = 0;
  const opinions = new Map<PastRun, RatedRun>();
  for (const run of plan.runs) {
    const rated = await ratedRun(run);
    opinions.set(run, rated);
    for await (const compared of conversationsOf(run, rated)) {
      const { conversation } = compared;
      if (!wanted.has(conversation.scenario)) continue;
      const place = columnOf(plan, run, conversation);
      if (place === 'unknown') unplaced++;
      if (place === 'unknown' || place === null) continue;
      counter.add(place, compared);
      const name = `${place.column.id} ${conversation.scenario}`;
      placed.set(name, [...(placed.get(name) ?? []), compared]);
    }
  }
  const sections: Section[] = [];
  for (const { id } of plan.head.scenarios) {
    const conversations = plan.sources.map(({ column }) => placed.get(`${column.id} ${id}`) ?? []);
    sections.push(await sectionFor(plan, id, { conversations, opinions }));
  }
  return { ...withFigures(plan, counter.figures(), unplaced), sections };
}

/** null: its column is not wanted; unknown: nobody knows which column it belongs to. */
export function columnOf(
  { sources }: ComparisonPlan,
  run: PastRun,
  { model, settings }: StoredConversation,
): ColumnSource | null | 'unknown' {
  const own = sources.filter((source) => source.run === run && source.model.id === model);
  if (own.length === 0) return null;
  if (own.length === 1) return own[0] ?? null;
  if (settings === null) return 'unknown';
  const name = JSON.stringify(settings);
  return own.find(({ column }) => JSON.stringify(column.settings) === name) ?? 'unknown';
}

export interface FiguresCounter {
  add(source: ColumnSource, compared: ComparedConversation): void;
  /** Of each column, with its differences from the baseline. */
  figures(): Pick<Column, 'id' | 'figures' | 'deltas' | 'sampling'>[];
}

/** Keeps numbers, not replies. */
export function figuresCounter({ sources, head }: Pick<ComparisonPlan, 'sources' | 'head'>): FiguresCounter {
  const tallies = new Map<string, ColumnTally>();
  const samplings = new Map<string, NonNullable<Column['sampling']>>();
  const tallyOf = (id: string): ColumnTally => {
    const tally = tallies.get(id) ?? columnTally();
    tallies.set(id, tally);
    return tally;
  };
  const measured = ({ column, run, model }: ColumnSource): Measured => {
    const tally = tallyOf(column.id);
    const peak = run.summary?.speeds.find((speed) => speed.model === model.id)?.peakMemoryBytes ?? null;
    return { values: tally.values(), figures: tally.figures(peak), fileBytes: column.facts.fileBytes };
  };
  return {
    add({ column }, compared) {
      tallyOf(column.id).add(compared);
      const sampling = compared.conversation.turns[0]?.sampling;
      if (!sampling) return;
      const known = samplings.get(column.id);
      if (!known) samplings.set(column.id, { ...sampling, varies: false });
      else if (!known.varies && JSON.stringify(known.requested) !== JSON.stringify(sampling.requested))
        samplings.set(column.id, { ...known, varies: true });
    },
    figures() {
      const all = sources.map((source) => ({ source, own: measured(source) }));
      const baseline = all.find(({ source }) => source.column.id === head.baseline);
      return all.map(({ source, own }) => ({
        id: source.column.id,
        figures: own.figures,
        sampling: samplings.get(source.column.id) ?? null,
        deltas:
          baseline && baseline.source !== source
            ? deltasOf(baseline.own, own, areAlike(baseline.source.run, source.run))
            : [],
      }));
    },
  };
}

/** Whether speeds of two runs can be compared: one machine, one mode. */
function areAlike(one: PastRun, other: PastRun): boolean {
  return machineOf(one) === machineOf(other) && modeOf(one) === modeOf(other);
}

function machineOf({ manifest: { host } }: PastRun): string {
  return JSON.stringify([host.platform, host.architecture, host.cpu, host.cores, host.memoryBytes]);
}

function modeOf({ manifest: { request } }: PastRun): string {
  return request.mode;
}

export function withFigures(
  { head, runs, sources }: ComparisonPlan,
  counted: ReturnType<FiguresCounter['figures']>,
  unplaced: number,
): Comparison {
  const byId = new Map(counted.map((each) => [each.id, each]));
  const first = sources.find(({ column }) => column.id === head.baseline)?.run;
  const unlike = runs.flatMap((run) => {
    if (!first || run === first) return [];
    if (machineOf(run) !== machineOf(first))
      return [
        say('run {run} was played on another machine: speeds are not compared with it', { run: run.manifest.runId }),
      ];
    return modeOf(run) === modeOf(first)
      ? []
      : [say('run {run} was played in another mode: speeds are not compared with it', { run: run.manifest.runId })];
  });
  const lost =
    unplaced === 0
      ? []
      : [
          say('conversations of which it is not known with which settings they were to be played: {n}', {
            n: unplaced,
          }),
        ];
  return {
    ...head,
    notes: [...head.notes, ...[...unlike, ...lost].map(String)],
    columns: head.columns.map((column) => ({ ...column, ...byId.get(column.id) })),
  };
}

export interface SectionData {
  /** For each column. */
  conversations: readonly (readonly ComparedConversation[])[];
  opinions: ReadonlyMap<PastRun, RatedRun>;
  /** Which samples these are; left out: all. */
  samples?: Section['samples'];
}

/** One scenario in every column, with the prompts of its replies. */
export async function sectionFor(
  { sources, runs }: ComparisonPlan,
  scenario: string,
  { conversations, opinions, samples }: SectionData,
): Promise<Section> {
  const placed = await Promise.all(
    sources.map((source, index) => {
      const template = recordedTemplate(source.model);
      return Promise.all((conversations[index] ?? []).map((compared) => withPrompts(source, template, compared)));
    }),
  );
  const forms = runs.flatMap((run) => run.scenarios.filter(({ id }) => id === scenario));
  return sectionOf({
    scenario,
    form: forms.find((each) => each.scenario !== null)?.scenario ?? null,
    sources,
    conversations: placed,
    preferences: runs.flatMap((run) => opinions.get(run)?.preferencesOf(scenario) ?? []),
    ...(samples && { samples }),
  });
}

async function withPrompts(
  { run }: ColumnSource,
  template: PromptTemplate | null,
  compared: ComparedConversation,
): Promise<PlacedConversation> {
  const { conversation } = compared;
  const greeting = greetingOf(run, conversation);
  const scenario = run.scenarios.find(({ id }) => id === conversation.scenario)?.scenario ?? null;
  const prompts = await promptsOf({
    template,
    persona: scenario?.persona ?? null,
    greeting,
    turns: conversation.turns,
  });
  return { ...compared, greeting, prompts };
}
