// Metadata of a GGUF as a tree: `llama.attention.head_count` is `attention.head_count` of `llama`. Its values are untrusted: any may be
// missing, or of any type. Start at `nestMetadata`.

/** An array, or a text, of which only the length was kept. */
export class LongArray {
  readonly length: number;

  constructor(length: number) {
    this.length = length;
  }
}

export type Scalar = string | number | bigint | boolean;
export type MetadataValue = Scalar | readonly Scalar[] | LongArray;
/** Without a prototype, so that no key is anything but a key. */
export interface Metadata {
  [key: string]: MetadataValue | Metadata;
}

/** What stands below these keys is a name with dots, such as that of another template. */
const FLAT_BELOW = new Set(['general.license', 'tokenizer.chat_template']);

/**
 * The shape in which records keep it: where a key is both a value and the beginning of others, these stand beside it, with their dots.
 * @param entries no key twice
 */
export function nestMetadata(entries: Iterable<readonly [key: string, value: MetadataValue]>): Metadata {
  const root = emptyMetadata();
  for (const [key, value] of entries) {
    const { record, name } = placeOf(key, root);
    const below = record[name];
    if (isMetadata(below)) {
      for (const [inner, innerValue] of Object.entries(below)) record[`${name}.${inner}`] = innerValue;
      delete record[name];
    }
    record[name] = value;
  }
  return root;
}

export function isMetadata(value: MetadataValue | Metadata | undefined): value is Metadata {
  return typeof value === 'object' && !Array.isArray(value) && !(value instanceof LongArray);
}

/** What stands at a path; undefined: nothing. */
export function valueAt(metadata: Metadata, ...path: readonly string[]): MetadataValue | Metadata | undefined {
  let value: MetadataValue | Metadata | undefined = metadata;
  for (const name of path) value = isMetadata(value) ? value[name] : undefined;
  return value;
}

export function textAt(metadata: Metadata, ...path: readonly string[]): string | null {
  const value = valueAt(metadata, ...path);
  return typeof value === 'string' ? value : null;
}

/** null: there is none, or none that can be counted with. */
export function numberAt(metadata: Metadata, ...path: readonly string[]): number | null {
  return asNumber(valueAt(metadata, ...path));
}

/** null: there is none, or it is none that anything can have so many of. */
export function countAt(metadata: Metadata, ...path: readonly string[]): number | null {
  return asCount(valueAt(metadata, ...path));
}

export function asCount(value: unknown): number | null {
  const number = asNumber(value);
  return number !== null && Number.isInteger(number) && number >= 0 ? number : null;
}

export function asNumber(value: unknown): number | null {
  const number = typeof value === 'bigint' ? Number(value) : value;
  return typeof number === 'number' && Number.isFinite(number) ? number : null;
}

function emptyMetadata(): Metadata {
  return Object.create(null);
}

function placeOf(key: string, root: Metadata): { record: Metadata; name: string } {
  const [first = '', ...others] = key.split('.');
  let record = root;
  let name = first;
  let path = first;
  for (const part of others) {
    const below = record[name];
    if (FLAT_BELOW.has(path) || (below !== undefined && !isMetadata(below))) {
      name += `.${part}`;
    } else {
      const inner = below ?? emptyMetadata();
      record[name] = inner;
      record = inner;
      name = part;
    }
    path += `.${part}`;
  }
  return { record, name };
}
