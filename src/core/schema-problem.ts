// Which of a schema's complaints to show to a person, and in which words. Knows nothing of files. Start at `schemaProblem`.
import { z } from 'zod';
import { retell } from '../words/retell.ts';
import { asIs, ENGLISH, joinTexts, say, Text } from '../words/text.ts';
import { didYouMean, nearestNames } from './suggest.ts';

export interface SchemaProblem {
  /** Where in the data; empty for the whole. */
  path: (string | number)[];
  /** The unknown key, if that is the problem. */
  key?: string;
  /** Known keys that resemble it. */
  nearest?: string[];
  /** A text is wanted, and this is something else. */
  isText?: boolean;
  isMissing?: boolean;
  message: Text;
  remedy?: Text;
}

type Issue = z.core.$ZodIssue;

/** The first of `schemaProblems`. */
export function schemaProblem(error: z.ZodError, schema: z.ZodType): SchemaProblem {
  return schemaProblems(error, schema)[0] ?? { path: [], message: asIs(error.message) };
}

/** Unknown keys come first, because a mistyped key is also a missing one, which is then left out. */
export function schemaProblems(error: z.ZodError, schema: z.ZodType): SchemaProblem[] {
  const problems = error.issues.flatMap((issue) => problemsOf(issue, [], schema));
  const unknown = problems.filter(({ key }) => key !== undefined);
  const isMistyped = ({ path, isMissing }: SchemaProblem): boolean =>
    isMissing === true &&
    unknown.some(
      (each) =>
        [...each.path, ''].join('.') === [...path.slice(0, -1), ''].join('.') &&
        each.nearest?.includes(String(path.at(-1))),
    );
  return [...unknown, ...problems.filter((problem) => problem.key === undefined && !isMistyped(problem))];
}

function problemsOf(issue: Issue, base: readonly (string | number)[], schema: z.ZodType): SchemaProblem[] {
  const path = [...base, ...issue.path.filter((part) => typeof part !== 'symbol')];
  switch (issue.code) {
    case 'unrecognized_keys': {
      const known = keysAllowedAt(schema, path);
      return issue.keys.map((key) => ({
        ...{ path, key, nearest: nearestNames(key, known) },
        message: say('unknown key "{key}"', { key }),
        remedy: didYouMean(key, known),
      }));
    }
    case 'invalid_union':
      return unionProblems(issue, path, schema);
    case 'invalid_value':
      return [notAllowed(path, issue.values.map(String))];
    default:
      return [{ path, ...missingOr(issue) }];
  }
}

function notAllowed(path: (string | number)[], allowed: readonly string[]): SchemaProblem {
  return {
    path,
    message: say('is not an allowed value'),
    remedy: say('Allowed: {values}.', { values: joinTexts(', ', allowed) }),
  };
}

/** Only the branches of a union that the value fits so far count; if it fits none, everything they expect is listed. */
function unionProblems(
  issue: Extract<Issue, { code: 'invalid_union' }>,
  path: (string | number)[],
  schema: z.ZodType,
): SchemaProblem[] {
  if (issue.discriminator !== undefined) return [wrongKind(issue.discriminator, path, schema)];
  const inner = issue.errors.flat();
  const isOutside = (each: Issue): boolean =>
    each.path.length === 0 && (each.code === 'invalid_type' || each.code === 'invalid_value');
  const inside = inner.filter((each) => !isOutside(each));
  if (inside.length > 0) return inside.flatMap((each) => problemsOf(each, path, schema));
  const expected = inner.flatMap((each) => {
    if (each.code === 'invalid_value') return each.values.map((value) => JSON.stringify(value));
    return each.code === 'invalid_type' ? [each.expected] : [];
  });
  const names = [...new Set(expected)];
  return [
    {
      path,
      message: say('expected {what}', { what: joinTexts(' or ', names) }),
      isText: names.includes('string'),
    },
  ];
}

/** The field that decides which other fields exist has an unknown value. */
function wrongKind(tag: string, path: (string | number)[], schema: z.ZodType): SchemaProblem {
  const allowed = shapesOf(schema).flatMap((shape) => {
    const values = definitionOf(shape[tag])?.values;
    return Array.isArray(values) ? values.map(String) : [];
  });
  return notAllowed(path, allowed);
}

function missingOr(issue: Issue): Pick<SchemaProblem, 'message' | 'isText' | 'isMissing'> {
  const isText = issue.code === 'invalid_type' && issue.expected === 'string';
  if (issue.code === 'invalid_type' && /received undefined$/.test(issue.message)) {
    return { message: say('is missing (expected {what})', { what: issue.expected }), isText: false, isMissing: true };
  }
  return { message: inWords(issue), isText };
}

/** The library has its own sentences in Japanese; ours, which schemas give, are in the dictionary. */
function inWords(issue: Issue): Text {
  const english = issue.message.replace(/^Invalid (input|option): /, '');
  return new Text((words) => {
    if (words === ENGLISH) return english;
    const own = retell(english, words);
    const isOwn = own !== english || issue.code === 'custom' || issue.code === 'invalid_format';
    if (isOwn) return own;
    // Its type wants each kind of issue apart, though one function reads them all.
    const said = z.locales.ja().localeError({ ...issue, input: issue.input } as z.core.$ZodRawIssue);
    return typeof said === 'string' ? said : (said?.message ?? english);
  });
}

/** Walks object, array, record and optional schemas down to `path`. The result is only a hint, so a miss gives an empty list. */
export function keysAllowedAt(schema: z.ZodType, path: readonly (string | number)[]): string[] {
  let current: unknown = schema;
  for (const part of path) {
    const element = candidates(current)
      .map((candidate) => definitionOf(candidate)?.element)
      .find(Boolean);
    current = typeof part === 'number' ? element : shapesOf(current).find((shape) => part in shape)?.[part];
  }
  return [...new Set(shapesOf(current).flatMap((shape) => Object.keys(shape)))];
}

function definitionOf(value: unknown): Record<string, unknown> | undefined {
  const definition = typeof value === 'object' && value !== null && 'def' in value ? value.def : undefined;
  return typeof definition === 'object' && definition !== null ? { ...definition } : undefined;
}

/** What a value may be: a union's branches, unwrapped. */
function candidates(value: unknown): unknown[] {
  const { innerType, options, in: piped, out } = definitionOf(value) ?? {};
  // What is read before it is checked: the schema is behind the reading.
  const inside = innerType ?? (definitionOf(piped)?.type === 'transform' ? out : piped);
  if (inside !== undefined) return candidates(inside);
  return Array.isArray(options) ? options.flatMap(candidates) : [value];
}

function shapesOf(value: unknown): Record<string, unknown>[] {
  return candidates(value).flatMap((candidate) => {
    const shape = definitionOf(candidate)?.shape;
    return typeof shape === 'object' && shape !== null ? [{ ...shape }] : [];
  });
}
