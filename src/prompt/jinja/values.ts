// What Jinja values are, and how Python prints, compares and walks them. Strings, whole numbers, booleans and None are JavaScript's own
// (`null` is None); everything else is one of the classes below. Knows nothing of templates. Start at `Value`.

export type Value =
  | string
  | number
  | boolean
  | null
  | Value[]
  | Float
  | Tuple
  | Dict
  | View
  | Range
  | Once
  | Namespace
  | Callable
  | Undefined;

/** A mistake of the template, in Python's words where it has some. */
export class TemplateError extends Error {}

/** What was not there: prints as nothing, has no parts. */
export class Undefined {
  constructor(readonly what: string) {}

  /** @throws always */
  fail(): never {
    throw new TemplateError(`${this.what} is undefined`);
  }
}

/** 1.0 and 1 are equal, but print differently. */
export class Float {
  constructor(readonly value: number) {}
}

export class Tuple {
  constructor(readonly items: readonly Value[]) {}
}

/** Keys may be of any type that Python can hash; 1, 1.0 and True are one key. */
export class Dict {
  readonly #entries = new Map<string, readonly [key: Value, value: Value]>();

  constructor(entries: Iterable<readonly [Value, Value]> = []) {
    for (const [key, value] of entries) this.set(key, value);
  }

  get size(): number {
    return this.#entries.size;
  }

  get(key: Value): Value | undefined {
    return this.#entries.get(hashOf(key))?.[1];
  }

  has(key: Value): boolean {
    return this.#entries.has(hashOf(key));
  }

  set(key: Value, value: Value): void {
    const hash = hashOf(key);
    this.#entries.set(hash, [this.#entries.get(hash)?.[0] ?? key, value]);
  }

  entries(): (readonly [key: Value, value: Value])[] {
    return [...this.#entries.values()];
  }

  keys(): Value[] {
    return this.entries().map(([key]) => key);
  }
}

/** `dict.items()` and its like: has a length, cannot be indexed. */
export class View {
  constructor(
    readonly name: 'dict_items' | 'dict_keys' | 'dict_values',
    readonly dict: Dict,
  ) {}

  items(): Value[] {
    if (this.name === 'dict_keys') return this.dict.keys();
    return this.dict.entries().map(([key, value]) => (this.name === 'dict_values' ? value : new Tuple([key, value])));
  }
}

export class Range {
  constructor(
    readonly start: number,
    readonly stop: number,
    readonly step: number,
  ) {}

  items(): number[] {
    const length = Math.max(0, Math.ceil((this.stop - this.start) / this.step));
    return Array.from({ length }, (_, index) => this.start + index * this.step);
  }
}

/** What a filter like `map` gives: can be walked once. */
export class Once {
  #at = 0;

  constructor(readonly items: readonly Value[]) {}

  take(): Value[] {
    const rest = this.items.slice(this.#at);
    this.#at = this.items.length;
    return rest;
  }

  next(): Value | undefined {
    return this.#at < this.items.length ? this.items[this.#at++] : undefined;
  }
}

/** What `{% set ns.x = … %}` may change, and other objects that only have attributes. */
export class Namespace {
  constructor(
    readonly attributes: Map<string, Value>,
    readonly type = 'Namespace',
  ) {}
}

export type KeywordArguments = ReadonlyMap<string, Value>;

export class Callable {
  constructor(
    readonly name: string,
    readonly call: (positional: readonly Value[], keywords: KeywordArguments) => Value,
    readonly attributes: ReadonlyMap<string, Value> = new Map(),
  ) {}
}

/** None is a value: only what is not there is replaced. */
export function either(value: Value | undefined, otherwise: Value): Value {
  return value === undefined ? otherwise : value;
}

/** As JSON came from our side: no functions, no undefined. */
export function fromJson(value: unknown): Value {
  if (value === null || value === undefined) return null;
  if (typeof value === 'string' || typeof value === 'boolean') return value;
  if (typeof value === 'number') return Number.isInteger(value) ? value : new Float(value);
  if (Array.isArray(value)) return value.map(fromJson);
  return new Dict(Object.entries(value).map(([key, each]) => [key, fromJson(each)]));
}

/** Python's name of the value's type. */
export function typeOf(value: Value): string {
  if (value === null) return 'NoneType';
  if (typeof value === 'string') return 'str';
  if (typeof value === 'number') return 'int';
  if (typeof value === 'boolean') return 'bool';
  if (Array.isArray(value)) return 'list';
  if (value instanceof Float) return 'float';
  if (value instanceof Tuple) return 'tuple';
  if (value instanceof Dict) return 'dict';
  if (value instanceof View) return value.name;
  if (value instanceof Range) return 'range';
  if (value instanceof Once) return 'generator';
  if (value instanceof Namespace) return value.type;
  return value instanceof Callable ? 'function' : 'Undefined';
}

function hashOf(key: Value): string {
  const number = numberOf(key);
  if (number !== null) return `n${number}`;
  if (typeof key === 'string') return `s${key}`;
  if (key === null) return '-';
  if (key instanceof Tuple) return `t${JSON.stringify(key.items.map(hashOf))}`;
  if (Array.isArray(key) || key instanceof Dict) throw new TemplateError(`unhashable type: '${typeOf(key)}'`);
  return `o${textOf(key)}`;
}

/** Numbers and booleans, which Python counts among them; null: another type. */
export function numberOf(value: Value): number | null {
  if (typeof value === 'number') return value;
  if (typeof value === 'boolean') return value ? 1 : 0;
  return value instanceof Float ? value.value : null;
}

export function isTrue(value: Value): boolean {
  if (value === null || value instanceof Undefined) return false;
  const number = numberOf(value);
  if (number !== null) return number !== 0;
  if (typeof value === 'string') return value !== '';
  return lengthOf(value) !== 0;
}

/** null: it has none. */
export function lengthOf(value: Value): number | null {
  if (typeof value === 'string') return [...value].length;
  if (Array.isArray(value)) return value.length;
  if (value instanceof Tuple) return value.items.length;
  if (value instanceof Dict) return value.size;
  if (value instanceof View) return value.dict.size;
  if (value instanceof Range) return value.items().length;
  return value instanceof Undefined ? 0 : null;
}

/** @throws TemplateError for what cannot be walked */
export function itemsOf(value: Value): readonly Value[] {
  if (typeof value === 'string') return [...value];
  if (Array.isArray(value)) return value;
  if (value instanceof Tuple) return value.items;
  if (value instanceof Dict) return value.keys();
  if (value instanceof View || value instanceof Range) return value.items();
  if (value instanceof Once) return value.take();
  if (value instanceof Undefined) return [];
  throw new TemplateError(`'${typeOf(value)}' object is not iterable`);
}

export function isEqual(a: Value, b: Value): boolean {
  const [first, second] = [numberOf(a), numberOf(b)];
  if (first !== null || second !== null) return first === second;
  if (Array.isArray(a)) return Array.isArray(b) && areEqual(a, b);
  if (a instanceof Tuple) return b instanceof Tuple && areEqual(a.items, b.items);
  if (a instanceof Range) return b instanceof Range && areEqual(a.items(), b.items());
  if (a instanceof Undefined) return b instanceof Undefined;
  if (a instanceof Dict) {
    if (!(b instanceof Dict) || a.size !== b.size) return false;
    return a.entries().every(([key, value]) => {
      const other = b.get(key);
      return other !== undefined && isEqual(value, other);
    });
  }
  return a === b;
}

function areEqual(a: readonly Value[], b: readonly Value[]): boolean {
  return a.length === b.length && a.every((item, index) => isEqual(item, b[index] ?? null));
}

/**
 * Negative, 0 or positive.
 * @throws TemplateError for types that Python cannot order
 */
export function compare(a: Value, b: Value): number {
  const [first, second] = [numberOf(a), numberOf(b)];
  if (first !== null && second !== null) return first - second;
  if (typeof a === 'string' && typeof b === 'string') return compareAll([...a], [...b], comparePoints);
  if (Array.isArray(a) && Array.isArray(b)) return compareAll(a, b, compare);
  if (a instanceof Tuple && b instanceof Tuple) return compareAll(a.items, b.items, compare);
  if (a instanceof Undefined) a.fail();
  if (b instanceof Undefined) b.fail();
  throw new TemplateError(`'<' not supported between instances of '${typeOf(a)}' and '${typeOf(b)}'`);
}

function comparePoints(a: string, b: string): number {
  return (a.codePointAt(0) ?? 0) - (b.codePointAt(0) ?? 0);
}

function compareAll<Item>(a: readonly Item[], b: readonly Item[], order: (a: Item, b: Item) => number): number {
  for (const [index, item] of a.entries()) {
    const other = b[index];
    if (other === undefined) return 1;
    const difference = order(item, other);
    if (difference !== 0) return difference;
  }
  return a.length - b.length;
}

/** Python's `str()`. */
export function textOf(value: Value): string {
  if (typeof value === 'string') return value;
  return value instanceof Undefined ? '' : reprOf(value);
}

/** Python's `repr()`. */
export function reprOf(value: Value): string {
  const all = (items: readonly Value[]): string => items.map(reprOf).join(', ');
  if (value === null) return 'None';
  if (typeof value === 'string') return quoted(value);
  if (typeof value === 'number') return Number.isSafeInteger(value) ? String(value) : BigInt(value).toString();
  if (typeof value === 'boolean') return value ? 'True' : 'False';
  if (Array.isArray(value)) return `[${all(value)}]`;
  if (value instanceof Float) return floatText(value.value);
  if (value instanceof Tuple) return `(${all(value.items)}${value.items.length === 1 ? ',' : ''})`;
  if (value instanceof Dict) return dictText(value.entries());
  if (value instanceof View) return `${value.name}([${all(value.items())}])`;
  if (value instanceof Range) {
    return `range(${value.start}, ${value.stop}${value.step === 1 ? '' : `, ${value.step}`})`;
  }
  if (value instanceof Namespace) return `<${value.type} ${dictText([...value.attributes])}>`;
  if (value instanceof Once) return '<generator object>';
  return value instanceof Callable ? `<Macro '${value.name}'>` : 'Undefined';
}

function dictText(entries: readonly (readonly [Value, Value])[]): string {
  return `{${entries.map(([key, value]) => `${reprOf(key)}: ${reprOf(value)}`).join(', ')}}`;
}

/** The shortest digits that give the same number, as in Python: with an exponent below 1e-4 and from 1e16 on. */
export function floatText(value: number): string {
  if (Number.isNaN(value)) return 'nan';
  if (!Number.isFinite(value)) return value > 0 ? 'inf' : '-inf';
  if (Object.is(value, -0)) return '-0.0';
  const size = Math.abs(value);
  if (size !== 0 && (size < 1e-4 || size >= 1e16)) {
    return value.toExponential().replace(/e([+-])(\d)$/, 'e$10$2');
  }
  const digits = Number.isInteger(value) ? BigInt(value).toString() : String(value);
  return digits.includes('.') ? digits : `${digits}.0`;
}

const ESCAPES: Readonly<Record<string, string>> = { '\\': '\\\\', '\n': '\\n', '\r': '\\r', '\t': '\\t' };

/** Private-use characters stay: what was said is marked with them. */
function quoted(text: string): string {
  const quote = text.includes("'") && !text.includes('"') ? '"' : "'";
  const body = text.replace(/[\\\n\r\t'"\x00-\x1f\x7f-\xa0\xad\u2028\u2029\u200b-\u200f\u3000\ufeff]/g, (character) => {
    if (character === "'" || character === '"') return character === quote ? `\\${character}` : character;
    const code = character.charCodeAt(0);
    const hex = code < 256 ? `\\x${code.toString(16).padStart(2, '0')}` : `\\u${code.toString(16).padStart(4, '0')}`;
    return ESCAPES[character] ?? hex;
  });
  return quote + body + quote;
}

/** What Python takes for white space: not U+FEFF, but the separators U+001C to U+001F, and U+0085. */
export const WHITE = '\\t-\\r\\x1c-\\x20\\x85\\xa0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000';
