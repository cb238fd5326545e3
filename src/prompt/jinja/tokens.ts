import type { Token, TokenType } from './lex.ts';
import { TemplateError } from './values.ts';

/** A row of tokens that is read from the front. */
export interface Tokens {
  readonly line: number;
  isAtEnd(): boolean;
  /** Whether the next token is of this type and, if given, has one of these texts. */
  is(type: TokenType, ...texts: string[]): boolean;
  /** The same for the token after the next. */
  isThen(type: TokenType, ...texts: string[]): boolean;
  next(): Token;
  /** Takes the next token if it is this one. */
  skip(type: TokenType, text: string): boolean;
  /** @throws TemplateError if the next token is another */
  expect(type: TokenType, text?: string): Token;
  fail(problem: string): never;
}

export function tokensOf(tokens: readonly Token[]): Tokens {
  let at = 0;
  const isAt = (index: number, type: TokenType, texts: readonly string[]): boolean => {
    const token = tokens[index];
    return token?.type === type && (texts.length === 0 || texts.includes(token.text));
  };
  const reader: Tokens = {
    get line() {
      return (tokens[at] ?? tokens.at(-1))?.line ?? 1;
    },
    isAtEnd: () => at >= tokens.length,
    is: (type, ...texts) => isAt(at, type, texts),
    isThen: (type, ...texts) => isAt(at + 1, type, texts),
    next() {
      const token = tokens[at++];
      return token ?? reader.fail('unexpected end of template');
    },
    skip(type, text) {
      const isHere = isAt(at, type, [text]);
      if (isHere) at += 1;
      return isHere;
    },
    expect(type, text) {
      if (isAt(at, type, text === undefined ? [] : [text])) return reader.next();
      return reader.fail(`expected ${text ?? type}, got ${tokens[at]?.text ?? 'the end of the template'}`);
    },
    fail(problem) {
      throw new TemplateError(`${problem}, line ${reader.line}`);
    },
  };
  return reader;
}
