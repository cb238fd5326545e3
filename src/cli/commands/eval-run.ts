// `hitogara eval`: options → one call → printing and exit code. Start at `runEval`.
import type { SpareProcess } from '../../backend/llama/spare-process.ts';
import { ExitCode, UserError } from '../../core/errors.ts';
import { inertLine } from '../../core/inert-text.ts';
import { parseSettings } from '../../core/parse-settings.ts';
import { shorten } from '../../core/world.ts';
import { jsonCollector, printedScores, printRun } from '../../report/json.ts';
import { printPlan } from '../../report/plan.ts';
import type { ReporterName } from '../../report/reporter-names.ts';
import { openReporter } from '../../report/reporters.ts';
import { recordedLine, shown } from '../../report/screen.ts';
import { describePlan } from '../../run/dry-run.ts';
import type { RunResult } from '../../run/engine.ts';
import { evaluate } from '../../run/evaluate.ts';
import { type Emit, tellAll } from '../../run/events.ts';
import { type GivenAgain, resumeRun } from '../../run/resume.ts';
import { parseGates } from '../../score/gate-names.ts';
import { StoreFailure } from '../../store/journal.ts';
import { type FoundRun, readManifest } from '../../store/read-run.ts';
import type { PlayRequest } from '../../store/records.ts';
import { joinTexts, plural, say } from '../../words/text.ts';
import type { Call } from '../command.ts';
import { optionsOf } from '../flags.ts';
import type { Host } from '../host.ts';
import { limitsOf, llamaFlags } from '../shared-flags.ts';
import { unwritten } from '../unwritten.ts';
import { type EvalOptions, playFlags } from './eval-flags.ts';
import { type Played, type Scored, scorePlayed } from './eval-score.ts';

type EvalCall = Omit<Call<EvalOptions>, 'arguments'> & { spare: SpareProcess | undefined };

export async function runEval(call: EvalCall): Promise<number> {
  const { options, host } = call;
  const request = playRequestOf(options);
  requireSense(options);
  const gates = parseGates(options.gates);
  const { maxCost: maxCostUsd, out } = options;
  if (options.dryRun) {
    const plan = await describePlan({ ...request, limits: limitsOf(options), maxCostUsd }, out, host);
    await printPlan(plan, options.json, host);
    return ExitCode.done;
  }
  const json = jsonCollector(host);
  const screen = options.json ? { ...host, stdout: host.stderr } : host;
  const progress = progressReporterOf(options);
  const reporter = await openReporter(progress, screen);
  const reporters = new Map([
    [progress ?? 'default', reporter],
    ['json', json],
  ]);
  const emit = tellAll(reporters, (message) => host.stderr.write(`${recordedLine(message, host)}\n`));
  try {
    const result = options.resume === null ? await play(request, call, emit) : await resume(request, call, emit);
    const score = (played: Played): Promise<Scored> => scorePlayed(played, { options, gates, progress }, screen);
    if ('latest' in result) return await tellNothingToResume(result.latest, { options, score }, host);
    const scored = await score(result);
    if (options.json) await json.print(host.stdout, scored.report);
    return worseOf(exitCodeOf(result), scored.exitCode);
  } catch (error) {
    if (error instanceof StoreFailure && options.json) await json.print(host.stdout);
    throw unwritten(error, json.isRecorded());
  } finally {
    reporter.close?.();
  }
}

/** null: chosen by the number of conversations. @throws UserError for two of them */
function progressReporterOf({ reporters }: EvalOptions): ReporterName | null {
  const [first, second] = reporters.flatMap((reporter) => (reporter.name === 'junit' ? [] : [reporter.name]));
  if (second === undefined) return first ?? null;
  throw new UserError(say('--reporter can show progress in one way only; junit:FILE can be added to it'));
}

/** What went wrong with the conversations comes before what was found in them. */
function worseOf(played: number, scored: number): number {
  return played === ExitCode.done || scored === ExitCode.interrupted ? scored : played;
}

/** @throws UserError for options that make no sense together */
function requireSense({ models, resume, retryFailed, maxTokens, set, dryRun, score, gates }: EvalOptions): void {
  if (!score && gates.length > 0) throw new UserError(say('--gate needs the scores, which --no-score leaves out'));
  if (models.length === 0 && resume === null) {
    throw new UserError(say('--model is missing: an id, a glob of ids, or the path of a .gguf file'), {
      remedy: say('To continue an unfinished run, use --resume. To see the model ids: hitogara models list'),
    });
  }
  if (retryFailed && resume === null) {
    throw new UserError(say('--retry-failed needs --resume: a new run has no failed conversations'));
  }
  if (maxTokens !== null && set.some((setting) => /^max_?tokens=/i.test(setting))) {
    throw new UserError(say('--max-tokens and --set maxTokens=… set the same thing; use only one of them'));
  }
  if (dryRun && resume !== null)
    throw new UserError(say('--dry-run and --resume cannot be used together: a dry run shows a new run'));
}

function playRequestOf(options: EvalOptions): PlayRequest {
  const { set, maxTokens } = options;
  return {
    ...optionsOf(options, playFlags),
    settings: parseSettings(set).map((variant) => ({ ...variant, ...(maxTokens !== null && { maxTokens }) })),
    llama: optionsOf(options, llamaFlags),
  };
}

function play(request: PlayRequest, { options, argv, host, spare }: EvalCall, emit: Emit): Promise<RunResult> {
  const { maxCost: maxCostUsd, out } = options;
  return evaluate({ ...request, limits: limitsOf(options), maxCostUsd, out, arguments: argv }, host, emit, spare);
}

async function resume(
  request: PlayRequest,
  { options, given, argv, host }: EvalCall,
  emit: Emit,
): Promise<RunResult | { latest: FoundRun | null }> {
  const { maxCost: maxCostUsd, out, retryFailed, resume: run } = options;
  const resumed = await resumeRun(
    {
      run: run === '' ? null : run,
      out,
      retryFailed,
      given: givenAgain(request, given),
      limits: limitsOf(options),
      maxCostUsd,
      arguments: argv,
    },
    host,
    emit,
  );
  return resumed.status === 'nothing' ? { latest: resumed.latest } : resumed.result;
}

/** The part of a request that was typed: `--resume` needs none of it, but what is repeated must be the same. */
function givenAgain(request: PlayRequest, given: ReadonlySet<PropertyKey>): GivenAgain {
  const { settings, llama } = request;
  return {
    ...optionsOf(request, playFlags, given),
    ...((given.has('set') || given.has('maxTokens')) && { settings }),
    llama: optionsOf(llama, llamaFlags, given),
  };
}

/** Its gates are judged again: whoever repeats a command wants to know. */
async function tellNothingToResume(
  latest: FoundRun | null,
  { options: { out, json }, score }: { options: EvalOptions; score: (played: Played) => Promise<Scored> },
  host: Host,
): Promise<number> {
  if (!latest?.summary)
    throw new UserError(say('there is no run to resume in {folder}', { folder: out }), {
      exitCode: ExitCode.nothingMatched,
    });
  const { runId, directory, summary } = latest;
  const { status, totals, speeds } = summary;
  const end = joinTexts(', ', [
    plural(totals.done, 'conversation'),
    totals.failed > 0 ? say('{n} failed (--retry-failed plays those again)', { n: totals.failed }) : null,
    plural(totals.turns, 'turn'),
  ]);
  const told = say('nothing to resume: run {run} is finished ({status}): {end} · {folder}', {
    run: runId,
    status: say(status),
    end,
    folder: inertLine(shorten(directory, host)),
  });
  (json ? host.stderr : host.stdout).write(`${shown(told, host)}\n`);
  const { report, exitCode } = await score({ summary, directory });
  if (json) {
    const models = (await readManifest(directory)).models.flatMap(({ id: model, template }) => {
      if (!template) return [];
      const { text: _text, hash: _hash, ...chosen } = template;
      return [{ model, template: chosen }];
    });
    await printRun(
      {
        runId,
        directory,
        status,
        models,
        failedModels: [],
        totals,
        speeds,
        scores: printedScores(report),
      },
      host.stdout,
      host,
    );
  }
  return worseOf(totals.failed > 0 || status === 'failed' ? ExitCode.someFailed : ExitCode.done, exitCode);
}

/** A model that could not play at all is a usage error if it was the only one, and a result if there were others. */
function exitCodeOf({ summary, failedModels, playedModels }: RunResult): number {
  if (summary.status === 'interrupted') return ExitCode.interrupted;
  // The cost limit was reached before everything was played.
  if (summary.status === 'stopped') return ExitCode.someFailed;
  if (failedModels.length > 0 && playedModels === 0) return ExitCode.usage;
  return failedModels.length > 0 || summary.totals.failed > 0 ? ExitCode.someFailed : ExitCode.done;
}
