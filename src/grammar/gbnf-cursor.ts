// The small parts of a GBNF text, read as llama.cpp reads them (`llama_grammar_parser`). Start at `gbnfCursor`.
import { say, type Text } from '../words/text.ts';
import { GrammarProblem } from './problem.ts';

export interface GbnfCursor {
  isAtEnd(): boolean;
  /** Whether the text goes on with it. */
  sees(text: string): boolean;
  seesName(): boolean;
  seesDigit(): boolean;
  /** If the text goes on with it, that is passed. */
  skip(text: string): boolean;
  /** @throws GrammarProblem if the text does not go on with it */
  expect(text: string): void;
  /** Blanks and comments. */
  skipSpace(acrossLines: boolean): void;
  /** @throws GrammarProblem, here and below */
  name(): string;
  wholeNumber(): number;
  /** One character of a literal or of a set, or one escape. */
  passCharacter(): void;
  /** `<text>` or `<[id]>`, whose text is returned without the brackets around it. */
  token(): string;
  fail(problem: Text): never;
}

const NAME = /[a-zA-Z0-9-]+/y;
const DIGITS = /\d+/y;
const ESCAPE = /\\(?:x[0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8}|[trn\\"[\]-])/y;
const TOKEN = /<(\[\d{1,9}\]|[^[>][^>]*|)>/y;

export function gbnfCursor(text: string): GbnfCursor {
  let at = 0;
  const match = (pattern: RegExp): RegExpExecArray | null => {
    pattern.lastIndex = at;
    const found = pattern.exec(text);
    if (found) at += found[0].length;
    return found;
  };
  const fail = (problem: Text): never => {
    const before = text.slice(0, at).split(/\r\n|\r|\n/);
    const place = { line: before.length, column: (before.at(-1)?.length ?? 0) + 1 };
    throw new GrammarProblem(say('line {line}, column {column}: {problem}', { ...place, problem }));
  };
  const cursor: GbnfCursor = {
    isAtEnd: () => at >= text.length,
    sees: (wanted) => text.startsWith(wanted, at),
    seesName: () => /^[a-zA-Z0-9-]/.test(text.charAt(at)),
    seesDigit: () => /^\d/.test(text.charAt(at)),
    skip(wanted) {
      const isThere = text.startsWith(wanted, at);
      if (isThere) at += wanted.length;
      return isThere;
    },
    expect(wanted) {
      if (!cursor.skip(wanted)) fail(say('expected {what}', { what: wanted }));
    },
    skipSpace: (acrossLines) => void match(acrossLines ? /(?:[ \t\r\n]|#[^\r\n]*)*/y : /(?:[ \t]|#[^\r\n]*)*/y),
    name: () => match(NAME)?.[0] ?? fail(say('expected {what}', { what: say('the name of a rule') })),
    wholeNumber: () => Number(match(DIGITS)?.[0] ?? fail(say('expected {what}', { what: say('a whole number') }))),
    passCharacter() {
      if (at >= text.length) fail(say('the text ends too early'));
      if (text.charAt(at) === '\\') {
        if (!match(ESCAPE)) fail(say('there is no such escape: {text}', { text: text.slice(at, at + 2) }));
      } else at += (text.codePointAt(at) ?? 0) > 0xffff ? 2 : 1;
    },
    token: () => match(TOKEN)?.[1] ?? fail(say('expected {what}', { what: say('a token, such as <[1]> or <text>') })),
    fail,
  };
  return cursor;
}
