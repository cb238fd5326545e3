import { retell } from '../words/retell.ts';
import { joinTexts, say, Text } from '../words/text.ts';
import { UserError } from './errors.ts';
import { hashData } from './hash.ts';
import { PARSE_ONCE } from './parse-once.ts';
import { SAMPLING_FIELDS, type Sampling, type SamplingField, SamplingSchema } from './sampling.ts';
import { SamplingInputSchema, samplingFieldOf } from './sampling-names.ts';
import { schemaProblem } from './schema-problem.ts';
import { didYouMean } from './suggest.ts';

const LISTS = ['stop', 'drySequenceBreakers', 'samplers'];
const OBJECTS = ['logitBias', 'jsonSchema', 'templateVariables'];

/**
 * `--set name=value` → sampling settings, one variant for each combination of listed values (`temperature=0.2,0.7`). A setting that is
 * itself a list gets one item each time it is named, or a JSON array of them; `logitBias`, `jsonSchema` and `templateVariables` take JSON;
 * `grammar` is taken as it is, and is an alternative each time. Names: `samplingFieldOf`.
 * @throws UserError naming the setting and what is allowed
 */
export function parseSettings(settings: readonly string[]): Sampling[] {
  let variants: Record<string, unknown>[] = [{}];
  for (const [name, values] of Object.entries(valuesOf(settings))) {
    variants = variants.flatMap((variant) => values.map((value) => ({ ...variant, [name]: value })));
  }
  const distinct = new Map(variants.map((variant) => [hashData(variant), variant]));
  return [...distinct.values()].map(checked);
}

/** Every named setting, with its alternatives. */
function valuesOf(settings: readonly string[]): Record<string, unknown[]> {
  const values: Record<string, unknown[]> = {};
  for (const setting of settings) {
    const at = setting.indexOf('=');
    const name = at < 0 ? setting : setting.slice(0, at);
    const text = setting.slice(at + 1);
    if (at < 0)
      throw new UserError(say('--set {setting}: expected a name, = and a value', { setting }), {
        remedy: say('For example: --set temperature=0.2'),
      });
    const field = samplingFieldOf(name);
    if (!field)
      throw new UserError(say('--set {setting}: there is no sampling setting "{name}"', { setting, name }), {
        remedy: didYouMean(name, SAMPLING_FIELDS),
      });
    const [items] = values[field] ?? [];
    if (LISTS.includes(field)) values[field] = [[...(Array.isArray(items) ? items : []), ...listItems(setting, text)]];
    else if (OBJECTS.includes(field)) values[field] = [parseValue(text)];
    else if (field === 'grammar') values[field] = [...(values[field] ?? []), text];
    else {
      if (/^-?\d+,\d+$/.test(text) && takesFractions(field)) throw decimalComma(name, text);
      values[field] = [...(values[field] ?? []), ...text.split(',').map(parseValue)];
    }
  }
  return values;
}

/** One text, or a JSON array of texts. */
function listItems(setting: string, text: string): string[] {
  const value = parseValue(text);
  if (Array.isArray(value) && value.every((item) => typeof item === 'string')) return value;
  if (!/^\[.*,.*\]$/s.test(text)) return [withEscapes(text)];
  throw new UserError(
    say('--set {setting}: this looks like a list, but it is not a JSON array of texts', { setting }),
    {
      remedy: say('Quote it for the shell: {quoted}. Or name the setting once for each text: {apart}', {
        quoted: `--set 'stop=["。","！"]'`,
        apart: '--set stop=。 --set stop=！',
      }),
    },
  );
}

/** A comma lists alternatives, but in many countries it also begins the decimals. */
function decimalComma(name: string, text: string): UserError {
  const [first = '', second = ''] = text.split(',');
  return new UserError(
    say('--set {setting}: this may mean {first}.{second}, or the two values {first} and {second}', {
      ...{ setting: `${name}=${text}`, first, second },
    }),
    {
      remedy: say('For the one value: --set {one}\nFor both: --set {first} --set {second}', {
        ...{ one: `${name}=${first}.${second}`, first: `${name}=${first}`, second: `${name}=${second}` },
      }),
    },
  );
}

function takesFractions(field: SamplingField): boolean {
  return [0.5, 1.5].some((value) => SamplingSchema.shape[field].safeParse(value).success);
}

/**
 * Settings that a program gives, under any of their names.
 * @throws UserError naming the setting and what is allowed
 */
export function readSampling(values: unknown): Sampling {
  const result = SamplingInputSchema.safeParse(values, PARSE_ONCE);
  if (result.success) return result.data;
  const { path, message, remedy } = schemaProblem(result.error, SamplingInputSchema);
  const problem = joinTexts(': ', [...path.map(String), message]);
  throw new UserError(say('sampling settings: {problem}', { problem }), { remedy });
}

function checked(values: Record<string, unknown>): Sampling {
  const result = SamplingSchema.safeParse(values, PARSE_ONCE);
  if (result.success) return result.data;
  const { path, message, remedy } = schemaProblem(result.error, SamplingSchema);
  const field = SAMPLING_FIELDS.find((known) => known === path[0]);
  const description = field && SamplingSchema.shape[field].description;
  const meaning = description && new Text((words) => retell(description, words));
  const setting = path.join('.');
  const problem = meaning
    ? say('--set {setting}: {problem} ({meaning})', { setting, problem: message, meaning })
    : say('--set {setting}: {problem}', { setting, problem: message });
  throw new UserError(problem, { remedy });
}

function parseValue(text: string): unknown {
  if (text.trim() === '') return text;
  const number = Number(text);
  if (!Number.isNaN(number)) return number;
  try {
    return JSON.parse(text);
  } catch {
    // Not JSON: a text, which the schema then checks.
    return text;
  }
}

/** A shell makes it hard to type a newline. */
function withEscapes(text: string): string {
  return text.replace(/\\n/g, '\n').replace(/\\t/g, '\t');
}
