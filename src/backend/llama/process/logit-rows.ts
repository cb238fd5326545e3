// Whole rows of logits in a file, which bring what one model computes to the process of another: 32-bit floats as they were computed, one row
// after the other, in this machine's byte order. A file is read right after it was written, and stays in the system's cache. Start at
// `createRows`.
import { closeSync, fdatasyncSync, fstatSync, openSync, readSync, writeSync } from 'node:fs';
import { describeError, ModelFailure } from '../../../core/errors.ts';
import { say } from '../../../words/text.ts';

export interface RowWriter {
  write(row: Float32Array): void;
  close(): void;
}

/** @throws ModelFailure if the file cannot be created, or later written: a disk may be full */
export function createRows(file: string): RowWriter {
  const descriptor = attempt(file, 'written', () => openSync(file, 'w'));
  let isWhole = true;
  return {
    write(row) {
      const bytes = new Uint8Array(row.buffer, row.byteOffset, row.byteLength);
      // On a full disk, a part is written without an error; the next call has it.
      isWhole = false;
      for (let at = 0; at < bytes.length; )
        at += attempt(file, 'written', () => writeSync(descriptor, bytes, at, bytes.length - at));
      isWhole = true;
    },
    close() {
      try {
        // What vouches for it is written right after it, and must not outlive it.
        if (isWhole) attempt(file, 'written', () => fdatasyncSync(descriptor));
      } finally {
        closeSync(descriptor);
      }
    },
  };
}

export interface RowReader {
  /** The next row. Valid until the following call. */
  next(): Float32Array;
  close(): void;
}

/** @throws ModelFailure if the file cannot be read, or does not hold exactly these rows */
export function openRows(file: string, rows: number, vocabularySize: number): RowReader {
  const descriptor = attempt(file, 'read', () => openSync(file, 'r'));
  const row = new Float32Array(vocabularySize);
  const bytes = new Uint8Array(row.buffer);
  const { size } = fstatSync(descriptor);
  if (size !== rows * row.byteLength) {
    closeSync(descriptor);
    const values = { file, bytes: size, rows, size: vocabularySize };
    const message = say('{file} has {bytes} bytes, which are not {rows} rows for a vocabulary of {size}', values);
    throw new ModelFailure('not-comparable', message);
  }
  return {
    next() {
      for (let at = 0; at < bytes.length; ) {
        const count = attempt(file, 'read', () => readSync(descriptor, bytes, at, bytes.length - at, null));
        if (count === 0) throw new ModelFailure('generation-failed', say('{file} ends too early', { file }));
        at += count;
      }
      return row;
    },
    close: () => closeSync(descriptor),
  };
}

function attempt<Result>(file: string, what: 'written' | 'read', work: () => Result): Result {
  try {
    return work();
  } catch (cause) {
    const values = { file, reason: describeError(cause) };
    const message =
      what === 'read'
        ? say('{file}: cannot be read ({reason})', values)
        : say('{file}: cannot be written ({reason})', values);
    throw new ModelFailure('file-failed', message, { cause });
  }
}
