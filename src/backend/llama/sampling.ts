import { requireOneGrammar } from '../../core/asked-grammar.ts';
import { DEFAULT_MAX_TOKENS } from '../../core/max-tokens.ts';
import { SAMPLERS } from '../../core/sampler-order.ts';
import type { Sampling } from '../../core/sampling.ts';

/** llama.cpp's own defaults, so that a setting that is left out means the same as in llama.cpp. */
const DEFAULTS = {
  temperature: 0.8,
  topK: 40,
  topP: 0.95,
  minP: 0.05,
  typicalP: 1,
  topNSigma: -1,
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
  mirostat: 0,
  mirostatTau: 5,
  mirostatEta: 0.1,
  dynatempRange: 0,
  dynatempExponent: 1,
  samplers: [...SAMPLERS],
  maxTokens: DEFAULT_MAX_TOKENS,
  stop: [],
} satisfies Sampling;

/** Every setting with a value; only a bias, a grammar and what a template is told may be absent. */
export type LlamaSampling = { [Name in keyof typeof DEFAULTS]: NonNullable<Sampling[Name]> } & Pick<
  Sampling,
  'logitBias' | 'grammar' | 'jsonSchema' | 'thinking' | 'templateVariables'
>;

/**
 * llama.cpp has every setting that there is.
 * @throws UserError for a grammar together with a JSON schema, which is another grammar
 */
export function effectiveSampling(requested: Sampling): LlamaSampling {
  requireOneGrammar(requested);
  const given = Object.fromEntries(Object.entries(requested).filter(([, value]) => value !== undefined));
  return { ...DEFAULTS, ...given };
}
