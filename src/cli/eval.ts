// `hitogara eval`: options → one call → printing and exit code. Start at `runEval`.
import type { Limits } from '../backend/llama/model-process.ts';
import { ExitCode, UserError } from '../core/errors.ts';
import { inertJson } from '../core/inert-text.ts';
import { KvTypeSchema } from '../registry/schema.ts';
import type { RunResult } from '../run/engine.ts';
import { evaluate } from '../run/evaluate.ts';
import type { RunEvent } from '../run/events.ts';
import { StoreFailure } from '../store/run-folder.ts';
import type { EvalOptions } from './eval-flags.ts';
import type { Host } from './host.ts';
import { jsonReporter } from './report-json.ts';
import { transcriptReporter } from './report-transcript.ts';
import { parseSettings } from './settings.ts';

export async function runEval(options: EvalOptions, argv: readonly string[], host: Host): Promise<number> {
  const json = jsonReporter();
  const transcript = transcriptReporter(options.json ? { ...host, stdout: host.stderr } : host);
  const emit = (event: RunEvent): void => {
    transcript(event);
    json.report(event);
  };
  const printJson = (): void => {
    if (options.json) host.stdout.write(`${inertJson(json.result())}\n`);
  };
  const result = await evaluate(requestOf(options, argv), host, emit).catch((error: unknown) => {
    if (!(error instanceof StoreFailure)) throw error;
    printJson();
    throw new UserError(error.message, {
      remedy: 'What had been written until then is whole. Free some space or name another folder with --out DIR.',
      exitCode: ExitCode.someFailed,
      cause: error,
    });
  });
  printJson();
  return exitCodeOf(result);
}

function requestOf(options: EvalOptions, argv: readonly string[]) {
  const { models, scenarios, prompt, samples, seed, mode, onOverflow, maxTokens, out } = options;
  return {
    models,
    scenarios: scenarios.length > 0 ? scenarios : ['anime-fan'],
    prompt,
    samples,
    seed,
    mode,
    onOverflow,
    sampling: { ...parseSettings(options.set), ...(maxTokens !== null && { maxTokens }) },
    llama: {
      gpu: options.gpu,
      gpuLayers: options.gpuLayers,
      threads: options.threads,
      contextSize: options.context,
      kvType: options.kvType === null ? null : KvTypeSchema.parse(options.kvType),
      engine: options.engine,
      limits: parseLimits(options.limit),
    },
    out,
    arguments: argv,
  };
}

/** A model that could not play at all is a mistake to mend when it was the only one, a result beside others. */
function exitCodeOf({ summary, failedModels, playedModels }: RunResult): number {
  if (summary.status === 'interrupted') return ExitCode.interrupted;
  if (failedModels.length > 0 && playedModels === 0) return ExitCode.usage;
  return failedModels.length > 0 || summary.totals.failed > 0 ? ExitCode.someFailed : ExitCode.done;
}

function parseLimits(limits: readonly string[]): Limits {
  const given = new Map(limits.map((limit) => [limit.split('=')[0], Number(limit.split('=')[1]) * 1_000]));
  return {
    load: given.get('load') ?? 600_000,
    firstToken: given.get('first-token') ?? 300_000,
    idle: given.get('idle') ?? 60_000,
    total: given.get('total') ?? 1_800_000,
  };
}
