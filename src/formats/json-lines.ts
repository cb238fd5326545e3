// JSON files and files of one JSON value per line, with the line of everything in them. Start at `jsonDocuments`.
import { UserError } from '../core/errors.ts';
import { say } from '../words/text.ts';
import { lineAt, withoutFence } from './chat-text.ts';

export interface JsonDocument {
  value: unknown;
  /** The line, 1-based, of an array's element, such as `/messages/3`; of anything else, the line where the document begins. */
  lineOf(path: string): number;
}

interface JsonLimits {
  /** How deep an array's elements may lie to have lines of their own. */
  deepest?: number;
  /** The most documents, and the most elements of one. */
  most?: number;
}

/** @throws UserError naming the line where the JSON is broken, and for too much of it */
export function jsonDocuments(
  written: string,
  file: string,
  { deepest = DEEPEST, most = Number.POSITIVE_INFINITY }: JsonLimits = {},
): JsonDocument[] {
  const text = withoutFence(written.split('\n')).join('\n');
  const whole = parsedJson(text);
  if (whole) {
    if (Array.isArray(whole.value) && whole.value.length > most) throw tooManyRows(most, file);
    const { lines } = scanJson(text, deepest);
    const start = lineAt(text, text.search(/\S/));
    return [{ value: whole.value, lineOf: (path) => lines.get(path) ?? start }];
  }
  const lines = text.split('\n').map((line, index) => ({ line, number: index + 1 }));
  const [first, ...others] = lines.filter(({ line }) => line.trim() !== '');
  if (!first || others.length === 0 || !parsedJson(first.line))
    throw brokenJson(file, scanJson(text, 0).line, first?.line);
  if (others.length >= most) throw tooManyRows(most, file);
  return [first, ...others].map(({ line, number }) => {
    const document = parsedJson(line);
    if (!document) throw brokenJson(file, number);
    return { value: document.value, lineOf: () => number };
  });
}

/** null: it is not JSON. */
export function parsedJson(text: string): { value: unknown } | null {
  try {
    return { value: JSON.parse(text) };
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}

export function tooManyRows(most: number, file: string): UserError {
  return new UserError(say('has more than {n} rows, which is the most that is read', { n: most }), { place: { file } });
}

/** @param first the first line of the file, if it may be no JSON at all */
export function brokenJson(file: string, line: number, first = '{'): UserError {
  return new UserError(say('is not JSON: it breaks in this line'), {
    place: { file, line },
    ...(!/^\s*[[{]/.test(first) && { remedy: say('A chat as plain text is read by --as text.') }),
  });
}

type Expected = 'value' | 'value or ]' | 'key' | 'key or }' | ':' | ', or end' | 'nothing';

interface Container {
  kind: '{' | '[';
  path: string;
  /** Of the next element. */
  index: number;
  key: string;
}

/** Deeper elements need no line of their own. */
const DEEPEST = 6;
/** More elements than any log has messages: what is beyond has the line of its document. */
const MOST_KEPT = 1_000_000;

/**
 * The lines of arrays' elements by their paths, and the line at which the text stops being JSON: engines do not say. Goes through the text
 * once, without recursion.
 */
export function scanJson(text: string, deepest = DEEPEST): { lines: ReadonlyMap<string, number>; line: number } {
  const lines = new Map<string, number>();
  const open: Container[] = [];
  let expected: Expected = 'value';
  let line = 1;
  let at = 0;
  const afterValue = (): Expected => (open.length === 0 ? 'nothing' : ', or end');
  const pathOfNext = (): string => {
    const parent = open.at(-1);
    return parent ? `${parent.path}/${parent.kind === '[' ? parent.index : parent.key}` : '';
  };
  while (at < text.length) {
    const sign = text.charAt(at);
    if (sign === ' ' || sign === '\n' || sign === '\t' || sign === '\r') {
      if (sign === '\n') line++;
      at++;
      continue;
    }
    const parent = open.at(-1);
    const isValue: boolean = expected === 'value' || expected === 'value or ]';
    const isEnd = sign === (parent?.kind === '{' ? '}' : ']');
    if (isEnd && parent && (expected === ', or end' || expected === 'value or ]' || expected === 'key or }')) {
      open.pop();
      expected = afterValue();
      at++;
    } else if (sign === ',' && expected === ', or end' && parent) {
      parent.index++;
      expected = parent.kind === '[' ? 'value' : 'key';
      at++;
    } else if (sign === ':' && expected === ':') {
      expected = 'value';
      at++;
    } else if (isValue || expected === 'key' || expected === 'key or }') {
      if (isValue && parent?.kind === '[' && open.length <= deepest && lines.size < MOST_KEPT)
        lines.set(pathOfNext(), line);
      if (isValue && (sign === '{' || sign === '[')) {
        open.push({ kind: sign, path: pathOfNext(), index: 0, key: '' });
        expected = sign === '{' ? 'key or }' : 'value or ]';
        at++;
        continue;
      }
      const end = sign === '"' ? endOfString(text, at) : isValue ? endOfLiteral(text, at) : null;
      if (end === null) break;
      if (!isValue && parent) parent.key = text.slice(at + 1, end - 1);
      expected = isValue ? afterValue() : ':';
      at = end;
    } else break;
  }
  return { lines, line };
}

/** After the closing quotation mark; null: there is none in this line. */
function endOfString(text: string, start: number): number | null {
  let end = text.indexOf('"', start + 1);
  while (end >= 0) {
    let backslashes = 0;
    while (text[end - 1 - backslashes] === '\\') backslashes++;
    if (backslashes % 2 === 0) break;
    end = text.indexOf('"', end + 1);
  }
  return end < 0 || text.slice(start, end).includes('\n') ? null : end + 1;
}

const LITERAL = /(?:-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null)(?![\w.])/y;

function endOfLiteral(text: string, start: number): number | null {
  LITERAL.lastIndex = start;
  return LITERAL.test(text) ? LITERAL.lastIndex : null;
}
