// Reads a YAML file that a person wrote, against a zod schema, and says file, line, column and field of what is wrong.
// Knows nothing of scenarios, models or prompts. Start at `parseYaml`.
import { type Document, isMap, isNode, isPair, LineCounter, parseDocument } from 'yaml';
import type { z } from 'zod';
import { type Place, UserError } from './errors.ts';
import { didYouMean } from './suggest.ts';

/** Nothing that a person writes comes near; a bomb does. */
const MAX_CHARACTERS = 1_000_000;
const MAX_ALIASES = 100;

export interface YamlSource {
  file: string;
  text: string;
  /** Lines that stand before `text` in the file, as with front matter. */
  lineOffset?: number;
}

/**
 * @throws UserError with file:line:column and field for a syntax error, a repeated key, an alias bomb, a wrong type or an
 * unknown key.
 */
export function parseYaml<Schema extends z.ZodType>(source: YamlSource, schema: Schema): z.output<Schema> {
  if (source.text.length > MAX_CHARACTERS) {
    throw new UserError(`is larger than ${MAX_CHARACTERS} characters`, { place: { file: source.file } });
  }
  const lines = new LineCounter();
  const document = parseDocument(source.text, { lineCounter: lines, merge: false, uniqueKeys: true });
  const placeAt = (offset: number): Place => {
    const { line, col } = lines.linePos(offset);
    return { file: source.file, line: line + (source.lineOffset ?? 0), column: col };
  };
  const [syntaxError] = document.errors;
  if (syntaxError) {
    const [summary = syntaxError.message] = syntaxError.message.split('\n');
    throw new UserError(summary.replace(/ at line \d+, column \d+:?$/, ''), { place: placeAt(syntaxError.pos[0]) });
  }
  const result = schema.safeParse(toPlainData(document, source.file));
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  throw issue ? issueToError(deepestIssue(issue), document, placeAt, schema) : result.error;
}

function toPlainData(document: Document.Parsed, file: string): unknown {
  try {
    return document.toJS({ maxAliasCount: MAX_ALIASES });
  } catch (cause) {
    throw new UserError('has too many aliases: expanding them would exhaust memory', {
      place: { file, line: 1, column: 1 },
      remedy: `At most ${MAX_ALIASES} alias expansions are read; write the values out.`,
      cause,
    });
  }
}

/** Of a union's branches, the one that the value came nearest to: the one that got deeper, or failed on an unknown key. */
function deepestIssue(issue: z.core.$ZodIssue): z.core.$ZodIssue {
  if (issue.code !== 'invalid_union') return issue;
  const nearest = issue.errors
    .flatMap((branch) => branch.slice(0, 1))
    .find((inner) => inner.path.length > 0 || inner.code !== 'invalid_type');
  if (nearest) return deepestIssue({ ...nearest, path: [...issue.path, ...nearest.path] });
  const expected = issue.errors.flatMap((branch) =>
    branch.flatMap((inner) => ('expected' in inner ? [String(inner.expected)] : [])),
  );
  return { ...issue, message: `expected ${[...new Set(expected)].join(' or ') || 'another value'}` };
}

function issueToError(
  issue: z.core.$ZodIssue,
  document: Document.Parsed,
  placeAt: (offset: number) => Place,
  schema: z.ZodType,
): UserError {
  const path = issue.path.filter((part) => typeof part !== 'symbol');
  if (issue.code === 'unrecognized_keys') {
    const key = issue.keys[0] ?? '';
    return new UserError(`unknown key "${key}"`, {
      place: placeAt(offsetOf(document, [...path, key])),
      field: path.join('.') || undefined,
      remedy: didYouMean(key, keysAllowedAt(schema, path)),
    });
  }
  return new UserError(issue.message.replace(/^Invalid input: /, ''), {
    place: placeAt(offsetOf(document, path)),
    field: path.join('.') || undefined,
    remedy: issue.code === 'invalid_value' ? `Allowed: ${issue.values.join(', ')}.` : undefined,
  });
}

/** Where a path stands in the text: its key where it has one, else the deepest ancestor that exists. */
function offsetOf(document: Document.Parsed, path: readonly (string | number)[]): number {
  let node: unknown = document.contents;
  let offset = isNode(node) ? (node.range?.[0] ?? 0) : 0;
  for (const part of path) {
    if (isMap(node)) {
      const pair = node.items.find((item) => isPair(item) && String(isNode(item.key) ? item.key : '') === String(part));
      if (!pair) return offset;
      if (isNode(pair.key)) offset = pair.key.range?.[0] ?? offset;
      node = pair.value;
    } else if (isNode(node) && 'get' in node && typeof node.get === 'function') {
      node = node.get(part, true);
      if (isNode(node)) offset = node.range?.[0] ?? offset;
    } else return offset;
  }
  return offset;
}

/** Walks object, array, record and optional schemas down to `path`; an answer is a help, so a miss is an empty list. */
function keysAllowedAt(schema: z.ZodType, path: readonly (string | number)[]): string[] {
  let current: unknown = schema;
  const definitionOf = (value: unknown): Record<string, unknown> | undefined => {
    const definition = typeof value === 'object' && value !== null && 'def' in value ? value.def : undefined;
    return typeof definition === 'object' && definition !== null ? { ...definition } : undefined;
  };
  const unwrap = (value: unknown): unknown => {
    const inner = definitionOf(value)?.innerType;
    return inner === undefined ? value : unwrap(inner);
  };
  const candidates = (value: unknown): unknown[] => {
    const bare = unwrap(value);
    const options = definitionOf(bare)?.options;
    return Array.isArray(options) ? options.flatMap(candidates) : [bare];
  };
  const shapesOf = (value: unknown): Record<string, unknown>[] =>
    candidates(value).flatMap((candidate) => {
      const shape = definitionOf(candidate)?.shape;
      return typeof shape === 'object' && shape !== null ? [{ ...shape }] : [];
    });
  for (const part of path) {
    const element = candidates(current)
      .map((candidate) => definitionOf(candidate)?.element)
      .find(Boolean);
    current = typeof part === 'number' ? element : shapesOf(current).find((shape) => part in shape)?.[part];
  }
  return [...new Set(shapesOf(current).flatMap((shape) => Object.keys(shape)))];
}
