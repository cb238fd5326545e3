// Comparisons as the page asks for them: first what the manifests say, then scenario by scenario, and the figures when they are counted.
// Start at `comparisons`.
import type { ComparedConversation } from '../compare/compared-run.ts';
import type { Comparison, Section } from '../compare/comparison.ts';
import { type ComparisonPlan, planComparison } from '../compare/plan.ts';
import { columnOf, sectionFor, withFigures } from '../compare/tabulate.ts';
import { ExitCode, UserError } from '../core/errors.ts';
import { didYouMean } from '../core/suggest.ts';
import type { World } from '../core/world.ts';
import type { RunList } from '../store/listed-runs.ts';
import type { SampleRange } from '../store/live-journal.ts';
import type { PastRun } from '../store/past-run.ts';
import { say } from '../words/text.ts';
import { type Counted, figureCounts } from './figure-counts.ts';
import type { OpenRun } from './open-runs.ts';
import { precedence } from './precedence.ts';
import type { Regression } from './regression.ts';
import { regressionsIn } from './regressions.ts';

/** What is compared. */
export interface Query {
  /** Ids; at least one. */
  runs: readonly string[];
  /** Ids or globs; empty: all. */
  models: readonly string[];
  /** null: the first column. */
  baseline: string | null;
}

export interface Comparisons {
  /** Without sections, and without figures until they are counted. */
  head(query: Query): Promise<Comparison>;
  /** @param samples null: as many as one page can take */
  section(query: Query, scenario: string, samples: SampleRange | null): Promise<Section>;
  /** @param signal aborted when the one who asked is gone */
  figures(query: Query, signal: AbortSignal): Promise<Counted['figures']>;
  /** Counts again what has changed since, and says so when it is done. */
  recount(query: Query, signal: AbortSignal): Promise<void>;
  /** Of its runs that were checked. */
  regressions(query: Query): Promise<Regression[]>;
  /** Folders of its runs. */
  directories(query: Query): Promise<Map<string, string>>;
}

interface Sources {
  list: RunList;
  open: (directory: string) => OpenRun;
  /** Folder of run folders. */
  out: string;
}

/** In turns of all columns. */
const MOST_TURNS = 1_000;

/** Nobody waits longer for what is only a note. */
const PATIENCE_MS = 200;

export function comparisons({ list, open, out }: Sources, world: World): Comparisons {
  const plans = new Map<string, { stamp: string; plan: ComparisonPlan }>();
  const directories = async ({ runs }: Query): Promise<Map<string, string>> => {
    if (runs.length === 0) throw new UserError(say('name a run'));
    const found = new Map<string, string>();
    for (const id of runs) found.set(id, (await list.find(id))?.directory ?? (await unknownRun(id, list)));
    return found;
  };
  const planOf = async (query: Query): Promise<ComparisonPlan> => {
    const { models, baseline } = query;
    const folders = [...(await directories(query)).values()];
    const files = await Promise.all(folders.map((folder) => open(folder).files()));
    const stamp = JSON.stringify(files.map((each) => [each?.manifest, each?.summary, each?.scores, each?.isRunning]));
    const name = JSON.stringify(query);
    const known = plans.get(name);
    if (known?.stamp === stamp) return known.plan;
    const plan = await planComparison({ names: folders, models, scenarios: [], baseline, out }, world);
    plans.delete(name);
    plans.set(name, { stamp, plan });
    for (const oldest of plans.keys()) if (plans.size > MOST_PLANS) plans.delete(oldest);
    return plan;
  };
  const { urgently, quiet } = precedence();
  const counts = figureCounts({ open, quiet }, world.signal);
  return {
    directories,
    async head(query) {
      const plan = await planOf(query);
      const looked = plan.runs.map(async (run) => {
        const opened = open(run.directory);
        await opened.opinions(run);
        await opened.journal.update();
      });
      await Promise.race([Promise.all(looked), patience()]);
      const counted = await counts.known(JSON.stringify(query), plan);
      const head = counted ? withFigures(plan, counted.figures, counted.unplaced) : plan.head;
      return { ...head, notes: [...head.notes, ...plan.runs.flatMap((run) => damageIn(run, open(run.directory)))] };
    },
    async section(query, scenario, samples) {
      const plan = await planOf(query);
      if (!plan.head.scenarios.some(({ id }) => id === scenario))
        throw new UserError(say('the run has no scenario "{id}"', { id: scenario }), {
          exitCode: ExitCode.nothingMatched,
        });
      return urgently(() => sectionIn(plan, scenario, { open, samples }));
    },
    figures: async (query, signal) =>
      (await counts.count(JSON.stringify(query), await planOf(query), { isPatient: true, signal })).figures,
    recount: async (query, signal) =>
      void (await counts.count(JSON.stringify(query), await planOf(query), { isPatient: false, signal })),
    regressions: async (query) => regressionsIn(await directories(query)),
  };
}

const MOST_PLANS = 32;

/** @throws UserError with the nearest one */
async function unknownRun(id: string, list: RunList): Promise<never> {
  const all = await list.all();
  const found = all.find((run) => run.id === id);
  if (found) throw new UserError(say('run {run} cannot be read: {problem}', { run: id, problem: found.problem ?? '' }));
  throw new UserError(say('there is no run {run}', { run: id }), {
    remedy: didYouMean(
      id,
      all.map((run) => run.id),
    ),
    exitCode: ExitCode.nothingMatched,
  });
}

async function sectionIn(
  plan: ComparisonPlan,
  scenario: string,
  { open, samples }: { open: Sources['open']; samples: SampleRange | null },
): Promise<Section> {
  const journals = plan.runs.map((run) => open(run.directory).journal);
  await Promise.all(journals.map((journal) => journal.update()));
  const extents = journals.map((journal) => journal.extent(scenario));
  const total = Math.max(0, ...extents.map((extent) => extent.samples));
  const turns = extents.reduce((sum, extent) => sum + extent.turns, 0);
  const range = samples ?? firstSamples(total, turns);
  const placed = new Map<string, ComparedConversation[]>(plan.sources.map(({ column }) => [column.id, []]));
  const opinions = new Map<PastRun, Awaited<ReturnType<OpenRun['opinions']>>>();
  for (const run of plan.runs) {
    const opened = open(run.directory);
    opinions.set(run, await opened.opinions(run));
    for (const compared of await opened.conversations(run, scenario, range)) {
      const place = columnOf(plan, run, compared.conversation);
      if (place !== null && place !== 'unknown') placed.get(place.column.id)?.push(compared);
    }
  }
  const conversations = plan.sources.map(({ column }) => placed.get(column.id) ?? []);
  const section = { conversations, opinions };
  return sectionFor(plan, scenario, range ? { ...section, samples: { ...range, total } } : section);
}

/** null: all of them are not too many. */
function firstSamples(total: number, turns: number): SampleRange | null {
  if (turns <= MOST_TURNS) return null;
  return { from: 1, to: Math.max(1, Math.min(total, Math.floor((MOST_TURNS * total) / turns))) };
}

function damageIn({ manifest: { runId: run } }: PastRun, opened: OpenRun): string[] {
  const { damaged, holes, problem } = opened.journal.progress();
  const lines =
    problem &&
    damaged > 0 &&
    say('run {run}: lines of its journal that cannot be read and are left out: {n} ({problem})', {
      ...{ run, n: damaged, problem: problem.text },
    });
  const conversations =
    problem &&
    damaged === 0 &&
    say('run {run}: conversations with missing lines, shown only up to the gap: {n} ({problem})', {
      ...{ run, n: holes, problem: problem.text },
    });
  const others = opened
    .damage()
    .map(({ what, problem: { text } }) =>
      what === 'scores'
        ? say('run {run}: its scores cannot be read and are left out ({problem})', { run, problem: text })
        : say('run {run}: its ratings cannot be read and are left out ({problem})', { run, problem: text }),
    );
  return [lines, conversations, ...others].flatMap((note) => (note ? String(note) : []));
}

function patience(): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, PATIENCE_MS).unref();
  });
}
