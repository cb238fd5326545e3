// Every Eval Ever (schema 0.3.0): for each model a JSON file with the rate of each check, and a line for each conversation beside it. Start at
// `everyEvalEverOut`.
import { sha256 } from '../../core/hash.ts';
import { inertJson } from '../../core/inert-text.ts';
import { instanceOf } from './eee-instance.ts';
import { modelInfoOf } from './eee-model.ts';
import type { ExportedRate, ExportedRates, ExportedRun } from './exported-run.ts';
import type { ExportedPiece, FormatWriter, OutFormat } from './format.ts';
import { generationConfig } from './sampling-names.ts';
import { type SharedSampling, sharedSampling } from './shared-sampling.ts';
import { fileNames, variantNames } from './variants.ts';

const SCHEMA_VERSION = '0.3.0';
/** The result that lines of conversations belong to. */
const FAULTS = 'faults';

export const everyEvalEverOut: OutFormat = {
  isFolder: true,
  losses: ['failed', 'told', 'lore', 'ratings'],
  needsScores: true,
  open: everyEvalEverWriter,
};

interface Evaluated {
  variant: string;
  model: string;
  id: string;
  /** Of both files, without their endings. */
  file: string;
  rows: number;
  sampling: SharedSampling;
}

function everyEvalEverWriter(run: ExportedRun): FormatWriter {
  const nameOf = variantNames(run);
  const fileOf = fileNames();
  const all = new Map<string, Evaluated>();
  const evaluatedOf = (model: string, variant: string): Evaluated => {
    const known = all.get(variant);
    if (known) return known;
    const id = `hitogara/${variant}/${secondsOf(run.startedAt)}`;
    const file = `data/hitogara/unknown/${fileOf(variant)}/${uuidOf(`${run.id} ${variant}`)}`;
    const evaluated = { variant, model, id, file, rows: 0, sampling: sharedSampling() };
    all.set(variant, evaluated);
    return evaluated;
  };
  return {
    conversation(conversation) {
      const evaluated = evaluatedOf(conversation.model, nameOf(conversation));
      const { id, model, file, sampling } = evaluated;
      for (const turn of conversation.turns) sampling.add(turn.sampling.effective);
      const instance = instanceOf(run, conversation);
      if (instance === null) return [];
      evaluated.rows++;
      const names = { schema_version: SCHEMA_VERSION, evaluation_id: id, model_id: model };
      const result = { evaluation_name: FAULTS, evaluation_result_id: `${id}#${FAULTS}` };
      const line = { ...names, ...result, ...instance };
      return [{ file: `${file}_samples.jsonl`, data: `${inertJson(line, 0)}\n` }];
    },
    end: (rates) =>
      (rates ?? []).flatMap((own): ExportedPiece[] => {
        if (own.faults.rate === null && own.checks.every(({ rate }) => rate === null)) return [];
        const evaluated = evaluatedOf(own.model, nameOf(own));
        return [{ file: `${evaluated.file}.json`, data: `${inertJson(recordOf(run, evaluated, own))}\n` }];
      }),
  };
}

function recordOf(
  run: ExportedRun,
  { variant, model, id, file, rows, sampling }: Evaluated,
  rates: ExportedRates,
): object {
  const { description, template } = run.models.find((each) => each.id === model) ?? {};
  const shared = {
    evaluation_timestamp: run.startedAt,
    source_data: {
      dataset_name: 'hitogara scenarios',
      source_type: 'other',
      additional_details: Object.fromEntries(run.scenarios.map((each) => [each.id, each.hash])),
    },
    generation_config: generationConfig(sampling.value(), template?.id),
  };
  const measures = [{ check: FAULTS, version: null, unit: 'turn' as const, ...rates.faults }, ...rates.checks];
  return {
    schema_version: SCHEMA_VERSION,
    evaluation_id: id,
    evaluation_timestamp: run.startedAt,
    retrieved_timestamp: String(secondsOf(run.exportedAt)),
    source_metadata: {
      source_name: `hitogara ${run.id}`,
      source_type: 'evaluation_run',
      // Nobody has told the program who runs it.
      source_organization_name: 'unknown',
      evaluator_relationship: 'other',
    },
    eval_library: {
      name: 'hitogara',
      version: run.version,
      additional_details: {
        ...(run.mode !== null && { mode: run.mode }),
        ...(run.seed !== null && { seed: String(run.seed) }),
        samples: String(run.samples),
      },
    },
    model_info: modelInfoOf(variant, model, description),
    evaluation_results: measures.flatMap(({ check, version, unit, ...rate }) =>
      rate.rate === null ? [] : [{ ...resultOf({ id, check, version, unit }, rate, rates), ...shared }],
    ),
    ...(rows > 0 && {
      detailed_evaluation_results: { format: 'jsonl', file_path: `${file}_samples.jsonl`, total_rows: rows },
    }),
  };
}

interface Measure {
  /** Of the evaluation. */
  id: string;
  check: string;
  version: number | null;
  unit: 'turn' | 'conversation';
}

function resultOf({ id, check, version, unit }: Measure, rate: ExportedRate, rates: ExportedRates): object {
  const what = unit === 'turn' ? 'replies' : 'conversations';
  const { n, failed, low, high } = rate;
  return {
    evaluation_result_id: `${id}#${check}`,
    evaluation_name: check,
    metric_config: {
      evaluation_description:
        check === FAULTS
          ? 'share of replies in which a check of replies failed'
          : `share of ${what} that failed the check ${check}`,
      metric_id: `hitogara.${check}`,
      metric_name: 'failure rate',
      metric_kind: 'rate',
      metric_unit: 'proportion',
      ...(version !== null && { metric_parameters: { check_version: version } }),
      lower_is_better: true,
      score_type: 'continuous',
      min_score: 0,
      max_score: 1,
    },
    score_details: {
      score: rate.rate,
      details: { failed: String(failed), judged: String(n) },
      uncertainty: {
        ...(low !== null &&
          high !== null && {
            confidence_interval: {
              lower: low,
              upper: high,
              confidence_level: 0.95,
              method: `clustered by ${rates.cluster} (${rates.clusters})`,
            },
          }),
        num_samples: n,
      },
    },
  };
}

function secondsOf(time: string): number {
  return Math.floor(Date.parse(time) / 1000);
}

/** The same for the same text, in the form of a random one (version 4), which the schema asks for. */
function uuidOf(text: string): string {
  const [, a = '', b = '', c = '', d = '', e = ''] = /^(.{8})(.{4})(.{3})(.{3})(.{12})/.exec(sha256(text)) ?? [];
  return `${a}-${b}-4${c}-8${d}-${e}`;
}
