// How sampling settings may be spelled, wherever they are written: scenarios, model entries, `--set`, the library.
// Start at `samplingFieldOf`.
import { z } from 'zod';
import { say } from '../words/text.ts';
import { SAMPLING_FIELDS, type SamplingField, SamplingSchema } from './sampling.ts';

/** What other programs call a setting, beside our name in any case and with `_` or `-` between its words. */
const OTHER_NAMES: Readonly<Record<string, SamplingField>> = {
  temp: 'temperature',
  typical: 'typicalP',
  repetitionPenalty: 'repeatPenalty',
  repPen: 'repeatPenalty',
  penaltyLastN: 'repeatLastN',
  dryPenaltyLastN: 'dryLastN',
  drySeqBreakers: 'drySequenceBreakers',
  mirostatLr: 'mirostatEta',
  mirostatEnt: 'mirostatTau',
  dynatempExp: 'dynatempExponent',
  maxNewTokens: 'maxTokens',
  maxCompletionTokens: 'maxTokens',
  nPredict: 'maxTokens',
  numPredict: 'maxTokens',
  stopStrings: 'stop',
  stopSequences: 'stop',
};

const FIELDS: ReadonlyMap<string, SamplingField> = new Map([
  ...Object.entries(OTHER_NAMES).map(([name, field]) => [plainName(name), field] as const),
  ...SAMPLING_FIELDS.map((field) => [plainName(field), field] as const),
]);

/** The setting that a name means: `top_k`, `top-k`, `TopK` and `topK` are one; undefined: there is none. */
export function samplingFieldOf(name: string): SamplingField | undefined {
  return FIELDS.get(plainName(name));
}

/** A name without what differs between spellings. */
function plainName(name: string): string {
  return name.replace(/[_-]/g, '').toLowerCase();
}

/** Sampling settings as people write them, under any of their names. */
export const SamplingInputSchema = z.preprocess((input, context) => {
  if (typeof input !== 'object' || input === null || Array.isArray(input)) return input;
  const named = new Map<string, { name: string; value: unknown }>();
  for (const [name, value] of Object.entries(input)) {
    const field = samplingFieldOf(name) ?? name;
    const twin = named.get(field);
    if (twin) {
      const message = say('is another name of {name}, which is set too; keep one of them', { name: twin.name });
      context.addIssue({ code: 'custom', path: [name], message: String(message) });
    }
    named.set(field, { name, value });
  }
  return Object.fromEntries([...named].map(([field, { value }]) => [field, value]));
}, SamplingSchema);

/** The settings that an API may lack for one model. */
export const SamplingNameSchema = SamplingSchema.keyof().exclude(['maxTokens', 'stop']);

/** The name of one setting, in any spelling, for lists of them. */
export const SamplingFieldInputSchema = z.preprocess(
  (name) => (typeof name === 'string' ? (samplingFieldOf(name) ?? name) : name),
  SamplingNameSchema,
);

/** Every spelling with `_` or `-`, and every other name, for editors: a JSON Schema knows no rule for them. */
export function otherSpellings(): [name: string, field: SamplingField][] {
  const names: [string, SamplingField][] = [
    ...SAMPLING_FIELDS.map((field): [string, SamplingField] => [field, field]),
    ...Object.entries(OTHER_NAMES),
  ];
  return names.flatMap(([name, field]) =>
    [name, separated(name, '_'), separated(name, '-')]
      .filter((spelling, index, all) => spelling !== field && all.indexOf(spelling) === index)
      .map((spelling): [string, SamplingField] => [spelling, field]),
  );
}

function separated(name: string, separator: string): string {
  return name.replace(/[A-Z]/g, (letter) => `${separator}${letter.toLowerCase()}`);
}
