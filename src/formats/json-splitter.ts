// Cuts JSON that arrives in pieces into values, without holding more than one of them: the elements of an array, one value a line, or
// values below each other. Only where a value ends is looked at; whether it is JSON shows when it is parsed. Start at `jsonSplitter`.
import { UserError } from '../core/errors.ts';
import { largerThan } from '../core/plain-file.ts';
import { say } from '../words/text.ts';

/** What should be one JSON value. */
export interface JsonPiece {
  bytes: Buffer;
  /** Where it begins: the line 1-based, the byte 0-based. */
  line: number;
  byte: number;
  /** Which of the file's arrays it is an element of, counted from 1; null: of none. */
  array: number | null;
}

export interface JsonSplitter {
  /**
   * What ends in the next chunk of the file.
   * @throws UserError for what stands between values, and for a value that is too large
   */
  push(chunk: Buffer): Iterable<JsonPiece>;
  /** What is left, which may be cut off. */
  end(): Iterable<JsonPiece>;
}

/** Of one value: a conversation, with everything that its program keeps of it. */
export const VALUE_MEGABYTES = 64;

/** Parsing what is nested deeper takes memory out of all proportion. */
const DEEPEST = 100_000;

const [NEWLINE, QUOTE, BACKSLASH, COMMA] = [10, 34, 92, 44];
const [OPEN_ARRAY, CLOSE_ARRAY, OPEN_OBJECT, CLOSE_OBJECT] = [91, 93, 123, 125];
const MARK = [0xef, 0xbb, 0xbf];
const FENCE = /^(`{3,}|~{3,})[^`]{0,40}$/;

/** `outside`: between values; `value`: in an object or array; `bare`: in what is neither. */
type State = 'outside' | 'value' | 'bare';

export function jsonSplitter(file: string): JsonSplitter {
  return new Splitter(file);
}

class Splitter implements JsonSplitter {
  readonly #file: string;
  #state: State = 'outside';
  #line = 1;
  /** The piece so far, from chunks before this one. */
  #parts: Buffer[] = [];
  #size = 0;
  #begin = 1;
  #beginByte = 0;
  /** Where in the file the current chunk begins. */
  #chunkByte = 0;
  #depth = 0;
  #isInString = false;
  #isEscaped = false;
  /** Within the outermost array; what it may have next. */
  #inArray: 'value or ]' | 'value' | ', or ]' | null = null;
  #arrays = 0;
  /** Whether a value has ended in this line: nothing may follow it there. */
  #isLineTaken = false;
  /** Whether the values stand one a line: then none goes on in the next. */
  #isLined = false;
  #values = 0;
  #isFirstInOneLine = false;
  #fence: string | null = null;
  #markAt = 0;

  constructor(file: string) {
    this.#file = file;
  }

  *push(chunk: Buffer): Generator<JsonPiece> {
    let from = 0;
    for (let at = 0; at < chunk.length; ) {
      if (this.#state === 'outside') {
        at = this.#outside(chunk, at);
        from = at;
        continue;
      }
      const end = this.#state === 'value' ? this.#inValue(chunk, at) : this.#inBare(chunk, at);
      if (end === null) break;
      const bytes = this.#take(chunk.subarray(from, end));
      at = end;
      from = end;
      const piece = this.#ended(bytes);
      if (piece) yield piece;
    }
    if (this.#state !== 'outside' && from < chunk.length) this.#keep(chunk.subarray(from));
    this.#chunkByte += chunk.length;
  }

  *end(): Generator<JsonPiece> {
    if (this.#state !== 'outside') {
      const piece = this.#ended(this.#take(Buffer.alloc(0)));
      if (piece) yield piece;
    } else if (this.#inArray !== null) throw this.#broken();
  }

  /** @returns where the next value begins, or the chunk's end */
  #outside(chunk: Buffer, start: number): number {
    for (let at = start; at < chunk.length; at++) {
      const byte = chunk[at] ?? 0;
      if (byte === NEWLINE) {
        this.#line++;
        this.#isLineTaken = false;
      } else if (byte === 32 || byte === 9 || byte === 13 || this.#isMark(byte)) {
        // White space, or the byte order mark.
      } else if (this.#inArray !== null) {
        if (this.#isPunctuation(byte)) continue;
        if (this.#inArray === ', or ]') throw this.#broken();
        return this.#begins(byte, at);
      } else if (this.#isLineTaken || this.#fence === 'closed') throw this.#broken();
      else if (byte === OPEN_ARRAY) {
        this.#inArray = 'value or ]';
        this.#arrays++;
      } else return this.#begins(byte, at);
    }
    return chunk.length;
  }

  #isMark(byte: number): boolean {
    const isNext = this.#line === 1 && this.#values === 0 && this.#markAt < 3 && MARK[this.#markAt] === byte;
    if (isNext) this.#markAt++;
    return isNext;
  }

  /** Of the outermost array. */
  #isPunctuation(byte: number): boolean {
    if (byte === COMMA && this.#inArray === ', or ]') this.#inArray = 'value';
    else if (byte === CLOSE_ARRAY && this.#inArray !== 'value') {
      this.#inArray = null;
      this.#isLineTaken = true;
    } else return false;
    return true;
  }

  #begins(byte: number, at: number): number {
    const isValue = byte === OPEN_OBJECT || byte === OPEN_ARRAY || (byte === QUOTE && this.#inArray !== null);
    this.#state = isValue ? 'value' : 'bare';
    this.#begin = this.#line;
    this.#beginByte = this.#chunkByte + at;
    this.#depth = 0;
    this.#isInString = false;
    this.#isEscaped = false;
    // The second value tells whether the first stood alone in its line because each does.
    if (this.#inArray === null && this.#values === 1 && this.#isFirstInOneLine) this.#isLined = true;
    return at;
  }

  /** @returns after the value's last byte; null: it goes on in the next chunk */
  #inValue(chunk: Buffer, start: number): number | null {
    for (let at = start; at < chunk.length; at++) {
      const byte = chunk[at] ?? 0;
      if (byte === NEWLINE) {
        // No string has a line end, and no value of its own line has one either: the rest of the file is not searched for its end.
        if (this.#isInString || this.#isLined) return at;
        this.#line++;
      } else if (this.#isInString) {
        if (this.#isEscaped) this.#isEscaped = false;
        else if (byte === BACKSLASH) this.#isEscaped = true;
        else if (byte === QUOTE) {
          this.#isInString = false;
          if (this.#depth === 0) return at + 1;
        }
      } else if (byte === QUOTE) this.#isInString = true;
      else if (byte === OPEN_OBJECT || byte === OPEN_ARRAY) {
        this.#depth++;
        if (this.#depth > DEEPEST) throw this.#tooDeep();
      } else if (byte === CLOSE_OBJECT || byte === CLOSE_ARRAY) {
        this.#depth--;
        if (this.#depth <= 0) return at + 1;
      }
    }
    return null;
  }

  #inBare(chunk: Buffer, start: number): number | null {
    for (let at = start; at < chunk.length; at++) {
      const byte = chunk[at] ?? 0;
      if (byte === NEWLINE) return at;
      if (this.#inArray !== null && (byte === COMMA || byte === CLOSE_ARRAY)) return at;
    }
    return null;
  }

  #keep(bytes: Buffer): void {
    this.#size += bytes.length;
    if (this.#size > VALUE_MEGABYTES * 1e6) throw largerThan(VALUE_MEGABYTES, { file: this.#file, line: this.#begin });
    this.#parts.push(bytes);
  }

  #take(last: Buffer): Buffer {
    if (this.#parts.length === 0) return last;
    this.#keep(last);
    const bytes = Buffer.concat(this.#parts);
    this.#parts = [];
    this.#size = 0;
    return bytes;
  }

  /** null: it was a fence around the file. */
  #ended(bytes: Buffer): JsonPiece | null {
    const isBare = this.#state === 'bare';
    this.#state = 'outside';
    if (isBare && this.#inArray === null && this.#isFence(bytes)) return null;
    if (this.#inArray !== null) this.#inArray = ', or ]';
    else this.#isLineTaken = true;
    this.#values++;
    if (this.#values === 1) this.#isFirstInOneLine = this.#line === this.#begin;
    return { bytes, line: this.#begin, byte: this.#beginByte, array: this.#inArray === null ? null : this.#arrays };
  }

  #isFence(bytes: Buffer): boolean {
    const text = bytes.toString('utf8', 0, 64).trim();
    if (this.#values === 0 && this.#arrays === 0 && this.#fence === null) {
      const [, mark = null] = FENCE.exec(text) ?? [];
      this.#fence = mark;
      return mark !== null;
    }
    if (this.#fence === null || text !== this.#fence) return false;
    this.#fence = 'closed';
    return true;
  }

  #tooDeep(): UserError {
    return new UserError(say('is nested more than {n} deep, which is the most that is read', { n: DEEPEST }), {
      place: { file: this.#file, line: this.#line },
    });
  }

  #broken(): UserError {
    return new UserError(say('is not JSON: it breaks in this line'), { place: { file: this.#file, line: this.#line } });
  }
}
