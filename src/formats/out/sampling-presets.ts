// Sampling settings as presets of other programs: SillyTavern's for text completion, and a request's body for llama-server. A file for each
// model with its settings. Start at `presetsOut`.
import { inertJson } from '../../core/inert-text.ts';
import type { Sampling } from '../../core/sampling.ts';
import type { ExportedRun } from './exported-run.ts';
import type { OutFormat } from './format.ts';
import { repliesIn } from './said.ts';
import { type SharedSampling, sharedSampling } from './shared-sampling.ts';
import { fileNames, variantNames } from './variants.ts';

/**
 * A setting's name in the other program and its value there; empty: it has none.
 * @param contextSize in tokens; null: not known
 */
type Translate = (sampling: Sampling, contextSize: number | null) => Partial<Record<keyof Sampling, object>>;

function presetsOut(ending: string, translate: Translate): OutFormat {
  return {
    isFolder: true,
    losses: ['said', 'unplaced', 'seeds', 'prompts', 'checks', 'ratings'],
    open(run) {
      const nameOf = variantNames(run);
      const fileOf = fileNames();
      const all = new Map<string, { model: string; shared: SharedSampling; used: Set<string> }>();
      const unplaced = new Set<string>();
      return {
        conversation(conversation) {
          const name = nameOf(conversation);
          const { model } = conversation;
          const own = all.get(name) ?? { model, shared: sharedSampling(), used: new Set<string>() };
          for (const { sampling } of repliesIn(conversation)) {
            all.set(name, own);
            own.shared.add(sampling.effective);
            for (const field of setFields(sampling.effective)) own.used.add(field);
          }
          return [];
        },
        end: () =>
          [...all].flatMap(([name, { model, shared, used }]) => {
            const fields = translate(shared.value(), contextSizeOf(run, model));
            const names = Object.entries(fields).filter(([, value]) => Object.keys(value).length > 0);
            for (const field of used) if (!names.some(([placed]) => placed === field)) unplaced.add(field);
            if (names.length === 0) return [];
            const preset = Object.assign({}, ...names.map(([, value]) => value));
            return [{ file: `${fileOf(name)}.${ending}.json`, data: `${inertJson(preset)}\n` }];
          }),
        lost: () => ({ unplaced: [...unplaced].join(', ') }),
      };
    },
  };
}

/** An empty list asks for nothing. */
function setFields(sampling: Sampling): string[] {
  return Object.entries(sampling).flatMap(([field, value]) =>
    Array.isArray(value) && value.length === 0 ? [] : [field],
  );
}

function contextSizeOf({ models }: ExportedRun, model: string): number | null {
  const description = models.find(({ id }) => id === model)?.description;
  return description && 'contextSize' in description ? description.contextSize : null;
}

/** llama-server takes no -1 for the whole context. */
function lastOf({ dryLastN }: Sampling, contextSize: number | null): number | undefined {
  return dryLastN === -1 ? (contextSize ?? undefined) : dryLastN;
}

/** Only what is set: a program's own default stands for what is not. */
function named(name: string, value: unknown): object {
  return value === undefined ? {} : { [name]: value };
}

export const sillytavernPresetOut = presetsOut('sillytavern', (sampling, contextSize) => ({
  temperature: named('temp', sampling.temperature),
  ...(sampling.dynatempRange !== undefined && { dynatempRange: dynamicTemperature(sampling) }),
  dynatempExponent: named('dynatemp_exponent', sampling.dynatempExponent),
  topK: named('top_k', sampling.topK),
  topP: named('top_p', sampling.topP),
  minP: named('min_p', sampling.minP),
  typicalP: named('typical_p', sampling.typicalP),
  // There, 0 is off.
  topNSigma: named('nsigma', sampling.topNSigma === undefined ? undefined : Math.max(0, sampling.topNSigma)),
  repeatPenalty: named('rep_pen', sampling.repeatPenalty),
  repeatLastN: named('rep_pen_range', sampling.repeatLastN),
  frequencyPenalty: named('freq_pen', sampling.frequencyPenalty),
  presencePenalty: named('presence_pen', sampling.presencePenalty),
  dryMultiplier: named('dry_multiplier', sampling.dryMultiplier),
  dryBase: named('dry_base', sampling.dryBase),
  dryAllowedLength: named('dry_allowed_length', sampling.dryAllowedLength),
  dryLastN: named('dry_penalty_last_n', lastOf(sampling, contextSize)),
  drySequenceBreakers: named('dry_sequence_breakers', jsonOf(sampling.drySequenceBreakers)),
  xtcProbability: named('xtc_probability', sampling.xtcProbability),
  xtcThreshold: named('xtc_threshold', sampling.xtcThreshold),
  mirostat: named('mirostat_mode', sampling.mirostat),
  mirostatTau: named('mirostat_tau', sampling.mirostatTau),
  mirostatEta: named('mirostat_eta', sampling.mirostatEta),
  maxTokens: named('genamt', sampling.maxTokens),
  samplers: named('samplers', sampling.samplers),
  grammar: named('grammar_string', sampling.grammar),
  jsonSchema: named('json_schema', sampling.jsonSchema),
}));

/** The range lies around the temperature, and does not go below 0. */
function dynamicTemperature({ temperature, dynatempRange: range = 0 }: Sampling): object {
  if (range === 0 || temperature === undefined) return range === 0 ? { dynatemp: false } : {};
  return { dynatemp: true, min_temp: Math.max(0, temperature - range), max_temp: temperature + range };
}

function jsonOf(value: unknown): string | undefined {
  return value === undefined ? undefined : JSON.stringify(value);
}

export const llamaServerPresetOut = presetsOut('llama-server', (sampling, contextSize) => ({
  temperature: named('temperature', sampling.temperature),
  dynatempRange: named('dynatemp_range', sampling.dynatempRange),
  dynatempExponent: named('dynatemp_exponent', sampling.dynatempExponent),
  topK: named('top_k', sampling.topK),
  topP: named('top_p', sampling.topP),
  minP: named('min_p', sampling.minP),
  typicalP: named('typical_p', sampling.typicalP),
  topNSigma: named('top_n_sigma', sampling.topNSigma),
  repeatPenalty: named('repeat_penalty', sampling.repeatPenalty),
  repeatLastN: named('repeat_last_n', sampling.repeatLastN),
  frequencyPenalty: named('frequency_penalty', sampling.frequencyPenalty),
  presencePenalty: named('presence_penalty', sampling.presencePenalty),
  dryMultiplier: named('dry_multiplier', sampling.dryMultiplier),
  dryBase: named('dry_base', sampling.dryBase),
  dryAllowedLength: named('dry_allowed_length', sampling.dryAllowedLength),
  dryLastN: named('dry_penalty_last_n', lastOf(sampling, contextSize)),
  drySequenceBreakers: named('dry_sequence_breakers', sampling.drySequenceBreakers),
  xtcProbability: named('xtc_probability', sampling.xtcProbability),
  xtcThreshold: named('xtc_threshold', sampling.xtcThreshold),
  mirostat: named('mirostat', sampling.mirostat),
  mirostatTau: named('mirostat_tau', sampling.mirostatTau),
  mirostatEta: named('mirostat_eta', sampling.mirostatEta),
  samplers: named('samplers', sampling.samplers),
  maxTokens: named('n_predict', sampling.maxTokens),
  stop: named('stop', sampling.stop),
  logitBias: named(
    'logit_bias',
    sampling.logitBias &&
      Object.entries(sampling.logitBias).map(([text, bias]) => [text, bias === 'never' ? false : bias]),
  ),
  grammar: named('grammar', sampling.grammar),
  jsonSchema: named('json_schema', sampling.jsonSchema),
}));
