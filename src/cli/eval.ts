// `hitogara eval`: options → one call → printing and exit code. Start at `runEval`.
import { ExitCode, UserError } from '../core/errors.ts';
import { inertLine } from '../core/inert-text.ts';
import { describePlan } from '../run/dry-run.ts';
import type { RunResult } from '../run/engine.ts';
import { evaluate } from '../run/evaluate.ts';
import { tellAll } from '../run/events.ts';
import { type GivenAgain, resumeRun } from '../run/resume.ts';
import { StoreFailure } from '../store/journal.ts';
import { type FoundRun, readManifest } from '../store/read-run.ts';
import type { PlayRequest } from '../store/records.ts';
import type { EvalOptions } from './eval-flags.ts';
import type { Host } from './host.ts';
import { limitsOf, llamaRequestOf } from './llama-flags.ts';
import { printPlan } from './print-plan.ts';
import { jsonCollector, printRun } from './report/json.ts';
import { openReporter } from './report/reporters.ts';
import { parseSettings } from './settings.ts';

/** @param given the options that were typed, not filled in */
export async function runEval(
  options: EvalOptions,
  given: ReadonlySet<keyof EvalOptions>,
  argv: readonly string[],
  host: Host,
): Promise<number> {
  const request = playRequestOf(options);
  if (options.models.length === 0 && options.resume === null) {
    throw new UserError('--model is missing: an id, a glob of ids, or the path of a .gguf file', {
      remedy: 'npm run models -- list shows them; --resume goes on with an unfinished run.',
    });
  }
  if (options.retryFailed && options.resume === null) {
    throw new UserError('--retry-failed needs --resume: a new run has no failed conversations');
  }
  if (options.maxTokens !== null && options.set.some((setting) => /^max_?tokens=/i.test(setting))) {
    throw new UserError('--max-tokens and --set maxTokens=… say the same thing; one of them is enough');
  }
  const limits = limitsOf(options);
  const { maxCost: maxCostUsd } = options;
  if (options.dryRun) {
    if (options.resume !== null) throw new UserError('--dry-run shows a new run; leave --resume out');
    const plan = await describePlan({ ...request, limits, maxCostUsd }, options.out, host);
    await printPlan(plan, options.json, host);
    return ExitCode.done;
  }
  const json = jsonCollector();
  const screen = options.json ? { ...host, stdout: host.stderr } : host;
  const reporter = await openReporter(options.reporter, screen);
  const emit = tellAll(
    new Map([
      [options.reporter ?? 'default', reporter],
      ['json', json],
    ]),
    (message) => host.stderr.write(`${inertLine(message)}\n`),
  );
  const { out } = options;
  try {
    if (options.resume === null) {
      const result = await evaluate({ ...request, limits, maxCostUsd, out, arguments: argv }, host, emit);
      if (options.json) await json.print(host.stdout);
      return exitCodeOf(result);
    }
    const resumed = await resumeRun(
      {
        run: options.resume === '' ? null : options.resume,
        out,
        retryFailed: options.retryFailed,
        given: onlyGiven(request, given),
        limits,
        maxCostUsd,
        arguments: argv,
      },
      host,
      emit,
    );
    if (resumed.status === 'nothing') return await tellNothingToResume(resumed.latest, options, host);
    if (options.json) await json.print(host.stdout);
    return exitCodeOf(resumed.result);
  } catch (error) {
    if (!(error instanceof StoreFailure)) throw error;
    if (options.json) await json.print(host.stdout);
    throw new UserError(error.message, {
      remedy: json.isRecorded()
        ? 'What had been written until then is whole. Free some space, then go on with --resume.'
        : 'Nothing was recorded. Free some space, or name another folder with --out DIR.',
      exitCode: ExitCode.someFailed,
      cause: error,
    });
  } finally {
    reporter.close?.();
  }
}

async function tellNothingToResume(latest: FoundRun | null, { out, json }: EvalOptions, host: Host): Promise<number> {
  if (!latest?.summary)
    throw new UserError(`there is no run to resume in ${out}`, { exitCode: ExitCode.nothingMatched });
  const { runId, directory, summary } = latest;
  const { status, totals } = summary;
  const failed = totals.failed > 0 ? `, ${totals.failed} failed (--retry-failed plays those again)` : '';
  (json ? host.stderr : host.stdout).write(
    `nothing to resume: run ${runId} is finished (${status}): ${totals.done} conversations${failed}, ${totals.turns} turns · ${directory}\n`,
  );
  if (json) {
    const models = (await readManifest(directory)).models.flatMap(({ id: model, template }) => {
      if (!template) return [];
      const { text: _text, hash: _hash, ...chosen } = template;
      return [{ model, template: chosen }];
    });
    await printRun({ runId, directory, status, models, failedModels: [], totals }, host.stdout);
  }
  return totals.failed > 0 || status === 'failed' ? ExitCode.someFailed : ExitCode.done;
}

function playRequestOf(options: EvalOptions): PlayRequest {
  const { models, scenarios, prompt, samples, seed, mode, onOverflow, ignoreUnsupported } = options;
  const { maxTokens, parallel, filter, first } = options;
  return {
    models,
    scenarios: scenarios.length > 0 ? scenarios : ['anime-fan'],
    prompt,
    samples,
    settings: parseSettings(options.set).map((variant) => ({ ...variant, ...(maxTokens !== null && { maxTokens }) })),
    filter,
    first,
    seed,
    mode,
    parallel,
    onOverflow,
    ignoreUnsupported,
    llama: llamaRequestOf(options),
  };
}

/** What of a request was typed: `--resume` needs nothing else, but what is said again must be the same. */
function onlyGiven(request: PlayRequest, given: ReadonlySet<keyof EvalOptions>): GivenAgain {
  const { models, scenarios, prompt, samples, seed, mode, parallel, onOverflow, filter, first, settings } = request;
  const { ignoreUnsupported } = request;
  const { gpu, gpuLayers, threads, contextSize, kvType, engine } = request.llama;
  const llama = {
    ...(given.has('gpu') && { gpu }),
    ...(given.has('gpuLayers') && { gpuLayers }),
    ...(given.has('threads') && { threads }),
    ...(given.has('context') && { contextSize }),
    ...(given.has('kvType') && { kvType }),
    ...(given.has('engine') && { engine }),
  };
  return {
    ...(given.has('models') && { models }),
    ...(given.has('scenarios') && { scenarios }),
    ...(given.has('prompt') && { prompt }),
    ...(given.has('samples') && { samples }),
    ...(given.has('seed') && { seed }),
    ...(given.has('mode') && { mode }),
    ...(given.has('parallel') && { parallel }),
    ...(given.has('onOverflow') && { onOverflow }),
    ...(given.has('ignoreUnsupported') && { ignoreUnsupported }),
    ...(given.has('filter') && { filter }),
    ...(given.has('first') && { first }),
    ...((given.has('set') || given.has('maxTokens')) && { settings }),
    llama,
  };
}

/** A model that could not play at all is a mistake to mend when it was the only one, a result beside others. */
function exitCodeOf({ summary, failedModels, playedModels }: RunResult): number {
  if (summary.status === 'interrupted') return ExitCode.interrupted;
  // The limit of costs was reached, and not everything was played.
  if (summary.status === 'stopped') return ExitCode.someFailed;
  if (failedModels.length > 0 && playedModels === 0) return ExitCode.usage;
  return failedModels.length > 0 || summary.totals.failed > 0 ? ExitCode.someFailed : ExitCode.done;
}
