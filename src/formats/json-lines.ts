// JSON files and files of one JSON value per line, with the line of everything in them. Start at `jsonDocuments`.
import { UserError } from '../core/errors.ts';
import { textOf } from '../core/text-file.ts';
import { say } from '../words/text.ts';
import { type JsonPiece, jsonSplitter } from './json-splitter.ts';

/** One JSON value: an element of the file's array, a line, or the whole file. */
export interface JsonDocument {
  value: unknown;
  /** Of the file's arrays, the one that it is an element of, counted from 1; null: none. */
  array: number | null;
  bytes: number;
  /** The line, 1-based, of an array's element, such as `/messages/3`; of anything else, the line where the document begins. */
  lineOf(path: string): number;
}

/**
 * Holds one of them in memory at a time.
 * @param chunks of the file, in their order
 * @throws UserError naming the line where the JSON is broken
 */
export async function* jsonDocuments(chunks: AsyncIterable<Buffer>, file: string): AsyncGenerator<JsonDocument> {
  const splitter = jsonSplitter(file);
  let isFirst = true;
  const documentsOf = function* (pieces: Iterable<JsonPiece>): Generator<JsonDocument> {
    for (const piece of pieces) {
      yield documentOf(piece, file, isFirst);
      isFirst = false;
    }
  };
  let isBeginning = true;
  for await (const chunk of chunks) {
    if (isBeginning) requireNarrow(chunk, file);
    isBeginning = false;
    yield* documentsOf(splitter.push(chunk));
  }
  yield* documentsOf(splitter.end());
}

/** The first value in the beginning of a file; null: there is none, or it goes on. */
export function firstJsonIn(beginning: Buffer, file: string): JsonDocument | null {
  try {
    const splitter = jsonSplitter(file);
    for (const pieces of [splitter.push(beginning), splitter.end()]) {
      for (const piece of pieces) return documentOf(piece, file, true);
    }
    return null;
  } catch (error) {
    if (error instanceof UserError) return null;
    throw error;
  }
}

/** In UTF-16, no byte means what it seems to. In bytes: enough to see it. */
const BEGINNING = 1_000;

function requireNarrow(chunk: Buffer, file: string): void {
  const beginning = chunk.subarray(0, BEGINNING);
  if (beginning.includes(0) || /^(?:\xff\xfe|\xfe\xff)/.test(beginning.toString('latin1', 0, 2)))
    textOf(beginning, file);
}

function documentOf({ bytes, line, byte, array }: JsonPiece, file: string, isFirst: boolean): JsonDocument {
  const text = textOf(bytes, file, { line, byte });
  const document = parsed(text);
  if (!document) throw broken(file, line + scanJson(text).line - 1, isFirst ? text : undefined);
  let lines: ReadonlyMap<string, number> | null = null;
  return {
    ...{ value: document.value, array, bytes: bytes.length },
    lineOf(path) {
      if (path === '') return line;
      lines ??= text.includes('\n') ? scanJson(text).lines : new Map();
      return line - 1 + (lines.get(path) ?? 1);
    },
  };
}

/** null: it is not JSON. */
function parsed(text: string): { value: unknown } | null {
  try {
    return { value: JSON.parse(text) };
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}

/** @param first the beginning of the file, if it may be no JSON at all */
function broken(file: string, line: number, first = '{'): UserError {
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

/**
 * The lines of arrays' elements by their paths, and the line at which the text stops being JSON: engines do not say. Goes through the text
 * once, without recursion.
 */
function scanJson(text: string): { lines: ReadonlyMap<string, number>; line: number } {
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
    if (/\s/.test(sign)) {
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
      if (isValue && parent?.kind === '[' && open.length <= DEEPEST) lines.set(pathOfNext(), line);
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
