// A template's source as tokens, with Jinja's rules for white space as chat templates are rendered: `trim_blocks` and `lstrip_blocks` are
// on, one newline at the end is dropped, and every line end is LF. Start at `lex`.
import { TemplateError, WHITE } from './values.ts';

export type TokenType =
  | 'data'
  | 'block-start'
  | 'block-end'
  | 'variable-start'
  | 'variable-end'
  | 'name'
  | 'string'
  | 'integer'
  | 'float'
  | 'operator';

export interface Token {
  type: TokenType;
  text: string;
  /** Of the source, from 1. */
  line: number;
}

interface Opening {
  /** `{%`, `{{` or `{#`. */
  mark: string;
  sign: string;
  at: number;
  /** Where the tag's content starts. */
  from: number;
}

const SPACE = `[${WHITE}]`;
const TRAILING = new RegExp(`${SPACE}+$`);
const LEADING = new RegExp(`${SPACE}*`, 'y');
const ENDS: Readonly<Record<string, RegExp>> = {
  '{%': new RegExp(`\\+%\\}|-%\\}${SPACE}*|%\\}\\n?`, 'y'),
  '{{': new RegExp(`-\\}\\}${SPACE}*|\\}\\}`, 'y'),
};
const COMMENT_END = new RegExp(`\\+#\\}|-#\\}${SPACE}*|#\\}\\n?`, 'g');
const RAW_START = new RegExp(`\\{%[-+]?${SPACE}*raw${SPACE}*(?:-%\\}${SPACE}*|%\\})`, 'y');
const RAW_END = new RegExp(`\\{%([-+]?)${SPACE}*endraw${SPACE}*(?:\\+%\\}|-%\\}${SPACE}*|%\\}\\n?)`, 'g');
const FLOAT = /(?:\d+_)*\d+(?:(?:\.(?:\d+_)*\d+)?e[+-]?(?:\d+_)*\d+|\.(?:\d+_)*\d+)/iy;
const INTEGER = /0b(?:_?[01])+|0o(?:_?[0-7])+|0x(?:_?[\da-f])+|[1-9](?:_?\d)*|0(?:_?0)*/iy;
const NAME = /[\p{L}\p{N}\p{M}_]+/uy;
const STRING = /'[^'\\]*(?:\\[\s\S][^'\\]*)*'|"[^"\\]*(?:\\[\s\S][^"\\]*)*"/y;
const OPERATOR = /\/\/|\*\*|==|!=|>=|<=|[-+/*%~[\](){}><=.:|,;]/y;

/** @throws TemplateError with the line */
export function lex(template: string): Token[] {
  const source = template.replace(/\r\n|\r/g, '\n').replace(/\n$/, '');
  const tokens: Token[] = [];
  const lineAt = lineCounter(source);
  let at = 0;
  const data = (text: string): void => {
    if (text !== '') tokens.push({ type: 'data', text, line: lineAt(at) });
  };
  while (at < source.length) {
    const opening = nextOpening(source, at);
    if (!opening) {
      data(source.slice(at));
      break;
    }
    const { mark, from } = opening;
    data(textBefore(source, at, opening));
    const raw = mark === '{%' ? matchAt(RAW_START, source, opening.at) : null;
    if (raw !== null) {
      const start = opening.at + raw.length;
      const [end, after] = find(RAW_END, source, start, `a raw block`, lineAt);
      at = start;
      const closing = { mark: '{%', sign: end[1] ?? '', at: end.index, from: after };
      data(textBefore(source, start, closing));
      at = after;
    } else if (mark === '{#') {
      at = find(COMMENT_END, source, from, 'a comment', lineAt)[1];
    } else {
      at = lexTag(source, { mark, from, tokens, lineAt });
    }
  }
  return tokens;
}

function nextOpening(source: string, start: number): Opening | null {
  const pattern = /\{[%{#]([-+]?)/g;
  pattern.lastIndex = start;
  const match = pattern.exec(source);
  if (!match) return null;
  return { mark: match[0].slice(0, 2), sign: match[1] ?? '', at: match.index, from: match.index + match[0].length };
}

/** A `-` takes all white space before a tag; otherwise what is alone before a block on its line goes, unless it has a `+`. */
function textBefore(source: string, start: number, { mark, sign, at }: Opening): string {
  const text = source.slice(start, at);
  if (sign === '-') return text.replace(TRAILING, '');
  if (sign === '+' || mark === '{{') return text;
  const line = text.lastIndexOf('\n') + 1;
  const startsLine = line > 0 || start === 0 || source[start - 1] === '\n';
  return startsLine && new RegExp(`^${SPACE}*$`).test(text.slice(line)) ? text.slice(0, line) : text;
}

interface Tag {
  mark: string;
  from: number;
  tokens: Token[];
  lineAt: (at: number) => number;
}

/** @returns where the text after the tag starts */
function lexTag(source: string, { mark, from, tokens, lineAt }: Tag): number {
  const isBlock = mark === '{%';
  const end = ENDS[mark] ?? /(?!)/y;
  const brackets: string[] = [];
  const push = (type: TokenType, text: string, at: number): void => {
    tokens.push({ type, text, line: lineAt(at) });
  };
  push(isBlock ? 'block-start' : 'variable-start', mark, from);
  let at = from;
  for (;;) {
    at += matchAt(LEADING, source, at)?.length ?? 0;
    const closing = brackets.length === 0 ? matchAt(end, source, at) : null;
    if (closing !== null) {
      push(isBlock ? 'block-end' : 'variable-end', closing, at);
      return at + closing.length;
    }
    const token = tokenAt(source, at);
    if (!token) {
      const seen = source[at] === undefined ? 'unexpected end of template' : `unexpected character '${source[at]}'`;
      throw new TemplateError(`${seen}, line ${lineAt(at)}`);
    }
    if (token.type === 'operator') balance(token.text, brackets, lineAt(at));
    push(token.type, token.text, at);
    at += token.text.length;
  }
}

function tokenAt(source: string, at: number): { type: TokenType; text: string } | null {
  const kinds: [TokenType, RegExp][] = [
    ...(source[at - 1] === '.' ? [] : [['float', FLOAT] satisfies [TokenType, RegExp]]),
    ['integer', INTEGER],
    ['name', NAME],
    ['string', STRING],
    ['operator', OPERATOR],
  ];
  for (const [type, pattern] of kinds) {
    const text = matchAt(pattern, source, at);
    if (text !== null) return { type, text };
  }
  return null;
}

const CLOSERS: Readonly<Record<string, string>> = { '(': ')', '[': ']', '{': '}' };

/** `}}` within a dictionary does not end a tag. */
function balance(operator: string, brackets: string[], line: number): void {
  const closer = CLOSERS[operator];
  if (closer !== undefined) brackets.push(closer);
  else if (/^[)\]}]$/.test(operator) && brackets.pop() !== operator) {
    throw new TemplateError(`unexpected '${operator}', line ${line}`);
  }
}

function matchAt(sticky: RegExp, source: string, at: number): string | null {
  sticky.lastIndex = at;
  return sticky.exec(source)?.[0] ?? null;
}

/** @returns the match, and where the text after it starts */
function find(
  pattern: RegExp,
  source: string,
  start: number,
  what: string,
  lineAt: Tag['lineAt'],
): [RegExpExecArray, number] {
  pattern.lastIndex = start;
  const match = pattern.exec(source);
  if (!match) throw new TemplateError(`${what} has no end, line ${lineAt(start)}`);
  return [match, match.index + match[0].length];
}

/** Counts forward only, as tokens come. */
function lineCounter(source: string): (at: number) => number {
  let line = 1;
  let from = 0;
  return (at) => {
    for (let next = source.indexOf('\n', from); next >= 0 && next < at; next = source.indexOf('\n', from)) {
      line += 1;
      from = next + 1;
    }
    return line;
  };
}
