import { z } from 'zod';
import {
  GrammarSchema,
  JsonSchemaSchema,
  RecordedGrammarSchema,
  RecordedJsonSchemaSchema,
} from './grammar-settings.ts';
import { SAMPLERS } from './sampler-order.ts';
import { TemplateVariablesSchema, ThinkingSchema } from './thinking.ts';

const probability = z.number().min(0).max(1);
const count = z.number().int().min(0);

/**
 * Every sampling setting that any backend supports, under its full name, and what decides beside them how a model replies. All are
 * optional: a setting that is not given gets the backend's default, which is recorded as effective. A backend rejects settings that it
 * does not support, by name.
 */
export const SamplingSchema = z.strictObject({
  temperature: z.number().min(0).max(10).optional().describe('0 is greedy'),
  topK: count.optional().describe('0 is off'),
  topP: z.number().gt(0).max(1).optional().describe('1 is off'),
  minP: probability.optional().describe('0 is off'),
  typicalP: probability.optional().describe('1 is off'),
  topNSigma: z.number().optional().describe('in standard deviations of the logits; 0 or less is off'),
  repeatPenalty: z.number().gt(0).max(10).optional().describe('1 is off'),
  repeatLastN: count
    .max(32_768)
    .optional()
    .describe('window of the repeat, frequency and presence penalties, in tokens'),
  frequencyPenalty: z.number().min(-2).max(2).optional().describe('0 is off'),
  presencePenalty: z.number().min(-2).max(2).optional().describe('0 is off'),
  dryMultiplier: z.number().min(0).max(100).optional().describe('DRY strength; 0 is off'),
  dryBase: z
    .number()
    .min(1)
    .max(10)
    .optional()
    .describe('how fast the penalty grows with the length of what is repeated'),
  dryAllowedLength: count.optional().describe('how much may be repeated without a penalty, in tokens'),
  dryLastN: z.number().int().min(-1).optional().describe('how far DRY looks back, in tokens; -1 is the whole context'),
  drySequenceBreakers: z.array(z.string().min(1)).optional().describe('texts that end what counts as repeated'),
  xtcProbability: probability.optional().describe('how often XTC leaves likely tokens out; 0 is off'),
  xtcThreshold: probability
    .optional()
    .describe('XTC leaves out all but the least likely of the tokens above this probability'),
  mirostat: z.number().int().min(0).max(2).optional().describe('its version; 0 is off'),
  mirostatTau: z.number().optional().describe('the surprise that Mirostat aims at'),
  mirostatEta: z.number().optional().describe('how fast Mirostat adapts'),
  dynatempRange: z.number().min(0).optional().describe('how far the temperature may move; 0 is off'),
  dynatempExponent: z.number().optional().describe('how the temperature follows the entropy'),
  samplers: z
    .array(z.enum(SAMPLERS))
    .refine((names) => new Set(names).size === names.length, 'names a sampler twice')
    .optional()
    .describe('in which order samplers are applied; one that is left out is off'),
  maxTokens: z.number().int().min(1).max(1_000_000).optional().describe('of one reply; never unlimited'),
  stop: z.array(z.string().min(1)).max(64).optional().describe('stop strings, added to those of the prompt template'),
  logitBias: z
    .record(z.string().min(1), z.union([z.number().min(-100).max(100), z.literal('never')]))
    .optional()
    .describe('token text → bias on its logit, or "never"'),
  grammar: GrammarSchema,
  jsonSchema: JsonSchemaSchema,
  thinking: ThinkingSchema.optional(),
  templateVariables: TemplateVariablesSchema.optional(),
});

/** What a record holds of it. */
export const RecordedSamplingSchema = SamplingSchema.extend({
  grammar: RecordedGrammarSchema,
  jsonSchema: RecordedJsonSchemaSchema,
});

export type Sampling = z.infer<typeof SamplingSchema>;
export type SamplingField = keyof Sampling;

export const SAMPLING_FIELDS: readonly SamplingField[] = SamplingSchema.keyof().options;

/** Later settings win, field by field: scenario, then model entry, then the command line. Of template variables, each is a field. */
export function mergeSampling(...layers: readonly (Sampling | undefined)[]): Sampling {
  const variables = layers.map((layer) => layer?.templateVariables).filter((each) => each !== undefined);
  return Object.assign({}, ...layers, variables.length > 0 && { templateVariables: Object.assign({}, ...variables) });
}

/** The fields of scenarios and model entries that are settings too, and may stand beside `sampling` instead of under it. */
export const BESIDE_SAMPLING = {
  thinking: ThinkingSchema.optional(),
  templateVariables: TemplateVariablesSchema.optional(),
};

/** Of a scenario or a model entry. */
interface Settings {
  sampling: Sampling;
  thinking?: Sampling['thinking'];
  templateVariables?: Sampling['templateVariables'];
}

/** All settings of a scenario or a model entry, wherever they stand. */
export function settingsOf({ sampling, thinking, templateVariables }: Settings): Sampling {
  return {
    ...sampling,
    ...(thinking !== undefined && { thinking }),
    ...(templateVariables !== undefined && { templateVariables }),
  };
}

/** For the schemas of scenarios and model entries: a setting stands beside `sampling` or under it, never both. */
export function refuseTwice({ sampling, ...beside }: Settings, context: z.core.$RefinementCtx): void {
  for (const name of ['thinking', 'templateVariables'] as const) {
    if (beside[name] === undefined || sampling[name] === undefined) continue;
    context.addIssue({ code: 'custom', path: [name], message: 'is given here and under sampling; keep one of them' });
  }
}

/** The fields that were requested, but are not used. */
export function leftOutFields(requested: Sampling, effective: Sampling): SamplingField[] {
  return unsupportedFields(
    requested,
    SAMPLING_FIELDS.filter((field) => effective[field] !== undefined),
  );
}

/** The fields of `sampling` that are set but not among `supported`, in schema order. */
function unsupportedFields(sampling: Sampling, supported: readonly SamplingField[]): SamplingField[] {
  return SAMPLING_FIELDS.filter((field) => sampling[field] !== undefined && !supported.includes(field));
}
