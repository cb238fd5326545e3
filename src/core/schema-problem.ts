// Which of a schema's complaints to show to a person, and in which words. Knows nothing of files. Start at `schemaProblem`.
import type { z } from 'zod';
import { didYouMean } from './suggest.ts';

export interface SchemaProblem {
  /** Where in the data; empty for the whole. */
  path: (string | number)[];
  /** The unknown key, if that is the problem. */
  key?: string;
  message: string;
  remedy?: string;
}

type Issue = z.core.$ZodIssue;

/** An unknown key comes first, because a mistyped key is also a missing one. */
export function schemaProblem(error: z.ZodError, schema: z.ZodType): SchemaProblem {
  const problems = error.issues.flatMap((issue) => problemsOf(issue, [], schema));
  return problems.find((problem) => problem.key !== undefined) ?? problems[0] ?? { path: [], message: error.message };
}

function problemsOf(issue: Issue, base: readonly (string | number)[], schema: z.ZodType): SchemaProblem[] {
  const path = [...base, ...issue.path.filter((part) => typeof part !== 'symbol')];
  switch (issue.code) {
    case 'unrecognized_keys': {
      const key = issue.keys[0] ?? '';
      return [{ path, key, message: `unknown key "${key}"`, remedy: didYouMean(key, keysAllowedAt(schema, path)) }];
    }
    case 'invalid_union':
      return unionProblems(issue, path, schema);
    case 'invalid_value':
      return [{ path, message: 'is not an allowed value', remedy: `Allowed: ${issue.values.map(String).join(', ')}.` }];
    default:
      return [{ path, ...missingOr(issue) }];
  }
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
  return [{ path, message: `expected ${[...new Set(expected)].join(' or ')}` }];
}

/** The field that decides which other fields exist has an unknown value. */
function wrongKind(tag: string, path: (string | number)[], schema: z.ZodType): SchemaProblem {
  const allowed = shapesOf(schema).flatMap((shape) => {
    const values = definitionOf(shape[tag])?.values;
    return Array.isArray(values) ? values.map(String) : [];
  });
  return { path, message: 'is not an allowed value', remedy: `Allowed: ${allowed.join(', ')}.` };
}

function missingOr(issue: Issue): { message: string } {
  const message = issue.message.replace(/^Invalid (input|option): /, '');
  return {
    message: /received undefined$/.test(message)
      ? `is missing (${message.replace(/, received undefined$/, '')})`
      : message,
  };
}

/** Walks object, array, record and optional schemas down to `path`. The result is only a hint, so a miss gives an empty list. */
function keysAllowedAt(schema: z.ZodType, path: readonly (string | number)[]): string[] {
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
