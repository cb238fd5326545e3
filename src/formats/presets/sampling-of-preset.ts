// Sampler settings of SillyTavern as ours, as SillyTavern sends them to llama.cpp. Start at `samplingOfPreset`.
import { parsedAt } from '../../core/parsed-at.ts';
import { SAMPLERS } from '../../core/sampler-order.ts';
import { type Sampling, type SamplingField, SamplingSchema } from '../../core/sampling.ts';
import { say, type Text } from '../../words/text.ts';
import type { SamplerPreset } from './preset.ts';

/** Names that mean the same, in text and in chat completion presets. */
const NAMES: Readonly<Record<string, SamplingField>> = {
  ...{ temp: 'temperature', temperature: 'temperature', top_k: 'topK', top_p: 'topP', min_p: 'minP' },
  ...{ typical_p: 'typicalP', nsigma: 'topNSigma', rep_pen: 'repeatPenalty', repetition_penalty: 'repeatPenalty' },
  ...{ rep_pen_range: 'repeatLastN', freq_pen: 'frequencyPenalty', frequency_penalty: 'frequencyPenalty' },
  ...{ presence_pen: 'presencePenalty', presence_penalty: 'presencePenalty' },
  ...{ dry_multiplier: 'dryMultiplier', dry_base: 'dryBase', dry_allowed_length: 'dryAllowedLength' },
  ...{ dry_penalty_last_n: 'dryLastN', xtc_threshold: 'xtcThreshold', xtc_probability: 'xtcProbability' },
  ...{ mirostat_mode: 'mirostat', mirostat_tau: 'mirostatTau', mirostat_eta: 'mirostatEta' },
  ...{ dynatemp_exponent: 'dynatempExponent', genamt: 'maxTokens', openai_max_tokens: 'maxTokens' },
};

/** What has no counterpart, and the value at which it does nothing: only then may it be left out without a word. */
const WITHOUT_COUNTERPART: Readonly<Record<string, unknown>> = {
  ...{ top_a: 0, tfs: 1, epsilon_cutoff: 0, eta_cutoff: 0, no_repeat_ngram_size: 0, penalty_alpha: 0, num_beams: 1 },
  ...{ min_length: 0, encoder_rep_pen: 1, skew: 0, smoothing_factor: 0, guidance_scale: 1, negative_prompt: '' },
  ...{ grammar_string: '', banned_tokens: '', ban_eos_token: false, ignore_eos_token: false, rep_pen_decay: 0 },
  ...{ min_keep: 0, assistant_prefill: '', custom_prompt_post_processing: '' },
};

/** Of samplers that are off: their other settings mean nothing. */
const ONLY_WITH: readonly { switch: SamplingField; others: readonly SamplingField[] }[] = [
  { switch: 'dryMultiplier', others: ['dryBase', 'dryAllowedLength', 'dryLastN', 'drySequenceBreakers'] },
  { switch: 'mirostat', others: ['mirostatTau', 'mirostatEta'] },
  { switch: 'xtcProbability', others: ['xtcThreshold'] },
  { switch: 'dynatempRange', others: ['dynatempExponent'] },
];

/** @throws UserError naming a field whose value no sampler takes */
export function samplingOfPreset(preset: SamplerPreset, file: string): { sampling: Sampling; notes: Text[] } {
  const named = Object.entries(preset).flatMap(([name, value]): [string, unknown][] => {
    const field = Object.hasOwn(NAMES, name) ? NAMES[name] : undefined;
    return field !== undefined && value !== null ? [[field, value]] : [];
  });
  const samplers = samplersIn(preset);
  const written: Record<string, unknown> = {
    ...Object.fromEntries(named),
    ...dynamicTemperature(preset),
    ...(typeof preset.dry_sequence_breakers === 'string' && {
      drySequenceBreakers: textsIn(preset.dry_sequence_breakers),
    }),
    ...(samplers && { samplers }),
  };
  for (const { switch: name, others } of ONLY_WITH)
    if (!written[name]) for (const other of others) delete written[other];
  const lost = Object.entries(WITHOUT_COUNTERPART).flatMap(([name, off]) =>
    name in preset && preset[name] !== off && preset[name] !== null ? [name] : [],
  );
  const hasNoRange = preset.rep_pen_range === 0 && typeof preset.rep_pen === 'number' && preset.rep_pen !== 1;
  return {
    sampling: parsedAt(SamplingSchema, written, { file }),
    notes: [
      ...(lost.length > 0
        ? [say('settings without a counterpart, left out: {names}', { names: lost.join(', ') })]
        : []),
      ...(hasNoRange
        ? [
            say(
              'rep_pen_range 0 stands for no tokens in llama.cpp, where rep_pen then does nothing; in other programs, for all of them',
            ),
          ]
        : []),
    ],
  };
}

/** SillyTavern gives two ends; llama.cpp takes the middle, and how far it may move. */
function dynamicTemperature({ dynatemp, min_temp: low, max_temp: high }: SamplerPreset): Record<string, unknown> {
  if (dynatemp !== true || typeof low !== 'number' || typeof high !== 'number') return {};
  return { temperature: (low + high) / 2, dynatempRange: Math.abs(high - low) / 2 };
}

/** A list as JSON in a text; undefined: it is none. */
function textsIn(json: string): unknown {
  try {
    return JSON.parse(json.trim().startsWith('[') ? json : `[${json}]`);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

const OTHER_SAMPLER_NAMES: Readonly<Record<string, string>> = { typical_p: 'typ_p' };

/** The order for llama.cpp. Older presets do not name what llama.cpp applied anyway: penalties and DRY come first then. */
function samplersIn({ samplers }: SamplerPreset): string[] | null {
  if (!Array.isArray(samplers)) return null;
  const known = SAMPLERS.map((name): [string, string] => [plain(name), name]);
  const names = samplers.flatMap((each: unknown) => {
    const name = typeof each === 'string' ? (OTHER_SAMPLER_NAMES[each] ?? each) : '';
    return known.find(([spelling]) => spelling === plain(name))?.[1] ?? [];
  });
  const first = ['penalties', 'dry'].filter((name) => known.some(([, own]) => own === name) && !names.includes(name));
  return names.length > 0 ? [...new Set([...first, ...names])] : null;
}

function plain(name: string): string {
  return name.replaceAll('_', '').toLowerCase();
}
