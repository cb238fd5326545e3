// The names that servers with OpenAI's protocol use for the sampling settings they support.
import type { Server } from '../../registry/schema.ts';
import type { WireNames, WireSwitches } from '../hosted/hosted-sampling.ts';

const COMMON: WireNames = {
  temperature: 'temperature',
  topP: 'top_p',
  frequencyPenalty: 'frequency_penalty',
  presencePenalty: 'presence_penalty',
};

const NAMES: Record<Server, WireNames> = {
  openai: COMMON,
  'llama-server': {
    ...COMMON,
    topK: 'top_k',
    minP: 'min_p',
    typicalP: 'typical_p',
    topNSigma: 'top_n_sigma',
    repeatPenalty: 'repeat_penalty',
    repeatLastN: 'repeat_last_n',
    dryMultiplier: 'dry_multiplier',
    dryBase: 'dry_base',
    dryAllowedLength: 'dry_allowed_length',
    dryLastN: 'dry_penalty_last_n',
    drySequenceBreakers: 'dry_sequence_breakers',
    samplers: 'samplers',
    xtcProbability: 'xtc_probability',
    xtcThreshold: 'xtc_threshold',
    mirostat: 'mirostat',
    mirostatTau: 'mirostat_tau',
    mirostatEta: 'mirostat_eta',
    dynatempRange: 'dynatemp_range',
    dynatempExponent: 'dynatemp_exponent',
    grammar: 'grammar',
    jsonSchema: 'json_schema',
  },
  vllm: { ...COMMON, topK: 'top_k', minP: 'min_p', repeatPenalty: 'repetition_penalty' },
  ollama: COMMON,
  'lm-studio': { ...COMMON, topK: 'top_k', repeatPenalty: 'repeat_penalty' },
  openrouter: { ...COMMON, topK: 'top_k', minP: 'min_p', repeatPenalty: 'repetition_penalty' },
};

export function samplingNamesOf(server: Server | undefined): WireNames {
  return NAMES[server ?? 'openai'];
}

/** At APIs that know only how much a model thinks, `on` is what they call the middle. */
const BY_EFFORT: WireSwitches = {
  thinking: {
    on: { reasoning_effort: 'medium' },
    off: { reasoning_effort: 'none' },
    low: { reasoning_effort: 'low' },
    medium: { reasoning_effort: 'medium' },
    high: { reasoning_effort: 'high' },
  },
  templateVariables: null,
};

/** Servers that render the chat template themselves: what it does not know it ignores. */
const BY_TEMPLATE: WireSwitches = {
  thinking: {
    on: { chat_template_kwargs: { enable_thinking: true, thinking: true } },
    off: { chat_template_kwargs: { enable_thinking: false, thinking: false } },
    low: { chat_template_kwargs: { enable_thinking: true, thinking: true, reasoning_effort: 'low' } },
    medium: { chat_template_kwargs: { enable_thinking: true, thinking: true, reasoning_effort: 'medium' } },
    high: { chat_template_kwargs: { enable_thinking: true, thinking: true, reasoning_effort: 'high' } },
  },
  templateVariables: 'chat_template_kwargs',
};

const SWITCHES: Record<Server, WireSwitches> = {
  openai: BY_EFFORT,
  'llama-server': BY_TEMPLATE,
  vllm: BY_TEMPLATE,
  ollama: BY_EFFORT,
  'lm-studio': BY_EFFORT,
  openrouter: {
    thinking: {
      on: { reasoning: { enabled: true } },
      off: { reasoning: { enabled: false } },
      low: { reasoning: { effort: 'low' } },
      medium: { reasoning: { effort: 'medium' } },
      high: { reasoning: { effort: 'high' } },
    },
    templateVariables: null,
  },
};

export function switchesOf(server: Server | undefined): WireSwitches {
  return SWITCHES[server ?? 'openai'];
}

/**
 * How a server that takes a prompt's text adds the token that starts a text (BOS). `as-told`: the request decides. `adds`: it adds BOS if
 * the model wants one, whatever the text starts with. `unknown`: not documented.
 */
export function bosHabitOf(server: Server | undefined): 'as-told' | 'adds' | 'unknown' {
  if (server === 'vllm') return 'as-told';
  return server === 'llama-server' ? 'adds' : 'unknown';
}
