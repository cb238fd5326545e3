// A file read from front to back through one window: nothing is read or allocated that the file is not long enough for.
// Knows numbers and texts, not what they mean. Start at `FileBytes`.
import { closeSync, fstatSync, openSync, readSync, statSync } from 'node:fs';
import { describeError } from '../../../../core/errors.ts';
import { say } from '../../../../words/text.ts';
import { incomplete, irregular, unreadable } from './refusals.ts';

const WINDOW_BYTES = 256 * 1024;

/**
 * Reads synchronously: a header is some thousands of small values, and a promise for each would cost more than the reading.
 * @throws ModelFailure (fatal) from every method
 */
export class FileBytes {
  readonly file: string;
  readonly size: number;
  readonly #descriptor: number;
  readonly #window: Buffer;
  /** Of the window's first byte, in the file. */
  #start = 0;
  #filled = 0;
  /** Of the next byte, in the window; beyond its end after a jump. */
  #at = 0;

  constructor(file: string) {
    this.file = file;
    this.#descriptor = opened(file);
    this.size = fstatSync(this.#descriptor).size;
    this.#window = Buffer.allocUnsafe(Math.min(WINDOW_BYTES, this.size));
  }

  close(): void {
    closeSync(this.#descriptor);
  }

  get offset(): number {
    return this.#start + this.#at;
  }

  get left(): number {
    return this.size - this.offset;
  }

  /** Jumps over what need not be read. */
  skip(bytes: number): void {
    if (bytes > this.left) throw this.#endsEarly();
    this.#at += bytes;
  }

  uint8(): number {
    return this.#window.readUInt8(this.#take(1));
  }

  int8(): number {
    return this.#window.readInt8(this.#take(1));
  }

  uint16(): number {
    return this.#window.readUInt16LE(this.#take(2));
  }

  int16(): number {
    return this.#window.readInt16LE(this.#take(2));
  }

  uint32(): number {
    return this.#window.readUInt32LE(this.#take(4));
  }

  int32(): number {
    return this.#window.readInt32LE(this.#take(4));
  }

  uint64(): bigint {
    return this.#window.readBigUInt64LE(this.#take(8));
  }

  int64(): bigint {
    return this.#window.readBigInt64LE(this.#take(8));
  }

  float32(): number {
    return this.#window.readFloatLE(this.#take(4));
  }

  float64(): number {
    return this.#window.readDoubleLE(this.#take(8));
  }

  /** An unsigned number of 64 bits, to be compared with sizes: above 2⁵³ it is rounded. */
  count(): number {
    const at = this.#take(8);
    return this.#window.readUInt32LE(at) + this.#window.readUInt32LE(at + 4) * 2 ** 32;
  }

  /** UTF-8; what is none becomes U+FFFD. */
  text(bytes: number): string {
    if (bytes <= this.#window.byteLength) {
      const at = this.#take(bytes);
      return this.#window.toString('utf8', at, at + bytes);
    }
    if (bytes > this.left) throw this.#endsEarly();
    const long = Buffer.allocUnsafe(bytes);
    this.#fill(long, bytes, this.offset);
    this.#at += bytes;
    return long.toString('utf8');
  }

  /** @returns where these bytes are in the window */
  #take(bytes: number): number {
    if (this.#at + bytes > this.#filled) this.#moveWindow(bytes);
    const at = this.#at;
    this.#at += bytes;
    return at;
  }

  #moveWindow(needed: number): void {
    if (needed > this.left) throw this.#endsEarly();
    const start = this.offset;
    this.#filled = Math.min(this.#window.byteLength, this.left);
    this.#start = start;
    this.#at = 0;
    this.#fill(this.#window, this.#filled, start);
  }

  #fill(target: Buffer, bytes: number, from: number): void {
    let done = 0;
    while (done < bytes) {
      const read = this.#read(target, done, bytes - done, from + done);
      // It has become shorter since it was opened.
      if (read === 0) throw this.#endsEarly();
      done += read;
    }
  }

  #read(target: Buffer, at: number, bytes: number, from: number): number {
    try {
      return readSync(this.#descriptor, target, at, bytes, from);
    } catch (cause) {
      throw unreadable(this.file, describeError(cause), cause);
    }
  }

  #endsEarly() {
    return incomplete(this.file, say('it ends within its header'));
  }
}

function opened(file: string): number {
  try {
    // Opening a pipe would wait for somebody to write.
    if (statSync(file).isFile()) return openSync(file, 'r');
  } catch (cause) {
    throw unreadable(file, describeError(cause), cause);
  }
  throw irregular(file);
}
