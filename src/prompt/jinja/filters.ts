// Jinja's filters, less those that only web pages need. Start at `FILTERS`.
import type { Given } from './given.ts';
import { toJson } from './json.ts';
import { capitalized, lines, methodOf, stripped } from './methods.ts';
import { binary, itemOf } from './operators.ts';
import { format } from './percent.ts';
import {
  compare,
  Dict,
  either,
  Float,
  isEqual,
  isTrue,
  itemsOf,
  lengthOf,
  numberOf,
  Once,
  reprOf,
  TemplateError,
  Tuple,
  textOf,
  typeOf,
  Undefined,
  type Value,
  View,
} from './values.ts';

/** What filters that take the name of another filter or test need. */
export interface Engine {
  filter(name: string, value: Value, given: Given): Value;
  test(name: string, value: Value, given: Given): boolean;
}

type Filter = (value: Value, given: Given, engine: Engine) => Value;

export const FILTERS: Readonly<Record<string, Filter>> = {
  abs: (value) => {
    const number = numberOf(value);
    if (number === null) throw new TemplateError(`bad operand type for abs(): '${typeOf(value)}'`);
    return value instanceof Float ? new Float(Math.abs(number)) : Math.abs(number);
  },
  attr: (value, given) => methodOf(value, given.text(0, 'name', '')) ?? new Undefined(given.text(0, 'name', '')),
  batch: (value, given) => batches(itemsOf(value), given),
  capitalize: (value) => capitalized(textOf(value)),
  center: (value, given) => called(textOf(value), 'center', [given.value(0, 'width') ?? 80]),
  count: (value) => length(value),
  d: (value, given) => withDefault(value, given),
  default: (value, given) => withDefault(value, given),
  dictsort: (value, given) => sortedEntries(value, given),
  e: (value) => escaped(textOf(value)),
  escape: (value) => escaped(textOf(value)),
  first: (value) => either(value instanceof Once ? value.next() : itemsOf(value)[0], new Undefined('the first item')),
  float: (value, given) => toFloat(value) ?? either(given.value(0, 'default'), new Float(0)),
  forceescape: (value) => escaped(textOf(value)),
  format: (value, given) =>
    format(textOf(value), given.keywords.size > 0 ? new Dict(given.keywords) : new Tuple(given.positional)),
  groupby: (value, given) => groups(value, given),
  indent: (value, given) => indented(value, given),
  int: (value, given) => toInteger(value, given.integer(1, 'base', 10)) ?? either(given.value(0, 'default'), 0),
  items: (value) => {
    if (value instanceof Undefined) return new Once([]);
    if (value instanceof Dict) return new Once(new View('dict_items', value).items());
    throw new TemplateError('Can only get item pairs from a mapping.');
  },
  join: (value, given) => {
    const get = getterOf(given.value(1, 'attribute') ?? null);
    return itemsOf(value)
      .map((item) => textOf(get(item)))
      .join(given.text(0, 'd', ''));
  },
  last: (value) => {
    if (value instanceof Once) throw new TemplateError("'generator' object is not reversible");
    return either(itemsOf(value).at(-1), new Undefined('the last item'));
  },
  length: (value) => length(value),
  list: (value) => [...itemsOf(value)],
  lower: (value) => textOf(value).toLowerCase(),
  map: (value, given, engine) => mapped(value, given, engine),
  max: (value, given) => extreme(value, given, 1),
  min: (value, given) => extreme(value, given, -1),
  pprint: (value) => reprOf(value),
  reject: (value, given, engine) => new Once(someOf(value).filter((item) => !isChosen(item, given, engine))),
  rejectattr: (value, given, engine) => byAttribute(value, given, engine, false),
  replace: (value, given) => called(textOf(value), 'replace', replacement(given)),
  reverse: (value) =>
    typeof value === 'string' ? [...value].toReversed().join('') : new Once(itemsOf(value).toReversed()),
  round: (value, given) => rounded(value, given),
  safe: (value) => textOf(value),
  select: (value, given, engine) => new Once(someOf(value).filter((item) => isChosen(item, given, engine))),
  selectattr: (value, given, engine) => byAttribute(value, given, engine, true),
  slice: (value, given) => slices(itemsOf(value), given),
  sort: (value, given) => sorted(value, given),
  string: (value) => textOf(value),
  striptags: (value) =>
    textOf(value)
      .replace(/<!--[\s\S]*?-->|<[^>]*>/g, '')
      .replace(/\s+/g, ' ')
      .trim(),
  sum: (value, given) => {
    const get = getterOf(given.value(0, 'attribute') ?? null);
    return itemsOf(value).reduce<Value>((sum, item) => binary('+', sum, get(item)), either(given.value(1, 'start'), 0));
  },
  title: (value) =>
    textOf(value)
      .split(/([-\s({[<]+)/)
      .map(capitalized)
      .join(''),
  tojson: (value, given) => toJson(value, given),
  trim: (value, given) => stripped(textOf(value), given.value(0, 'chars') ?? null),
  truncate: (value, given) => truncated(textOf(value), given),
  unique: (value, given) => unique(value, given),
  upper: (value) => textOf(value).toUpperCase(),
  urlencode: (value) => encodeURIComponent(textOf(value)).replaceAll('%2F', '/'),
  wordcount: (value) => textOf(value).match(/[\p{L}\p{N}_]+/gu)?.length ?? 0,
};

function called(text: string, method: string, positional: readonly Value[]): Value {
  return methodOf(text, method)?.call(positional, new Map()) ?? text;
}

function length(value: Value): number {
  const found = lengthOf(value);
  if (found === null) throw new TemplateError(`object of type '${typeOf(value)}' has no len()`);
  return found;
}

function withDefault(value: Value, given: Given): Value {
  const isMissing = value instanceof Undefined || (given.flag(1, 'boolean', false) && !isTrue(value));
  return isMissing ? either(given.value(0, 'default_value'), '') : value;
}

function escaped(text: string): string {
  const marks: Readonly<Record<string, string>> = {
    '&': '&amp;',
    '<': '&lt;',
    '>': '&gt;',
    '"': '&#34;',
    "'": '&#39;',
  };
  return text.replace(/[&<>"']/g, (mark) => marks[mark] ?? mark);
}

/** `a.b.0` of each item; null: the item itself. */
function getterOf(attribute: Value, fallback?: Value): (item: Value) => Value {
  if (attribute === null) return (item) => item;
  const parts = typeof attribute === 'string' ? attribute.split('.') : [attribute];
  return (item) =>
    parts.reduce<Value>((value, part) => {
      if (value instanceof Undefined) return value.fail();
      const key = typeof part === 'string' && /^\d+$/.test(part) ? Number(part) : part;
      const method = typeof key === 'string' ? methodOf(value, key) : undefined;
      return either(itemOf(value, key), method ?? fallback ?? new Undefined(`'${textOf(part)}'`));
    }, item);
}

function folded(value: Value): Value {
  return typeof value === 'string' ? value.toLowerCase() : value;
}

function caseOf(given: Given, position: number): (value: Value) => Value {
  return given.flag(position, 'case_sensitive', false) ? (value) => value : folded;
}

function sorted(value: Value, given: Given): Value[] {
  const fold = caseOf(given, 1);
  const attribute = given.value(2, 'attribute') ?? null;
  const getters = (typeof attribute === 'string' ? attribute.split(',') : [attribute]).map((each) => getterOf(each));
  const keyed = itemsOf(value).map((item) => ({ item, key: getters.map((get) => fold(get(item))) }));
  const sign = given.flag(0, 'reverse', false) ? -1 : 1;
  return keyed.sort((a, b) => sign * compare(a.key, b.key)).map(({ item }) => item);
}

function sortedEntries(value: Value, given: Given): Value[] {
  if (!(value instanceof Dict)) throw new TemplateError(`'${typeOf(value)}' object has no attribute 'items'`);
  const fold = caseOf(given, 0);
  const by = given.text(1, 'by', 'key') === 'value' ? 1 : 0;
  const sign = given.flag(2, 'reverse', false) ? -1 : 1;
  return value
    .entries()
    .sort((a, b) => sign * compare(fold(a[by]), fold(b[by])))
    .map((entry) => new Tuple(entry));
}

function unique(value: Value, given: Given): Value {
  const fold = caseOf(given, 0);
  const get = getterOf(given.value(1, 'attribute') ?? null);
  const seen = new Dict();
  return new Once(
    itemsOf(value).filter((item) => {
      const key = fold(get(item));
      const isNew = !seen.has(key);
      seen.set(key, true);
      return isNew;
    }),
  );
}

function groups(value: Value, given: Given): Value[] {
  const get = getterOf(given.value(0, 'attribute') ?? null, given.value(1, 'default'));
  const fold = caseOf(given, 2);
  const keyed = itemsOf(value).map((item) => ({ item, label: get(item), key: fold(get(item)) }));
  keyed.sort((a, b) => compare(a.key, b.key));
  const found: { label: Value; key: Value; items: Value[] }[] = [];
  for (const { item, label, key } of keyed) {
    const last = found.at(-1);
    if (last && isEqual(last.key, key)) last.items.push(item);
    else found.push({ label, key, items: [item] });
  }
  return found.map(({ label, items }) => new Tuple([label, items]));
}

/** None and the like have no items here, although they cannot be walked. */
function someOf(value: Value): readonly Value[] {
  return isTrue(value) ? itemsOf(value) : [];
}

function mapped(value: Value, given: Given, engine: Engine): Value {
  const attribute = given.keywords.get('attribute');
  if (attribute !== undefined && given.positional.length === 0) {
    return new Once(someOf(value).map(getterOf(attribute, given.keywords.get('default'))));
  }
  const name = given.text(0, 'filter', '');
  return new Once(someOf(value).map((item) => engine.filter(name, item, given.rest())));
}

/** Whether an item passes the test that is named, or is true. */
function isChosen(item: Value, given: Given, engine: Engine): boolean {
  const [name] = given.positional;
  return name === undefined ? isTrue(item) : engine.test(textOf(name), item, given.rest());
}

function byAttribute(value: Value, given: Given, engine: Engine, wanted: boolean): Value {
  const get = getterOf(given.positional[0] ?? null);
  return new Once(someOf(value).filter((item) => isChosen(get(item), given.rest(), engine) === wanted));
}

function extreme(value: Value, given: Given, sign: 1 | -1): Value {
  const fold = caseOf(given, 0);
  const get = getterOf(given.value(1, 'attribute') ?? null);
  const [first, ...others] = itemsOf(value);
  if (first === undefined) return new Undefined('an item of an empty sequence');
  return others.reduce((best, item) => (sign * compare(fold(get(item)), fold(get(best))) > 0 ? item : best), first);
}

function batches(items: readonly Value[], given: Given): Value {
  const size = given.integer(0, 'linecount', 1);
  const fill = given.value(1, 'fill_with') ?? null;
  const rows: Value[][] = [];
  for (let at = 0; at < items.length; at += Math.max(1, size)) rows.push(items.slice(at, at + size));
  const last = rows.at(-1);
  if (fill !== null) while (last && last.length < size) last.push(fill);
  return new Once(rows);
}

function slices(items: readonly Value[], given: Given): Value {
  const count = Math.max(1, given.integer(0, 'slices', 1));
  const fill = given.value(1, 'fill_with') ?? null;
  const [each, extra] = [Math.floor(items.length / count), items.length % count];
  let from = 0;
  return new Once(
    Array.from({ length: count }, (_, index) => {
      const size = each + (index < extra ? 1 : 0);
      const part = items.slice(from, from + size);
      from += size;
      return fill !== null && index >= extra && extra > 0 ? [...part, fill] : [...part];
    }),
  );
}

function indented(value: Value, given: Given): Value {
  if (typeof value !== 'string') return binary('+', value, '\n');
  const width = given.value(0, 'width') ?? 4;
  const margin = typeof width === 'string' ? width : ' '.repeat(numberOf(width) ?? 0);
  const isBlankToo = given.flag(2, 'blank', false);
  const [first = '', ...rest] = lines(`${value}\n`);
  const text = [first, ...rest.map((line) => (line === '' && !isBlankToo ? line : margin + line))].join('\n');
  return given.flag(1, 'first', false) ? margin + text : text;
}

function truncated(text: string, given: Given): string {
  const [length, end] = [given.integer(0, 'length', 255), given.text(2, 'end', '...')];
  const points = [...text];
  if (points.length <= length + given.integer(3, 'leeway', 5)) return text;
  const head = points.slice(0, Math.max(0, length - [...end].length)).join('');
  if (given.flag(1, 'killwords', false)) return head + end;
  const space = head.lastIndexOf(' ');
  return (space < 0 ? head : head.slice(0, space)) + end;
}

/** The second argument of `replace` may be any value. */
function replacement(given: Given): Value[] {
  const count = given.value(2, 'count') ?? null;
  return [given.text(0, 'old', ''), given.text(1, 'new', ''), ...(count === null ? [] : [count])];
}

function toInteger(value: Value, base: number): number | null {
  const number = numberOf(value);
  if (number !== null) return Number.isFinite(number) ? Math.trunc(number) : null;
  if (typeof value !== 'string') return null;
  const text = value.trim().replaceAll('_', '');
  if (base !== 10) {
    const parsed = Number.parseInt(text.replace(/^0[box]/i, ''), base);
    return Number.isNaN(parsed) ? null : parsed;
  }
  return /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(text) ? Math.trunc(Number(text)) : null;
}

function toFloat(value: Value): Value | null {
  const number = numberOf(value);
  if (number !== null) return new Float(number);
  const text = typeof value === 'string' ? value.trim().replaceAll('_', '') : '';
  return /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(text) ? new Float(Number(text)) : null;
}

/** As Python rounds: half to even, and whole numbers stay whole. */
function rounded(value: Value, given: Given): Value {
  const number = numberOf(value);
  if (number === null) throw new TemplateError(`type ${typeOf(value)} doesn't define __round__ method`);
  const scale = 10 ** given.integer(0, 'precision', 0);
  const method = given.text(1, 'method', 'common');
  if (method === 'ceil') return new Float(Math.ceil(number * scale) / scale);
  if (method === 'floor') return new Float(Math.floor(number * scale) / scale);
  if (typeof value === 'number') return value;
  const scaled = number * scale;
  const low = Math.floor(scaled);
  const isHalf = scaled - low === 0.5;
  return new Float((isHalf ? low + (Math.abs(low) % 2) : Math.round(scaled)) / scale);
}
