// What the command line does with runs, as functions: options that are left out have the command line's defaults. File names are relative to the
// working folder of `world`; llama.cpp is loaded only when a function that needs it is called. Start at `evaluate`.
import type { Comparison } from './compare/comparison.ts';
import type { CompareRequest } from './compare/plan.ts';
import { DEFAULT_LIMITS, type Limits } from './core/limits.ts';
import { readSampling } from './core/parse-settings.ts';
import { DEFAULT_LLAMA_OPTIONS, type LlamaOptions } from './core/play-choices.ts';
import { absolute, type World } from './core/world.ts';
import type { RegressResult } from './regress/regress.ts';
import type { RegressRequest } from './regress/request.ts';
import { DEFAULT_OUT, DEFAULT_PLAY_REQUEST } from './run/default-request.ts';
import { describePlan as describe, type PlanDescription } from './run/dry-run.ts';
import type { RunResult } from './run/engine.ts';
import { type EvaluateRequest, evaluate as play } from './run/evaluate.ts';
import type { Emit } from './run/events.ts';
import type { ExportRequest, ExportTold } from './run/export.ts';
import type { ImportedRun } from './run/import.ts';
import type { ImportRequest } from './run/import-request.ts';
import { type ResumeRequest, type ResumeResult, resumeRun as resume } from './run/resume.ts';
import { selfTest as measure, type SelfTestRequest } from './run/self-test.ts';
import { CORE_SCENARIOS } from './scenario/core-scenarios.ts';
import type { ReportRequest, ScoreReport } from './score/report-on.ts';
import type { ScoredConversation } from './score/score-run.ts';
import type { NoiseFloor } from './store/noise-floor.ts';
import { thisProcess } from './this-process.ts';

export interface LibraryContext {
  /** What should differ from this process: the working folder, keys, a signal that stops the work. */
  world?: Partial<World>;
}

export interface PlayContext extends LibraryContext {
  /** Receives every event. */
  emit?: Emit;
}

/** Options of a group can be left out one by one. */
export interface PartialGroups {
  llama?: Partial<LlamaOptions>;
  limits?: Partial<Limits>;
}

export type EvaluateOptions = Pick<EvaluateRequest, 'models'> &
  Partial<Omit<EvaluateRequest, 'models' | 'llama' | 'limits'>> &
  PartialGroups;

const silent: Emit = () => {};

/**
 * Plays scenarios on models and records the conversations.
 * @throws UserError for everything that can be found wrong before a model is loaded; StoreFailure if a write to disk fails
 */
export function evaluate(options: EvaluateOptions, { world, emit = silent }: PlayContext = {}): Promise<RunResult> {
  return play(wholeRequest(options), thisProcess(world), emit);
}

/** What `evaluate` would play, how much memory it needs and how long it takes; plays nothing. */
export function describePlan(options: EvaluateOptions, { world }: LibraryContext = {}): Promise<PlanDescription> {
  const request = wholeRequest(options);
  return describe(request, request.out, thisProcess(world));
}

function wholeRequest({ llama, limits, ...options }: EvaluateOptions): EvaluateRequest {
  return {
    ...DEFAULT_PLAY_REQUEST,
    maxCostUsd: null,
    out: DEFAULT_OUT,
    arguments: [],
    ...options,
    ...(options.settings && { settings: options.settings.map(readSampling) }),
    llama: { ...DEFAULT_LLAMA_OPTIONS, ...llama },
    limits: { ...DEFAULT_LIMITS, ...limits },
  };
}

export type ResumeOptions = Partial<Omit<ResumeRequest, 'limits'>> & Pick<PartialGroups, 'limits'>;

/**
 * Continues an unfinished run.
 * @throws ResumeRefusal if weights, template, scenario, engine or settings have changed
 */
export function resumeRun(
  options: ResumeOptions = {},
  { world, emit = silent }: PlayContext = {},
): Promise<ResumeResult> {
  const { limits, ...rest } = options;
  const request = {
    run: null,
    out: DEFAULT_OUT,
    retryFailed: false,
    given: {},
    maxCostUsd: null,
    arguments: [],
    ...rest,
    limits: { ...DEFAULT_LIMITS, ...limits },
  };
  return resume(request, thisProcess(world), emit);
}

export interface ScoreOptions extends Partial<Pick<ReportRequest, 'checks' | 'form' | 'gates'>> {
  /** A run's id, the path of its folder, `latest` or `latest~1`; default: the latest. */
  run?: string;
  /** Folder of run folders. */
  out?: string;
  /** File with ratings of people; default: `ratings.jsonl` in the run's folder, if there is one. */
  ratings?: string | null;
  /** How many failures of one check, model and scenario the report keeps; more are counted. Default: 10. */
  keep?: number;
  /** Told of every conversation with its results, in the order in which they started. */
  each?: (scored: ScoredConversation) => void;
}

/**
 * What checks find in a past run; also written to `scores/` in its folder. Nothing is played.
 * @throws UserError if the run cannot be read, or if its folder cannot be written
 */
export async function scoreRun(options: ScoreOptions = {}, { world }: LibraryContext = {}): Promise<ScoreReport> {
  const {
    run = 'latest',
    out = DEFAULT_OUT,
    each,
    checks,
    form = null,
    gates = [],
    ratings = null,
    keep = 10,
  } = options;
  const [{ reportOn }, { CHECK_IDS }, { openPastRun }, { readOpinions }] = await Promise.all([
    import('./score/report-on.ts'),
    import('./scenario/check-settings.ts'),
    import('./store/past-run.ts'),
    import('./store/ratings.ts'),
  ]);
  const here = thisProcess(world);
  const past = await openPastRun(run, out, here);
  const people = await readOpinions(past.directory, ratings === null ? null : absolute(ratings, here));
  const request = { checks: checks ?? CHECK_IDS, form, gates, keep, ...people, isWanted: () => true };
  return reportOn(past, request, here, each);
}

export type CompareOptions = Partial<CompareRequest>;

/** Runs, or models of runs, beside each other, as plain data. */
export async function compareRuns(options: CompareOptions = {}, { world }: LibraryContext = {}): Promise<Comparison> {
  const request = { names: [], models: [], scenarios: [], baseline: null, out: DEFAULT_OUT, ...options };
  return (await import('./compare/tabulate.ts')).tabulate(request, thisProcess(world));
}

/**
 * The same as one HTML file, which opens without a network.
 * @throws UserError if the file is something else, or if it cannot be written
 */
export async function writeComparison(
  comparison: Comparison,
  file: string,
  { world }: LibraryContext = {},
): Promise<{ bytes: number }> {
  const here = thisProcess(world);
  return (await import('./view/write-report.ts')).writeHtmlReport(comparison, absolute(file, here), here);
}

export type RegressOptions = Pick<RegressRequest, 'reference'> &
  Partial<Omit<RegressRequest, 'reference' | 'llama' | 'limits'>> &
  PartialGroups;

/**
 * Whether candidates are worse than a reference: plays them, measures them and says so, with the evidence.
 * @throws UserError for everything that can be found wrong before a model is loaded; StoreFailure if a write to disk fails
 */
export async function checkRegression(
  { llama, limits, ...options }: RegressOptions,
  { world, emit = silent }: PlayContext = {},
): Promise<RegressResult> {
  const request = {
    ...{ candidates: [], vary: {}, preset: 'standard' as const, scenarios: null, turns: null, samples: null },
    ...{ tokens: null, margin: null, gates: [], allowed: [], isExact: true, maxDivergence: null, minSameTop: null },
    ...{ settings: {}, prompt: null, seed: DEFAULT_PLAY_REQUEST.seed, mode: DEFAULT_PLAY_REQUEST.mode },
    ...{ out: DEFAULT_OUT, arguments: [] },
    ...options,
    llama: { ...DEFAULT_LLAMA_OPTIONS, ...llama },
    limits: { ...DEFAULT_LIMITS, ...limits },
  };
  const { regress } = await import('./regress/regress.ts');
  return regress(request, thisProcess(world), { emit, onMeasured() {} });
}

export type ImportOptions = Pick<ImportRequest, 'files' | 'format' | 'scenario' | 'model'> & Partial<ImportRequest>;

/**
 * Makes a run out of chat logs from elsewhere.
 * @throws UserError naming the line, if a file is no such log
 */
export async function importChats(options: ImportOptions, { world }: LibraryContext = {}): Promise<ImportedRun> {
  const request = { roles: null, swipes: false, questions: null, out: DEFAULT_OUT, arguments: [], ...options };
  return (await import('./run/import.ts')).importRun(request, thisProcess(world));
}

export type ExportOptions = Pick<ExportRequest, 'format'> &
  Partial<ExportRequest> & {
    /** The file, in place of an earlier one; for a format of several files, a new or empty folder. */
    output: string;
  };

/**
 * Writes a past run in the format of another program.
 * @throws UserError if there is no such run, if nothing in it can go out, or if the file or folder cannot be written
 */
export async function exportRun(
  { output, ...options }: ExportOptions,
  { world }: LibraryContext = {},
): Promise<ExportTold & { runId: string }> {
  const here = thisProcess(world);
  const [{ exportRun: start }, { storedTally }, { writeFile, writeFolder }] = await Promise.all([
    import('./run/export.ts'),
    import('./score/stored-tally.ts'),
    import('./report/exported-files.ts'),
  ]);
  const request = { run: 'latest', out: DEFAULT_OUT, models: [], scenarios: [], ...options };
  const { runId, isFolder, pieces, told } = await start(request, here, storedTally);
  await (isFolder ? writeFolder : writeFile)(absolute(output, here), pieces, here);
  return { runId, ...told() };
}

export type SelfTestOptions = Pick<SelfTestRequest, 'model'> &
  Partial<Omit<SelfTestRequest, 'model' | 'llama' | 'limits'>> &
  PartialGroups & {
    /** Called as each part starts. */
    tell?: (progress: string) => void;
  };

/** Measures how much replies to the same prompts vary on this machine; writes nothing. */
export function selfTest(options: SelfTestOptions, { world }: LibraryContext = {}): Promise<NoiseFloor> {
  const { llama, limits, tell = () => {}, ...rest } = options;
  const request = {
    scenarios: [...CORE_SCENARIOS],
    prompt: null,
    seed: DEFAULT_PLAY_REQUEST.seed,
    turns: 4,
    maxTokens: 48,
    parallel: 4,
    ...rest,
    llama: { ...DEFAULT_LLAMA_OPTIONS, ...llama },
    limits: { ...DEFAULT_LIMITS, ...limits },
  };
  return measure(request, thisProcess(world), (progress) => tell(String(progress)));
}
