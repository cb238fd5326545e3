// Logs of Inspect (version 2, JSON): one for each model, a sample for each conversation. Its reader takes the header from the order of the
// fields, and no null in it. Start at `inspectOut`.
import { inertJson } from '../../core/inert-text.ts';
import type { ExportedRates, ExportedRun } from './exported-run.ts';
import type { ExportedPiece, FormatWriter, OutFormat } from './format.ts';
import { sampleOf } from './inspect-sample.ts';
import { repliesIn } from './said.ts';
import { inspectConfig } from './sampling-names.ts';
import { type SharedSampling, sharedSampling } from './shared-sampling.ts';
import { type Usage, usageTally } from './usage.ts';
import { fileNames, variantNames } from './variants.ts';

export const inspectOut: OutFormat = {
  isFolder: true,
  losses: ['told', 'lore', 'prompts', 'ratings'],
  open: inspectWriter,
};

/** What the head of a log says of its samples. */
interface Surveyed {
  variant: string;
  model: string;
  scenarios: Set<string>;
  epochs: number;
  samples: number;
  completed: number;
  usage: Usage;
  sampling: SharedSampling;
}

function inspectWriter(run: ExportedRun): FormatWriter {
  const nameOf = variantNames(run);
  const fileOf = fileNames();
  const logs = new Map<string, Surveyed>();
  const begun = new Set<string>();
  const fileFor = (variant: string): string => `${stampOf(run.startedAt)}_hitogara_${fileOf(variant)}.json`;
  return {
    survey(conversation) {
      const { model, scenario, sample } = conversation;
      const variant = nameOf(conversation);
      const empty = { variant, model, scenarios: new Set<string>(), epochs: 0, samples: 0, completed: 0 };
      const log = logs.get(variant) ?? { ...empty, usage: usageTally(), sampling: sharedSampling() };
      logs.set(variant, log);
      log.scenarios.add(scenario);
      log.epochs = Math.max(log.epochs, sample);
      log.samples++;
      if (conversation.status === 'done') log.completed++;
      for (const turn of repliesIn(conversation)) {
        log.usage.add(turn);
        log.sampling.add(turn.sampling.effective);
      }
    },
    begin: (rates) =>
      [...logs.values()].map((log): ExportedPiece => {
        const own = rates?.find((each) => nameOf(each) === log.variant) ?? null;
        const head = inertJson(headOf(run, log, own), 0).replace(/\}$/, ',"samples":[');
        return { file: fileFor(log.variant), data: head };
      }),
    conversation(conversation) {
      const variant = nameOf(conversation);
      const comma = begun.has(variant) ? ',' : '';
      begun.add(variant);
      return [{ file: fileFor(variant), data: `${comma}\n${inertJson(sampleOf(run, conversation, variant), 0)}` }];
    },
    end: () => [...logs.keys()].map((variant) => ({ file: fileFor(variant), data: '\n]}\n' })),
  };
}

/** As Inspect begins the names of its logs: without milliseconds, and without colons. */
function stampOf(time: string): string {
  return time.replace(/\.\d+Z$/, '+00-00').replaceAll(':', '-');
}

const STATUS = {
  done: 'success',
  failed: 'error',
  interrupted: 'cancelled',
  stopped: 'cancelled',
  'cut-off': 'cancelled',
  running: 'started',
} as const;

function headOf(run: ExportedRun, log: Surveyed, rates: ExportedRates | null): object {
  const { variant, model, scenarios, epochs, samples, completed, usage, sampling } = log;
  const status = run.status !== 'running' && completed === 0 ? 'error' : STATUS[run.status];
  const config = inspectConfig(sampling.value());
  const { description, template } = run.models.find(({ id }) => id === model) ?? {};
  const created = run.startedAt.replace(/\.\d+Z$/, '+00:00');
  const used = usage.total();
  return {
    version: 2,
    status,
    eval: {
      eval_id: `${run.id}-${variant}`,
      run_id: run.id,
      created,
      task: 'hitogara',
      task_id: `${run.id}-${variant}`,
      task_version: 0,
      task_attribs: {},
      task_args: {},
      dataset: { name: 'scenarios', samples: scenarios.size, sample_ids: [...scenarios], shuffled: false },
      model: variant,
      model_generate_config: config,
      model_args: {},
      config: { epochs },
      packages: { hitogara: run.version },
      metadata: {
        mode: run.mode,
        seed: run.seed,
        weights: description && 'weightsDigest' in description ? description.weightsDigest : null,
        prompt_template: template?.id ?? null,
        is_imported: run.isImported,
      },
    },
    plan: { name: 'plan', steps: [{ solver: 'conversation', params: {} }], config },
    results: { total_samples: samples, completed_samples: completed, scores: rates === null ? [] : scoresOf(rates) },
    stats: {
      started_at: created,
      completed_at: run.endedAt?.replace(/\.\d+Z$/, '+00:00') ?? '',
      model_usage: used === null ? {} : { [variant]: used },
    },
    ...(status === 'error' && {
      error: { message: 'no conversation was completed', traceback: '', traceback_ansi: '' },
    }),
  };
}

/** Each check is a scorer; its value is the share of replies that failed it. */
function scoresOf({ checks, cluster }: ExportedRates): object[] {
  return checks.flatMap(({ check, version, unit, n, failed, rate, low, high }) => {
    if (rate === null) return [];
    const metadata = { unit, n, failed, confidence: 0.95, low, high, cluster };
    const metrics = { failure_rate: { name: 'failure_rate', value: rate, params: {}, metadata } };
    return [{ name: check, scorer: check, params: { version }, metrics }];
  });
}
