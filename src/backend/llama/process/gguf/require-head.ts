// The first 24 bytes of a GGUF: what it is, and how much it says that it holds. Start at `requireHead`.
import { plural, say } from '../../../../words/text.ts';
import type { FileBytes } from './file-bytes.ts';
import { unreadable } from './refusals.ts';

/** Magic, version, number of tensors, number of metadata entries. */
const HEAD_BYTES = 24;
/** A tensor or an entry takes more than this many bytes. */
const LEAST_BYTES = 12;
/** llama.cpp compares each with all before it; models have some dozens of keys. */
const MOST_ENTRIES = 2_000;
/** A model of 512 layers, llama.cpp's limit, has some 20,000. */
const MOST_TENSORS = 50_000;
/** The newest that this llama.cpp reads. */
const NEWEST_VERSION = 3;

/** @throws ModelFailure (fatal) `load-failed` */
export function requireHead(bytes: FileBytes): { tensors: number; entries: number } {
  const { file, size } = bytes;
  const magic = bytes.text(Math.min(4, size));
  if (magic !== 'GGUF') throw unreadable(file, say('it does not start with "GGUF"'));
  if (size < HEAD_BYTES) throw unreadable(file, say('it ends after {bytes}', { bytes: plural(size, 'byte') }));
  requireVersion(file, bytes.uint32());
  const [tensors, entries] = [bytes.uint64(), bytes.uint64()];
  const claimed = tensors + entries;
  if (claimed * BigInt(LEAST_BYTES) > BigInt(size))
    throw unreadable(file, say('it claims {n} entries but has {size} bytes', { n: String(claimed), size }));
  if (tensors > MOST_TENSORS) throw unreadable(file, say('it claims {n} tensors', { n: String(tensors) }));
  if (entries > MOST_ENTRIES) throw unreadable(file, say('it claims {n} keys', { n: String(entries) }));
  return { tensors: Number(tensors), entries: Number(entries) };
}

function requireVersion(file: string, version: number): void {
  if (version === 2 || version === NEWEST_VERSION) return;
  if (version === 1) throw unreadable(file, say('GGUF version 1, which llama.cpp no longer reads'));
  // A small number in the other order of bytes has its lower half empty.
  if (version !== 0 && (version & 0xffff) === 0)
    throw unreadable(file, say('it is big-endian, made for another kind of processor'));
  if (version > NEWEST_VERSION)
    throw unreadable(file, say('GGUF version {version}, which this llama.cpp is too old for', { version }));
  throw unreadable(file, `version ${version}`);
}
