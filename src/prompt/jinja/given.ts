import { isTrue, type KeywordArguments, numberOf, TemplateError, textOf, type Value } from './values.ts';

/** The arguments of a call, looked up by position or by name. */
export interface Given {
  readonly positional: readonly Value[];
  readonly keywords: KeywordArguments;
  /** undefined: not given. */
  value(position: number, name: string): Value | undefined;
  text(position: number, name: string, fallback: string): string;
  /** @throws TemplateError for what is no number */
  integer(position: number, name: string, fallback: number): number;
  flag(position: number, name: string, fallback: boolean): boolean;
  /** All but the first arguments by position. */
  rest(): Given;
}

export function givenOf(positional: readonly Value[] = [], keywords: KeywordArguments = new Map()): Given {
  const value = (position: number, name: string): Value | undefined =>
    positional[position] ?? keywordOf(position, name);
  // None by position is a value, not a gap.
  const keywordOf = (position: number, name: string): Value | undefined =>
    position < positional.length ? null : keywords.get(name);
  return {
    positional,
    keywords,
    value,
    text(position, name, fallback) {
      const found = value(position, name);
      return found === undefined ? fallback : textOf(found);
    },
    integer(position, name, fallback) {
      const found = value(position, name);
      if (found === undefined) return fallback;
      return numberOf(found) ?? fail(`${name} must be a number`);
    },
    flag(position, name, fallback) {
      const found = value(position, name);
      return found === undefined ? fallback : isTrue(found);
    },
    rest: () => givenOf(positional.slice(1), keywords),
  };
}

function fail(problem: string): never {
  throw new TemplateError(problem);
}
