// The methods of Python's strings, dictionaries, lists and tuples that change nothing. Those that do are refused, as in Jinja's immutable
// sandbox. Start at `methodOf`.

import { braceFormat } from './brace-format.ts';
import { type Given, givenOf } from './given.ts';
import {
  Callable,
  Dict,
  either,
  Float,
  isEqual,
  itemsOf,
  TemplateError,
  Tuple,
  textOf,
  typeOf,
  type Value,
  View,
  WHITE,
} from './values.ts';

type Method<Self> = (self: Self, given: Given) => Value;

/** undefined: there is none of this name. */
export function methodOf(value: Value, name: string): Callable | undefined {
  const bound = <Self>(methods: Readonly<Record<string, Method<Self>>>, self: Self): Callable | undefined => {
    const method = Object.hasOwn(methods, name) ? methods[name] : undefined;
    return method && new Callable(name, (positional, keywords) => method(self, givenOf(positional, keywords)));
  };
  if (typeof value === 'string') return bound(TEXT, value);
  if (value instanceof Dict) return bound(DICT, value) ?? refused(value, name, DICT_CHANGES);
  if (Array.isArray(value)) return bound(SEQUENCE, value) ?? refused(value, name, LIST_CHANGES);
  if (value instanceof Tuple) return bound(SEQUENCE, value.items);
  return value instanceof Float ? bound(FLOAT, value) : undefined;
}

const DICT_CHANGES = ['clear', 'pop', 'popitem', 'setdefault', 'update'];
const LIST_CHANGES = ['append', 'clear', 'extend', 'insert', 'pop', 'remove', 'reverse', 'sort'];

function refused(value: Value, name: string, changes: readonly string[]): Callable | undefined {
  if (!changes.includes(name)) return undefined;
  return new Callable(name, () => {
    throw new TemplateError(`access to attribute '${name}' of '${typeOf(value)}' object is unsafe`);
  });
}

const DICT: Readonly<Record<string, Method<Dict>>> = {
  get: (self, given) => {
    const key = given.positional[0];
    if (key === undefined) throw new TemplateError('get expected at least 1 argument, got 0');
    return either(self.get(key), either(given.positional[1], null));
  },
  items: (self) => new View('dict_items', self),
  keys: (self) => new View('dict_keys', self),
  values: (self) => new View('dict_values', self),
  copy: (self) => new Dict(self.entries()),
};

const SEQUENCE: Readonly<Record<string, Method<readonly Value[]>>> = {
  count: (self, given) => self.filter((item) => isEqual(item, given.positional[0] ?? null)).length,
  index: (self, given) => {
    const at = self.findIndex((item) => isEqual(item, given.positional[0] ?? null));
    if (at < 0) throw new TemplateError('the value is not in the list');
    return at;
  },
  copy: (self) => [...self],
};

const FLOAT: Readonly<Record<string, Method<Float>>> = {
  is_integer: (self) => Number.isInteger(self.value),
};

const ANY_CASE = /\p{L}/u;
const ONE_WHITE = new RegExp(`^[${WHITE}]$`);
const WORD = new RegExp(`^[^${WHITE}]+`);

/** One or more characters, and nothing else. */
function all(pattern: RegExp): Method<string> {
  const whole = new RegExp(`^(?:${pattern.source})+$`, 'u');
  return (self) => whole.test(self);
}

const TEXT: Readonly<Record<string, Method<string>>> = {
  upper: (self) => self.toUpperCase(),
  lower: (self) => self.toLowerCase(),
  casefold: (self) => self.toLowerCase().replaceAll('ß', 'ss'),
  title: (self) => titled(self),
  capitalize: (self) => capitalized(self),
  swapcase: (self) =>
    self.replace(/\p{L}/gu, (letter) =>
      letter === letter.toUpperCase() ? letter.toLowerCase() : letter.toUpperCase(),
    ),
  strip: (self, given) => stripped(self, given.value(0, 'chars') ?? null),
  lstrip: (self, given) => stripped(self, given.value(0, 'chars') ?? null, 'start'),
  rstrip: (self, given) => stripped(self, given.value(0, 'chars') ?? null, 'end'),
  removeprefix: (self, given) => {
    const prefix = given.text(0, 'prefix', '');
    return self.startsWith(prefix) ? self.slice(prefix.length) : self;
  },
  removesuffix: (self, given) => {
    const suffix = given.text(0, 'suffix', '');
    return suffix !== '' && self.endsWith(suffix) ? self.slice(0, -suffix.length) : self;
  },
  startswith: (self, given) => anyOf(given).some((text) => partOf(self, given).startsWith(text)),
  endswith: (self, given) => anyOf(given).some((text) => partOf(self, given).endsWith(text)),
  split: (self, given) => split(self, given),
  rsplit: (self, given) => rightSplit(self, given),
  splitlines: (self, given) => lines(self, given.flag(0, 'keepends', false)),
  partition: (self, given) => partition(self, textArgument(given), self.indexOf(textArgument(given)), 'end'),
  rpartition: (self, given) => partition(self, textArgument(given), self.lastIndexOf(textArgument(given)), 'start'),
  join: (self, given) =>
    itemsOf(given.positional[0] ?? null)
      .map(joinable)
      .join(self),
  replace: (self, given) => replaced(self, given),
  count: (self, given) => partOf(self, given).split(textArgument(given)).length - 1,
  find: (self, given) => foundAt(self, given, 'first'),
  rfind: (self, given) => foundAt(self, given, 'last'),
  index: (self, given) => required(foundAt(self, given, 'first')),
  rindex: (self, given) => required(foundAt(self, given, 'last')),
  format: (self, given) => braceFormat(self, given),
  center: (self, given) => {
    const missing = Math.max(0, given.integer(0, 'width', 0) - [...self].length);
    const left = Math.floor(missing / 2) + (missing % 2 === 1 && given.integer(0, 'width', 0) % 2 === 1 ? 1 : 0);
    const fill = given.text(1, 'fillchar', ' ');
    return fill.repeat(left) + self + fill.repeat(missing - left);
  },
  ljust: (self, given) => self + fillFor(self, given),
  rjust: (self, given) => fillFor(self, given) + self,
  zfill: (self, given) => {
    const [, sign = '', digits = ''] = /^([+-]?)([\s\S]*)$/.exec(self) ?? [];
    return sign + '0'.repeat(Math.max(0, given.integer(0, 'width', 0) - [...self].length)) + digits;
  },
  expandtabs: (self, given) => self.replaceAll('\t', ' '.repeat(given.integer(0, 'tabsize', 8))),
  isalpha: all(/\p{L}/u),
  isalnum: all(/[\p{L}\p{N}]/u),
  isdigit: all(/\p{Nd}/u),
  isdecimal: all(/\p{Nd}/u),
  isnumeric: all(/\p{N}/u),
  isspace: all(new RegExp(`[${WHITE}]`)),
  isidentifier: (self) => /^[\p{L}_][\p{L}\p{N}\p{M}_]*$/u.test(self),
  isascii: (self) => /^[\x00-\x7f]*$/.test(self),
  islower: (self) => ANY_CASE.test(self) && self === self.toLowerCase() && self !== self.toUpperCase(),
  isupper: (self) => ANY_CASE.test(self) && self === self.toUpperCase() && self !== self.toLowerCase(),
  istitle: (self) => ANY_CASE.test(self) && self === titled(self),
};

/** Each run of letters starts with a capital. */
function titled(text: string): string {
  return text.replace(/\p{L}+/gu, (word) => capitalized(word));
}

export function capitalized(text: string): string {
  const [first = '', ...rest] = text;
  return first.toUpperCase() + rest.join('').toLowerCase();
}

/** @param characters null: white space */
export function stripped(text: string, characters: Value, where: 'start' | 'end' | 'both' = 'both'): string {
  const isGone =
    characters === null
      ? (character: string) => ONE_WHITE.test(character)
      : (character: string) => [...textOf(characters)].includes(character);
  const points = [...text];
  let [from, to] = [0, points.length];
  while (where !== 'end' && from < to && isGone(points[from] ?? '')) from += 1;
  while (where !== 'start' && to > from && isGone(points[to - 1] ?? '')) to -= 1;
  return points.slice(from, to).join('');
}

function textArgument(given: Given): string {
  const [text] = given.positional;
  if (typeof text !== 'string') throw new TemplateError(`must be str, not ${typeOf(text ?? null)}`);
  if (text === '') throw new TemplateError('empty separator');
  return text;
}

function anyOf(given: Given): string[] {
  const [first = null] = given.positional;
  const texts = first instanceof Tuple ? first.items : [first];
  return texts.map((text) => {
    if (typeof text === 'string') return text;
    throw new TemplateError(`the argument must be str or a tuple of str, not ${typeOf(text)}`);
  });
}

/** What `start` and `end`, the second and the third argument, leave. */
function partOf(text: string, given: Given): string {
  const { positional } = given;
  if (positional.length < 2) return text;
  const end = positional[2] === undefined ? undefined : given.integer(2, 'end', 0);
  return [...text].slice(given.integer(1, 'start', 0), end).join('');
}

function foundAt(text: string, given: Given, which: 'first' | 'last'): number {
  const wanted = given.text(0, 'sub', '');
  const part = partOf(text, given);
  const at = which === 'first' ? part.indexOf(wanted) : part.lastIndexOf(wanted);
  return at < 0 ? -1 : [...part.slice(0, at)].length + Math.max(0, given.integer(1, 'start', 0));
}

function required(at: number): number {
  if (at < 0) throw new TemplateError('substring not found');
  return at;
}

function split(text: string, given: Given): Value[] {
  const separator = given.value(0, 'sep') ?? null;
  const most = given.integer(1, 'maxsplit', -1);
  if (separator !== null) {
    const parts = text.split(separatorOf(separator));
    if (most < 0 || parts.length <= most) return parts;
    return [...parts.slice(0, most), parts.slice(most).join(textOf(separator))];
  }
  const words: string[] = [];
  let rest = stripped(text, null, 'start');
  while (rest !== '' && (most < 0 || words.length < most)) {
    const word = WORD.exec(rest)?.[0] ?? '';
    words.push(word);
    rest = stripped(rest.slice(word.length), null, 'start');
  }
  return rest === '' ? words : [...words, stripped(rest, null, 'end')];
}

function separatorOf(separator: Value): string {
  if (typeof separator !== 'string') throw new TemplateError(`must be str or None, not ${typeOf(separator)}`);
  if (separator === '') throw new TemplateError('empty separator');
  return separator;
}

function rightSplit(text: string, given: Given): Value[] {
  const separator = given.value(0, 'sep') ?? null;
  const most = given.integer(1, 'maxsplit', -1);
  if (separator === null && most >= 0) {
    const words = split(text, givenOf()).map(textOf);
    if (words.length <= most) return words;
    const last = words.slice(words.length - most);
    let head = stripped(text, null);
    for (const word of last.toReversed()) head = stripped(head.slice(0, head.length - word.length), null, 'end');
    return [head, ...last];
  }
  if (separator === null || most < 0) return split(text, givenOf(separator === null ? [] : [separator]));
  const parts = text.split(separatorOf(separator));
  const from = Math.max(0, parts.length - most);
  return from === 0 ? parts : [parts.slice(0, from).join(textOf(separator)), ...parts.slice(from)];
}

export function lines(text: string, keepsEnds = false): string[] {
  const found =
    text.match(/[^\n\r\v\f\x1c-\x1e\x85\u2028\u2029]*(?:\r\n|[\n\r\v\f\x1c-\x1e\x85\u2028\u2029]|$)/g) ?? [];
  const all = found.filter((line) => line !== '');
  return keepsEnds ? all : all.map((line) => line.replace(/(?:\r\n|[\n\r\v\f\x1c-\x1e\x85\u2028\u2029])$/, ''));
}

/** @param rest where everything goes if there is no separator */
function partition(text: string, separator: string, at: number, rest: 'start' | 'end'): Tuple {
  if (at < 0) return new Tuple(rest === 'end' ? [text, '', ''] : ['', '', text]);
  return new Tuple([text.slice(0, at), separator, text.slice(at + separator.length)]);
}

function joinable(item: Value): string {
  if (typeof item === 'string') return item;
  throw new TemplateError(`sequence item: expected str instance, ${typeOf(item)} found`);
}

function replaced(text: string, given: Given): string {
  const [from, to] = [given.value(0, 'old'), given.value(1, 'new')];
  if (typeof from !== 'string' || typeof to !== 'string') throw new TemplateError('replace() arguments must be str');
  const most = given.integer(2, 'count', -1);
  const parts = from === '' ? ['', ...text, ''] : text.split(from);
  const cut = most < 0 ? parts.length - 1 : Math.min(most, parts.length - 1);
  return (
    parts.slice(0, cut + 1).join(to) +
    parts
      .slice(cut + 1)
      .map((part) => from + part)
      .join('')
  );
}

function fillFor(text: string, given: Given): string {
  return given.text(1, 'fillchar', ' ').repeat(Math.max(0, given.integer(0, 'width', 0) - [...text].length));
}
