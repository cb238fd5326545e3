// The whole lines of a file, a block of it at a time, with the places where they are. Start at `blocksOf`.
import type { FileHandle } from 'node:fs/promises';
import { ifThere, largerThan, openPlainFile } from '../core/plain-file.ts';

/** In bytes. */
export const BLOCK = 1 << 20;
/** Of one line, far more than any reply: a file of zeros, say, has no lines at all. */
export const LINE_MEGABYTES = 64;
const NEWLINE = 10;

export interface StoredLine {
  /** A piece of the file, and where in it the line lies, without its newline. */
  block: Buffer;
  from: number;
  to: number;
  /** 1-based, from where reading began. */
  number: number;
  /** In the file: the line's first byte, and the one after its newline. */
  start: number;
  end: number;
}

export function textOf({ block, from, to }: StoredLine): string {
  return block.toString('utf8', from, to);
}

/**
 * An incomplete last line is left out; a file that is not there has no lines.
 * @param from the byte at which a line begins
 * @throws UserError if the file cannot be read, or a line is too long to be one
 */
export async function* blocksOf(file: string, from = 0): AsyncGenerator<StoredLine[]> {
  // A run that was killed while starting may have no journal.
  const handle = await ifThere(openPlainFile(file));
  if (!handle) return;
  try {
    let start = from;
    let number = 0;
    for (let size = BLOCK; ; ) {
      const block = await readBlock(handle, start, size);
      const lines: StoredLine[] = [];
      let next = 0;
      for (let newline = block.indexOf(NEWLINE); newline >= 0; newline = block.indexOf(NEWLINE, next)) {
        number++;
        lines.push({ block, from: next, to: newline, number, start: start + next, end: start + newline + 1 });
        next = newline + 1;
      }
      if (lines.length > 0) yield lines;
      // A line longer than the block, or the journal's end.
      if (next === 0 && block.byteLength < size) return;
      if (next === 0) size *= 2;
      if (size > LINE_MEGABYTES * 1e6) throw largerThan(LINE_MEGABYTES, { file, line: number + 1 });
      start += next;
    }
  } finally {
    await handle.close();
  }
}

/** Fewer bytes than asked for only at the file's end. */
export async function readBlock(handle: FileHandle, position: number, size: number): Promise<Buffer> {
  const buffer = Buffer.allocUnsafe(size);
  let filled = 0;
  while (filled < size) {
    const { bytesRead } = await handle.read(buffer, filled, size - filled, position + filled);
    if (bytesRead === 0) break;
    filled += bytesRead;
  }
  return buffer.subarray(0, filled);
}
