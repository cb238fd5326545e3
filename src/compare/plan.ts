// What is to be compared, before a conversation is read: columns, scenarios and what a reader should know, from manifests alone.
// Start at `planComparison`.
import { ExitCode, UserError } from '../core/errors.ts';
import { globToRegExp, isGlob } from '../core/glob.ts';
import { packageVersion } from '../core/package-version.ts';
import { didYouMean } from '../core/suggest.ts';
import type { World } from '../core/world.ts';
import { openPastRun, type PastRun } from '../store/past-run.ts';
import { readScoreIndex } from '../store/stored-scores.ts';
import { joinTexts, say, type Text } from '../words/text.ts';
import { type ColumnSource, columnsOf, runHead } from './columns.ts';
import { COMPARISON_VERSION, type Column, type Comparison } from './comparison.ts';
import { scenariosOf } from './scenarios.ts';

export interface CompareRequest {
  /** Runs (ids, folders, `latest`, `latest~1`) and models of theirs (ids or globs); no run: the latest. */
  names: readonly string[];
  /** Ids or globs; empty: all. */
  models: readonly string[];
  scenarios: readonly string[];
  /** A model, a run or a column's label; null: the first column. */
  baseline: string | null;
  /** Folder of run folders. */
  out: string;
}

export interface ComparisonPlan {
  runs: readonly PastRun[];
  sources: readonly ColumnSource[];
  /** Without figures and sections. */
  head: Comparison;
}

/** @throws UserError for what the runs do not have */
export async function planComparison(request: CompareRequest, world: World): Promise<ComparisonPlan> {
  const { runs, models } = await namedRuns(request, world);
  const sources = columnsOf(runs, rankingBy([...models, ...request.models]));
  requireMatches(request, runs, sources);
  const isScenario = matcherOf(request.scenarios);
  const scenarios = scenariosOf(sources, isScenario);
  const columns = sources.map(({ column }) => column);
  const head: Comparison = {
    schemaVersion: COMPARISON_VERSION,
    madeAt: world.now().toISOString(),
    hitogara: await packageVersion(world),
    notes: (await notesOn(runs, scenarios)).map(String),
    runs: runs.map((run) => runHead(run, world)),
    columns,
    baseline: baselineOf(await baselineName(request, world), columns).id,
    scenarios,
    sections: [],
  };
  return { runs, sources, head };
}

interface Named {
  runs: PastRun[];
  /** The names that are no runs. */
  models: string[];
}

/** What is a run is a run; the rest are models of these runs. */
async function namedRuns({ names, out }: CompareRequest, world: World): Promise<Named> {
  const runs = new Map<string, PastRun>();
  const others: { name: string; problem: UserError }[] = [];
  const open = async (name: string): Promise<void> => {
    const run = await openPastRun(name, out, world);
    runs.set(run.directory, run);
  };
  for (const name of names) {
    try {
      await open(name);
    } catch (error) {
      if (!(error instanceof UserError) || /[/\\]|^latest/.test(name)) throw error;
      others.push({ name, problem: error });
    }
  }
  if (runs.size === 0) {
    const [first] = others;
    await open('latest').catch((error: unknown) => {
      throw first?.problem ?? error;
    });
  }
  const opened = [...runs.values()];
  const known = opened.flatMap(({ manifest }) => manifest.models.map(({ id }) => id));
  for (const { name, problem } of others) {
    const isModel = known.some((id) => globToRegExp(name).test(id));
    if (isModel) continue;
    // A name like a run's is looked for among runs; another may be a mistyped model.
    if (/^\d{8}-/.test(name)) throw problem;
    throw new UserError(say('no run and no model is called "{name}"', { name }), {
      remedy: joinTexts('\n', [
        didYouMean(name, known),
        say('runs: {runs}', { runs: opened.map(({ manifest }) => manifest.runId).join(', ') }),
      ]),
      exitCode: isGlob(name) ? ExitCode.nothingMatched : ExitCode.usage,
    });
  }
  return { runs: opened, models: others.map(({ name }) => name) };
}

/** The first name that matches; null: none does. Without names, all are equal. */
function rankingBy(globs: readonly string[]): (id: string) => number | null {
  const patterns = globs.map(globToRegExp);
  return (id) => {
    const rank = patterns.findIndex((pattern) => pattern.test(id));
    return rank >= 0 ? rank : patterns.length === 0 ? 0 : null;
  };
}

function matcherOf(globs: readonly string[]): (id: string) => boolean {
  const patterns = globs.map(globToRegExp);
  return (id) => patterns.length === 0 || patterns.some((pattern) => pattern.test(id));
}

/** @throws UserError for a filter that matches nothing in any of the runs */
function requireMatches(
  { models, scenarios }: CompareRequest,
  runs: readonly PastRun[],
  sources: readonly ColumnSource[],
): void {
  const check = (globs: readonly string[], known: readonly string[], problem: (id: string) => Text): void => {
    const idle = globs.find((glob) => !known.some((id) => globToRegExp(glob).test(id)));
    if (idle === undefined) return;
    throw new UserError(problem(idle), {
      remedy: didYouMean(idle, [...new Set(known)]),
      exitCode: ExitCode.nothingMatched,
    });
  };
  const all = runs.flatMap(({ manifest }) => manifest.models.map(({ id }) => id));
  check(models, all, (id) => say('the run has no model "{id}"', { id }));
  const ids = runs.flatMap((run) => run.scenarios.map(({ id }) => id));
  check(scenarios, ids, (id) => say('the run has no scenario "{id}"', { id }));
  if (sources.length === 0) {
    throw new UserError(say('nothing to compare: the run has no model that was tested'), {
      exitCode: ExitCode.nothingMatched,
    });
  }
}

/** A run may be named in any way; the rest is what a column calls itself. */
async function baselineName({ baseline, out }: CompareRequest, world: World): Promise<string | null> {
  if (baseline === null || !/[/\\]|^latest(?:~\d{1,6})?$/.test(baseline)) return baseline;
  return (await openPastRun(baseline, out, world)).manifest.runId;
}

/** @throws UserError if there is no such column */
function baselineOf(name: string | null, columns: readonly Column[]): Column {
  const [first] = columns;
  const found =
    name === null ? first : columns.find(({ id, model, run, label }) => [id, label, model, run].includes(name));
  if (found) return found;
  const known = [...new Set(columns.flatMap(({ label, model, run }) => [label, model, run]))];
  throw new UserError(say('there is no column "{name}" to compare with', { name: name ?? '' }), {
    remedy: didYouMean(name ?? '', known),
  });
}

async function notesOn(runs: readonly PastRun[], scenarios: Comparison['scenarios']): Promise<Text[]> {
  const notes: Text[] = [];
  const isShared = scenarios.some(({ id }) => runs.every((run) => run.scenarios.some((each) => each.id === id)));
  if (runs.length > 1 && !isShared) notes.push(say('the runs have no scenario in common: each is shown by itself'));
  for (const { id, differs } of scenarios) {
    if (!differs) continue;
    notes.push(
      say('scenario {scenario} is not the same in all runs: what is in one row may not be the same question', {
        scenario: id,
      }),
    );
  }
  for (const run of runs) {
    const { runId } = run.manifest;
    if (run.status === 'running')
      notes.push(say('run {run} is being played: what is here is not all of it', { run: runId }));
    else if ((await readScoreIndex(run.directory, run.summary)) === null)
      notes.push(say('run {run} was not scored; hitogara score {run} does that', { run: runId }));
  }
  return notes;
}
