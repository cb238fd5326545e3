// `hitogara regress`: options → one call → printing and exit code. Start at `runRegress`.
import { ExitCode, UserError } from '../../core/errors.ts';
import { inertJson, inertLine } from '../../core/inert-text.ts';
import { parseSettings } from '../../core/parse-settings.ts';
import type { Sampling } from '../../core/sampling.ts';
import { absolute } from '../../core/world.ts';
import { allowingThem } from '../../regress/comparable.ts';
import { fieldsToAllow, PRECONDITION_FIELDS } from '../../regress/preconditions.ts';
import { previewOf } from '../../regress/preview.ts';
import { type RegressContext, type RegressResult, regress } from '../../regress/regress.ts';
import type { RegressReport } from '../../regress/report.ts';
import type { AskedBaseline, RegressRequest } from '../../regress/request.ts';
import { resumeRegress } from '../../regress/resume-regress.ts';
import { fold } from '../../report/fold.ts';
import { written } from '../../report/json.ts';
import { progressLine } from '../../report/progress-line.ts';
import { annotationsOf, jobSummary } from '../../report/regress/github.ts';
import { junitOfRegress } from '../../report/regress/junit.ts';
import { modelCardTable } from '../../report/regress/markdown.ts';
import { previewText } from '../../report/regress/preview.ts';
import { textOfRegress } from '../../report/regress/text.ts';
import { writeReport } from '../../report/report-file.ts';
import { openReporter } from '../../report/reporters.ts';
import { columnsOf, recordedLine, shown } from '../../report/screen.ts';
import { appendToSummary } from '../../report/step-summary.ts';
import { tellAll } from '../../run/events.ts';
import { say } from '../../words/text.ts';
import { optionsOf } from '../flags.ts';
import type { Host } from '../host.ts';
import { limitsOf, llamaFlags } from '../shared-flags.ts';
import { unwritten } from '../unwritten.ts';
import type { RegressOptions } from './regress-flags.ts';

interface Typed {
  /** Flags that were typed. */
  given: ReadonlySet<PropertyKey>;
  argv: readonly string[];
}

export async function runRegress(options: RegressOptions, typed: Typed, host: Host): Promise<number> {
  if (options.resume === null) {
    const preview = await previewOf(requestOf(options, typed), host);
    const stream = options.dryRun ? host.stdout : host.stderr;
    stream.write(previewText(preview, { ...host, stdout: stream }));
    if (options.dryRun) return ExitCode.done;
  } else requireResumable(typed);
  return check(options, typed, host);
}

/** What a check was asked for stands in its run. */
const WITH_RESUME: readonly PropertyKey[] = ['resume', 'out', 'limit', 'reporters', 'json'];

/** @throws UserError for what would be ignored */
function requireResumable({ given }: Typed): void {
  if ([...given].every((name) => WITH_RESUME.includes(name))) return;
  throw new UserError(
    say('--resume goes on as the check was asked for; only --out, --limit, --reporter and --json can be given with it'),
  );
}

async function check(options: RegressOptions, typed: Typed, host: Host): Promise<number> {
  const started = host.now().getTime();
  const screen = { ...host, stdout: host.stderr };
  const reporter = await openReporter('tty', screen);
  const progress = progressLine(host);
  const emit = tellAll(new Map([['default', reporter]]), (message) =>
    host.stderr.write(`${recordedLine(message, host)}\n`),
  );
  const context: RegressContext = {
    emit,
    onMeasured: ({ model, done, total }) =>
      progress.show(say('{model}: measured {done} of {total} replies', { model, done, total }), done / total),
    onNote: (note) =>
      screen.stdout.write(
        `${fold(inertLine(shown(say('note: {note}', { note }), host)), columnsOf(screen.stdout), 2)}\n`,
      ),
  };
  try {
    const { run, report } = await played(options, typed, { host, context });
    progress.clear();
    if (!report) return run.summary.status === 'interrupted' ? ExitCode.interrupted : ExitCode.someFailed;
    await tell(report, { options, seconds: (host.now().getTime() - started) / 1_000 }, host);
    return exitCodeOf(report);
  } catch (error) {
    throw unwritten(error, true);
  } finally {
    progress.clear();
    reporter.close?.();
  }
}

function played(
  options: RegressOptions,
  { given, argv }: Typed,
  { host, context }: { host: Host; context: RegressContext },
): Promise<RegressResult> {
  const { resume, out } = options;
  if (resume === null) return regress(requestOf(options, { given, argv }), host, context);
  const run = resume === '' ? null : resume;
  return resumeRegress({ run, out, limits: limitsOf(options), arguments: argv }, host, context);
}

/** @throws UserError for options that make no sense */
function requestOf(options: RegressOptions, { given, argv }: Typed): RegressRequest {
  const { reference, candidates, vary, preset, scenarios, turns, samples, tokens, margin, gates, allow } = options;
  requireOneOf(options);
  const unknown = allow.find((name) => !PRECONDITION_FIELDS.some((field) => field === name));
  if (unknown !== undefined) throw new UserError(say('--allow {name}: there is no such field', { name: unknown }));
  const { maxDivergence, minSameTop, prompt, seed, mode, out } = options;
  return {
    ...{ reference, candidates, preset, turns, samples, tokens, margin, gates, maxDivergence, minSameTop },
    ...{ prompt, seed, mode, out },
    baseline: baselineOf(options, given),
    vary: variedBy(vary),
    scenarios: scenarios.length === 0 ? null : scenarios,
    allowed: allow,
    isExact: !options.bound,
    settings: settingsOf(options),
    llama: optionsOf(options, llamaFlags),
    limits: limitsOf(options),
    arguments: argv,
  };
}

function requireOneOf({ reference, baseline }: RegressOptions): void {
  if (reference !== null && baseline !== null)
    throw new UserError(say('--reference and --baseline cannot be used together'));
  if (reference === null && baseline === null) {
    throw new UserError(
      say('--reference is missing: the model that others are compared with; or --baseline, what was blessed of one'),
    );
  }
}

/** With what was typed besides: it must be what the baseline has. */
function baselineOf(options: RegressOptions, given: ReadonlySet<PropertyKey>): AskedBaseline | null {
  const { baseline, dir, scenarios, turns, samples, tokens, seed, mode } = options;
  if (baseline === null) return null;
  return {
    name: baseline,
    folder: dir,
    given: {
      ...(given.has('scenarios') && { scenarios }),
      ...(turns !== null && { turns }),
      ...(samples !== null && { samples }),
      ...(tokens !== null && { tokens }),
      ...(given.has('seed') && { seed }),
      ...(given.has('mode') && { mode }),
      ...(given.has('set') && { settings: settingsOf(options) }),
      isPresetGiven: given.has('preset'),
      llama: optionsOf(options, llamaFlags, given),
    },
  };
}

function settingsOf({ set }: RegressOptions): Sampling {
  const [settings = {}, ...others] = parseSettings(set);
  if (others.length === 0) return settings;
  throw new UserError(say('--set may name one value of each setting here: regress plays one variant'));
}

function variedBy(vary: readonly string[]): Record<string, string> {
  return Object.fromEntries(
    vary.map((text) => {
      const [, name = '', value = ''] = /^([^=]+)=(.+)$/s.exec(text) ?? [];
      if (name === '') throw new UserError(say('--vary {text}: expected a field, = and a value', { text }));
      return [name, value];
    }),
  );
}

async function tell(
  report: RegressReport,
  { options, seconds }: { options: RegressOptions; seconds: number },
  host: Host,
): Promise<void> {
  const toAllow = report.candidates.flatMap(({ preconditions }) => fieldsToAllow(preconditions));
  if (toAllow.length > 0) host.stderr.write(`${shown(allowingThem([...new Set(toAllow)]), host)}\n`);
  await written(host.stdout, options.json ? `${inertJson(report)}\n` : textOfRegress(report, host));
  for (const reporter of options.reporters) {
    if (reporter.name === 'github') continue;
    const text = reporter.name === 'junit' ? junitOfRegress(report, seconds) : modelCardTable(report, host);
    await writeReport(absolute(reporter.file, host), [text]);
  }
  if (isOnGithub(options, host)) tellGithub(report, host);
}

function isOnGithub({ reporters }: RegressOptions, { environment }: Host): boolean {
  return reporters.some(({ name }) => name === 'github') || environment.GITHUB_ACTIONS === 'true';
}

/** Its log takes commands from standard error as well; standard output may be JSON. */
function tellGithub(report: RegressReport, host: Host): void {
  host.stderr.write(annotationsOf(report, host));
  const { GITHUB_STEP_SUMMARY: summary } = host.environment;
  const problem = summary ? appendToSummary(summary, jobSummary(report, host)) : null;
  if (problem !== null) host.stderr.write(`${recordedLine(problem, host)}\n`);
}

/** The worst of all candidates decides. */
function exitCodeOf({ candidates }: RegressReport): number {
  const verdicts = candidates.map(({ verdict }) => verdict);
  if (verdicts.includes('regressed')) return ExitCode.gateFailed;
  if (verdicts.includes('not-comparable')) return ExitCode.notComparable;
  return verdicts.includes('inconclusive') ? ExitCode.inconclusive : ExitCode.done;
}
