import { UserError } from '../../core/errors.ts';
import { DEFAULT_MAX_TOKENS, type Sampling, type SamplingField, unsupportedFields } from '../../core/sampling.ts';
import { say } from '../../words/text.ts';

const SUPPORTED: readonly SamplingField[] = [
  'temperature',
  'topK',
  'topP',
  'minP',
  'repeatPenalty',
  'repeatLastN',
  'frequencyPenalty',
  'presencePenalty',
  'dryMultiplier',
  'dryBase',
  'dryAllowedLength',
  'dryLastN',
  'drySequenceBreakers',
  'xtcProbability',
  'xtcThreshold',
  'maxTokens',
  'stop',
  'logitBias',
  'thinking',
  'templateVariables',
];

/** llama.cpp's own defaults, so that a setting that is left out means the same as in llama.cpp. */
const DEFAULTS = {
  temperature: 0.8,
  topK: 40,
  topP: 0.95,
  minP: 0.05,
  repeatPenalty: 1,
  repeatLastN: 64,
  frequencyPenalty: 0,
  presencePenalty: 0,
  dryMultiplier: 0,
  dryBase: 1.75,
  dryAllowedLength: 2,
  dryLastN: -1,
  drySequenceBreakers: ['\n', ':', '"', '*'],
  xtcProbability: 0,
  xtcThreshold: 0.1,
  maxTokens: DEFAULT_MAX_TOKENS,
  stop: [],
} satisfies Sampling;

/** Every setting with a value; only a bias and what a template is told may be absent. */
export type LlamaSampling = { [Name in keyof typeof DEFAULTS]: NonNullable<Sampling[Name]> } & Pick<
  Sampling,
  'logitBias' | 'thinking' | 'templateVariables'
>;

/** @throws UserError naming each setting that node-llama-cpp does not support */
export function effectiveSampling(requested: Sampling): LlamaSampling {
  const refused = unsupportedFields(requested, SUPPORTED);
  if (refused.length > 0) {
    throw new UserError(say('{api} does not support {settings}', { api: 'llama.cpp', settings: refused.join(', ') }), {
      remedy: say('Leave out what is not supported. Supported: {settings}', { settings: SUPPORTED.join(', ') }),
    });
  }
  const given = Object.fromEntries(Object.entries(requested).filter(([, value]) => value !== undefined));
  return { ...DEFAULTS, ...given };
}
