// Reads what a GGUF file says of itself: metadata and the list of its tensors, of all parts together if it is split. The file may be
// anything: every count and length is checked against what is left of it, and against what a model can have, before anything is
// read or allocated. Start at `readGguf`.
import { ggufParts } from '../../../../registry/gguf-parts.ts';
import { say } from '../../../../words/text.ts';
import { FileBytes } from './file-bytes.ts';
import { type Metadata, type MetadataValue, nestMetadata, numberAt } from './metadata.ts';
import { unreadable } from './refusals.ts';
import { requireHead } from './require-head.ts';
import { requireAllTensors, requirePlace } from './require-place.ts';
import { type GgufTensor, readTensors } from './tensors.ts';
import { type Budget, readKey, readValue } from './values.ts';

export interface Gguf {
  /** Of the first part. */
  metadata: Metadata;
  /** Of all parts. */
  tensors: readonly GgufTensor[];
}

/**
 * @param keep keys of arrays that are wanted whole however long they are, such as the vocabulary; of others that are long, only the
 * length is kept
 * @throws ModelFailure (fatal) `load-failed`, in one sentence
 */
export function readGguf(file: string, keep: readonly string[] = []): Gguf {
  const budget: Budget = { read: 0, kept: 0, tensors: 0 };
  const files = ggufParts(file);
  const parts = files.map((part, index) => {
    const read = readPart(part, index, new Set(keep), budget);
    requirePlace(files, index, read.metadata);
    return read;
  });
  const metadata = parts[0]?.metadata;
  if (metadata === undefined) throw new Error('a file has at least one part');
  const tensors = parts.flatMap((part) => part.tensors);
  requireAllTensors(file, metadata, tensors.length);
  return { metadata, tensors };
}

function readPart(file: string, part: number, keep: ReadonlySet<string>, budget: Budget): Gguf {
  const bytes = new FileBytes(file);
  try {
    const { entries, tensors } = requireHead(bytes);
    const metadata = nestMetadata(readMetadata(bytes, entries, keep, budget));
    return {
      metadata,
      tensors: readTensors(bytes, { count: tensors, part, alignment: alignmentIn(metadata, file), budget }),
    };
  } finally {
    bytes.close();
  }
}

/**
 * The same of one file alone, whatever its name says of others.
 * @throws ModelFailure (fatal) `load-failed`
 */
export function readOneGguf(file: string): Gguf {
  return readPart(file, 0, new Set(), { read: 0, kept: 0, tensors: 0 });
}

function readMetadata(
  bytes: FileBytes,
  count: number,
  keep: ReadonlySet<string>,
  budget: Budget,
): Map<string, MetadataValue> {
  const entries = new Map<string, MetadataValue>();
  for (let index = 0; index < count; index++) {
    const key = readKey(bytes, budget);
    if (entries.has(key)) throw unreadable(bytes.file, say('the key "{key}" stands in it twice', { key }));
    entries.set(key, readValue(bytes, { key, isKept: keep.has(key), budget }));
  }
  return entries;
}

const DEFAULT_ALIGNMENT = 32;

function alignmentIn(metadata: Metadata, file: string): number {
  const alignment = numberAt(metadata, 'general', 'alignment') ?? DEFAULT_ALIGNMENT;
  if (alignment > 0 && alignment < 2 ** 31 && (alignment & (alignment - 1)) === 0) return alignment;
  throw unreadable(file, say('its alignment of {n} is no power of two', { n: alignment }));
}
