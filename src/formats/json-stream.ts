// The values of a JSON file that is too large to be held in memory, as they arrive. Start at `streamedJson`.
import { textOf } from '../core/text-file.ts';
import { brokenJson, type JsonDocument, parsedJson, scanJson } from './json-lines.ts';
import { type JsonPiece, jsonSplitter } from './json-splitter.ts';

/** One JSON value: an element of the file's array, a line, or the whole file. */
export interface StreamedJson extends JsonDocument {
  /** Of the file's arrays, the one that it is an element of, counted from 1; null: none. */
  array: number | null;
  bytes: number;
}

/**
 * Holds one of them in memory at a time.
 * @param chunks of the file, in their order
 * @throws UserError naming the line where the JSON is broken
 */
export async function* streamedJson(chunks: AsyncIterable<Buffer>, file: string): AsyncGenerator<StreamedJson> {
  const splitter = jsonSplitter(file);
  let isFirst = true;
  const documentsOf = function* (pieces: Iterable<JsonPiece>): Generator<StreamedJson> {
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

/** The first value in the beginning of a file; null: there is none. @throws UserError if it is broken, or goes on */
export function firstJsonIn(beginning: Buffer, file: string): StreamedJson | null {
  const splitter = jsonSplitter(file);
  for (const pieces of [splitter.push(beginning), splitter.end()]) {
    for (const piece of pieces) return documentOf(piece, file, true);
  }
  return null;
}

/** In UTF-16, no byte means what it seems to. In bytes: enough to see it. */
const BEGINNING = 1_000;

function requireNarrow(chunk: Buffer, file: string): void {
  const beginning = chunk.subarray(0, BEGINNING);
  if (beginning.includes(0) || /^(?:\xff\xfe|\xfe\xff)/.test(beginning.toString('latin1', 0, 2)))
    textOf(beginning, file);
}

function documentOf({ bytes, line, byte, array }: JsonPiece, file: string, isFirst: boolean): StreamedJson {
  const text = textOf(bytes, file, { line, byte });
  const document = parsedJson(text);
  if (!document) throw brokenJson(file, line + scanJson(text).line - 1, isFirst ? text : undefined);
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
