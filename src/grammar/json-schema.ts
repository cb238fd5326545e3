// A JSON schema as GBNF. For what it knows of JSON Schema, the texts are the same as those of llama.cpp's own converter, spaces and order of
// properties included, so that replies are the same too. What it does not know is refused: left out without a word, a schema would promise what
// the reply need not keep. Start at `gbnfOfJsonSchema`.
import { say, type Text } from '../words/text.ts';
import { readGbnf } from './gbnf.ts';
import { integersBetween } from './integer-range.ts';
import { GrammarProblem } from './problem.ts';

/** Rules with a name that a schema's own get never. */
const BASICS: Readonly<Record<string, { rule: string; uses: readonly string[] }>> = {
  space: { rule: String.raw`| " " | "\n"{1,2} [ \t]{0,20}`, uses: [] },
  boolean: { rule: '"true" | "false"', uses: [] },
  null: { rule: '"null"', uses: [] },
  integral: { rule: '[0] | [1-9] [0-9]{0,15}', uses: [] },
  integer: { rule: '"-"? integral', uses: ['integral'] },
  number: { rule: '"-"? integral ("." [0-9]{1,16})? ([eE] [-+]? integral)?', uses: ['integral'] },
  character: { rule: String.raw`[^"\\\x7F\x00-\x1F] | [\\] (["\\bfnrt] | "u" [0-9a-fA-F]{4})`, uses: [] },
  string: { rule: String.raw`"\"" character* "\""`, uses: ['character'] },
  value: {
    rule: 'object | array | string | number | boolean | null',
    uses: ['object', 'array', 'string', 'number', 'boolean', 'null'],
  },
  object: {
    rule: '"{" space ( string ":" space value ("," space string ":" space value)* )? space "}"',
    uses: ['space', 'string', 'value'],
  },
  array: { rule: '"[" space ( value ("," space value)* )? space "]"', uses: ['space', 'value'] },
};

/** Say something to people, and nothing about the value. */
const NOTES = ['title', 'description', 'default', 'examples', 'deprecated', '$comment', '$schema', '$id'];
const DEFINITIONS = ['$defs', 'definitions'];

const OF_TYPE: Readonly<Record<string, readonly string[]>> = {
  object: ['properties', 'required', 'additionalProperties'],
  array: ['items', 'minItems', 'maxItems'],
  string: ['minLength', 'maxLength'],
  integer: ['minimum', 'maximum', 'exclusiveMinimum', 'exclusiveMaximum'],
  number: [],
  boolean: [],
  null: [],
};

/** llama.cpp takes fewer repetitions than that. */
const REPETITIONS = 2_000;

/** JavaScript puts such names before all others, whatever the file's order was. */
const IS_INDEX = /^(?:0|[1-9][0-9]{0,9})$/;

type Path = readonly (string | number)[];
type Schema = Readonly<Record<string, unknown>>;

/** @throws GrammarProblem with the path of what is wrong, or is not known here */
export function gbnfOfJsonSchema(schema: unknown): string {
  const rules = new Map<string, string>();
  const writer: Writer = {
    root: isObject(schema) ? schema : {},
    rules,
    references: new Map(),
    entered: [],
    basic(name) {
      const { rule = '', uses = [] } = BASICS[name] ?? {};
      if (rules.has(name)) return name;
      rules.set(name, rule);
      for (const used of uses) writer.basic(used);
      return name;
    },
    add(rule) {
      const name = `rule-${rules.size}`;
      rules.set(name, rule);
      return name;
    },
  };
  rules.set('root', ruleFor(writer, schema, []));
  const gbnf = [...rules].map(([name, rule]) => `${name} ::= ${rule}\n`).join('');
  readGbnf(gbnf);
  return gbnf;
}

interface Writer {
  root: Schema;
  rules: Map<string, string>;
  /** What has been referred to → its rule. */
  references: Map<string, string>;
  /** What has been referred to since the last object or array: it must not come again. */
  entered: readonly string[];
  /** @returns the name, so that it can be used at once */
  basic(name: string): string;
  add(rule: string): string;
}

/** The right side of a rule. */
function ruleFor(writer: Writer, schema: unknown, path: Path): string {
  if (!isObject(schema)) throw problem(say('is not an object'), path);
  if ('$ref' in schema) {
    requireOnly(schema, ['$ref'], path);
    return reference(writer, schema.$ref, [...path, '$ref']);
  }
  const union = ['oneOf', 'anyOf'].find((name) => name in schema);
  if (union !== undefined) {
    requireOnly(schema, [union], path);
    const alternatives = schema[union];
    if (!Array.isArray(alternatives) || alternatives.length === 0)
      throw problem(say('is not a list with items'), [...path, union]);
    return alternatives.map((each, index) => named(writer, each, [...path, union, index])).join(' | ');
  }
  const types = typesOf(schema, path);
  if ('const' in schema || 'enum' in schema) return oneOf(schema, types, path);
  if (types === null) throw problem(say('has no type'), path);
  requireOnly(schema, ['type', ...types.flatMap((type) => OF_TYPE[type] ?? [])], path);
  const [only = '', ...others] = types.map((type) => ruleOfType(writer, type, schema, path));
  return others.length === 0 ? only : [only, ...others].map((rule) => writer.add(rule)).join(' | ');
}

function named(writer: Writer, schema: unknown, path: Path): string {
  return writer.add(ruleFor(writer, schema, path));
}

function inner(writer: Writer): Writer {
  return { ...writer, entered: [] };
}

/** null: it has none. */
function typesOf({ type }: Schema, path: Path): string[] | null {
  if (type === undefined) return null;
  const types: unknown[] = Array.isArray(type) ? type : [type];
  if (types.length === 0) throw problem(say('is not a list with items'), [...path, 'type']);
  return types.map((each) => {
    if (typeof each === 'string' && Object.hasOwn(OF_TYPE, each)) return each;
    throw problem(say('there is no such type: {text}', { text: JSON.stringify(each) }), [...path, 'type']);
  });
}

function ruleOfType(writer: Writer, type: string, schema: Schema, path: Path): string {
  switch (type) {
    case 'object':
      return 'properties' in schema || 'additionalProperties' in schema || 'required' in schema
        ? object(writer, schema, path)
        : writer.basic('object');
    case 'array':
      return 'items' in schema || 'minItems' in schema || 'maxItems' in schema
        ? array(writer, schema, path)
        : writer.basic('array');
    case 'string':
      return 'minLength' in schema || 'maxLength' in schema ? text(writer, schema, path) : writer.basic('string');
    case 'integer':
      return (OF_TYPE.integer ?? []).some((name) => name in schema) ? integer(schema, path) : writer.basic('integer');
    default:
      return writer.basic(type);
  }
}

function reference(writer: Writer, ref: unknown, path: Path): string {
  const [, list = '', name = ''] =
    typeof ref === 'string' ? (/^#\/(\$defs|definitions)\/([^/~%]+)$/.exec(ref) ?? []) : [];
  const definitions = writer.root[list];
  if (!isObject(definitions) || !Object.hasOwn(definitions, name))
    throw problem(
      say('there is no {text} under $defs or definitions of this schema', { text: JSON.stringify(ref) }),
      path,
    );
  const key = `${list}/${name}`;
  if (writer.entered.includes(key)) throw problem(say('refers to itself'), path);
  const known = writer.references.get(key);
  if (known !== undefined) return known;
  const rule = writer.add('');
  writer.references.set(key, rule);
  writer.rules.set(rule, ruleFor({ ...writer, entered: [...writer.entered, key] }, definitions[name], [list, name]));
  return rule;
}

function oneOf(schema: Schema, types: readonly string[] | null, path: Path): string {
  const field = 'const' in schema ? 'const' : 'enum';
  requireOnly(schema, ['type', field], path);
  const values: unknown = field === 'const' ? [schema.const] : schema.enum;
  if (!Array.isArray(values) || values.length === 0) throw problem(say('is not a list with items'), [...path, field]);
  return values
    .map((value: unknown, index) => {
      const own = field === 'const' ? [...path, field] : [...path, field, index];
      if (types && !types.some((type) => isOfType(value, type)))
        throw problem(say('is not of the type {type}', { type: types.join(', ') }), own);
      return literal(JSON.stringify(value));
    })
    .join(' | ');
}

function isOfType(value: unknown, type: string): boolean {
  if (type === 'null') return value === null;
  if (type === 'array') return Array.isArray(value);
  if (type === 'object') return isObject(value);
  return type === 'integer' ? Number.isInteger(value) : typeof value === type;
}

/** Required properties come first; the others follow, each once at most, both in the schema's order. */
function object(writer: Writer, schema: Schema, path: Path): string {
  const { properties = {}, required = [], additionalProperties = false } = schema;
  if (additionalProperties !== false) throw notKnown([...path, 'additionalProperties']);
  if (!isObject(properties)) throw problem(say('is not an object'), [...path, 'properties']);
  if (!Array.isArray(required)) throw problem(say('is not a list'), [...path, 'required']);
  for (const [index, name] of required.entries())
    if (typeof name !== 'string' || !Object.hasOwn(properties, name))
      throw problem(say('there is no property {text}', { text: JSON.stringify(name) }), [...path, 'required', index]);
  const numeric = Object.keys(properties).find((name) => IS_INDEX.test(name));
  if (numeric !== undefined && Object.keys(properties).length > 1)
    throw problem(say('a name that is a number loses its place among the others: put a letter in front of it'), [
      ...path,
      'properties',
      numeric,
    ]);
  const space = writer.basic('space');
  const pairs = Object.entries(properties).map(([name, value]) => ({
    isRequired: required.includes(name),
    rule: writer.add(
      `${literal(JSON.stringify(name))} ${space} ":" ${space} ${named(inner(writer), value, [...path, 'properties', name])}`,
    ),
  }));
  const comma = `"," ${space}`;
  const first = pairs.filter(({ isRequired }) => isRequired).map(({ rule }) => rule);
  const others = optional(
    writer,
    pairs.filter(({ isRequired }) => !isRequired).map(({ rule }) => rule),
    comma,
  );
  if (pairs.length === 0) return `"{" ${space} "}"`;
  const more = others === null ? [] : [first.length === 0 ? `(${others})?` : `(${comma} (${others}))?`];
  const inside = [...(first.length > 0 ? [first.join(` ${comma} `)] : []), ...more];
  return `"{" ${space} ${inside.join(' ')} ${space} "}"`;
}

/** At least one of them; null: there are none. */
function optional(writer: Writer, pairs: readonly string[], comma: string): string | null {
  if (pairs.length === 0) return null;
  let rest: string | null = null;
  const beginnings: string[] = [];
  for (const pair of pairs.toReversed()) {
    beginnings.unshift(rest === null ? pair : `${pair} ${rest}`);
    rest = writer.add(rest === null ? `(${comma} ${pair})?` : `(${comma} ${pair})? ${rest}`);
  }
  return beginnings.join(' | ');
}

function array(writer: Writer, schema: Schema, path: Path): string {
  const space = writer.basic('space');
  const item = 'items' in schema ? named(inner(writer), schema.items, [...path, 'items']) : writer.basic('value');
  const { least, most } = bounds(schema, ['minItems', 'maxItems'], path);
  const more = writer.add(`"," ${space} ${item}`);
  const times = `{${Math.max(0, least - 1)},${most === null ? '' : most - 1}}`;
  const items = most === 0 ? '' : `${item} ${more}${times}`;
  return `"[" ${space} ${least === 0 && items !== '' ? `(${items})?` : items} ${space} "]"`;
}

function text(writer: Writer, schema: Schema, path: Path): string {
  const { least, most } = bounds(schema, ['minLength', 'maxLength'], path);
  return `"\\"" ${writer.basic('character')}{${least},${most ?? ''}} "\\""`;
}

function bounds(
  schema: Schema,
  [low, high]: readonly [string, string],
  path: Path,
): { least: number; most: number | null } {
  const read = (name: string): number | null => {
    const value = schema[name];
    if (value === undefined) return null;
    if (typeof value === 'number' && Number.isInteger(value) && value >= 0 && value < REPETITIONS) return value;
    throw problem(say('is not a whole number from 0 to {n}', { n: REPETITIONS - 1 }), [...path, name]);
  };
  const [least, most] = [read(low) ?? 0, read(high)];
  if (most !== null && most < least) throw impossible(least, most, [...path, high]);
  return { least, most };
}

function integer(schema: Schema, path: Path): string {
  const read = (name: string): number | null => {
    const value = schema[name];
    if (value === undefined) return null;
    if (typeof value === 'number' && Number.isSafeInteger(value)) return value;
    throw problem(say('is not a whole number that a double can hold'), [...path, name]);
  };
  const given = (values: readonly (number | null)[]): number[] => values.filter((value) => value !== null);
  const above = read('exclusiveMinimum');
  const under = read('exclusiveMaximum');
  const least = given([read('minimum'), above === null ? null : above + 1]);
  const most = given([read('maximum'), under === null ? null : under - 1]);
  const [low, high] = [least.length > 0 ? Math.max(...least) : null, most.length > 0 ? Math.min(...most) : null];
  if (low !== null && high !== null && low > high) throw impossible(low, high, path);
  return integersBetween(low, high);
}

function impossible(least: number, most: number, path: Path): GrammarProblem {
  return problem(say('at least {least} and at most {most} is not possible', { least, most }), path);
}

function requireOnly(schema: Schema, known: readonly string[], path: Path): void {
  const all = [...known, ...NOTES, ...(path.length === 0 ? DEFINITIONS : [])];
  const unknown = Object.keys(schema).find((name) => !all.includes(name));
  if (unknown !== undefined) throw notKnown([...path, unknown]);
}

function notKnown(path: Path): GrammarProblem {
  return problem(say('this part of JSON Schema is not supported here'), path);
}

function problem(text: Text, path: Path): GrammarProblem {
  return new GrammarProblem(text, path);
}

/** JSON has no character that would need another escape. */
function literal(json: string): string {
  return `"${json.replace(/["\\]/g, '\\$&')}"`;
}

function isObject(value: unknown): value is Schema {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
