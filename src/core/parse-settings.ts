import { UserError } from './errors.ts';
import { hashData } from './hash.ts';
import { SAMPLING_FIELDS, type Sampling, SamplingSchema } from './sampling.ts';
import { schemaProblem } from './schema-problem.ts';
import { didYouMean } from './suggest.ts';

const LISTS = ['stop', 'drySequenceBreakers'];
const OBJECTS = ['logitBias', 'templateVariables'];

/**
 * `--set name=value` → sampling settings, one variant for each combination of listed values (`temperature=0.2,0.7`). A setting that is
 * itself a list gets one item each time it is named; `logitBias` and `templateVariables` take JSON.
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
      throw new UserError(`--set ${setting}: expected a name, = and a value`, {
        remedy: 'For example: --set temperature=0.2',
      });
    const field = SAMPLING_FIELDS.find((known) => known === name || snakeCase(known) === name);
    if (!field)
      throw new UserError(`--set ${setting}: there is no sampling setting "${name}"`, {
        remedy: didYouMean(name, SAMPLING_FIELDS),
      });
    const [items] = values[field] ?? [];
    if (LISTS.includes(field)) values[field] = [[...(Array.isArray(items) ? items : []), withEscapes(text)]];
    else if (OBJECTS.includes(field)) values[field] = [parseValue(text)];
    else values[field] = [...(values[field] ?? []), ...text.split(',').map(parseValue)];
  }
  return values;
}

function checked(values: Record<string, unknown>): Sampling {
  const result = SamplingSchema.safeParse(values);
  if (result.success) return result.data;
  const { path, message, remedy } = schemaProblem(result.error, SamplingSchema);
  const field = SAMPLING_FIELDS.find((known) => known === path[0]);
  const meaning = field && SamplingSchema.shape[field].description;
  throw new UserError(`--set ${path.join('.')}: ${message}${meaning ? ` (${meaning})` : ''}`, { remedy });
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

/** llama.cpp users write top_k and repeat_penalty. */
function snakeCase(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}
