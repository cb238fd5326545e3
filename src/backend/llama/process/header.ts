// A GGUF file's header, read and checked before llama.cpp sees the file; and the part of it that is recorded. Loads no weights. Start at
// `readHeader`.
import { ModelFailure } from '../../../core/errors.ts';
import { say, type Text } from '../../../words/text.ts';
import { isMetadata, LongArray, type Metadata, numberAt, textAt, valueAt } from './gguf/metadata.ts';
import { type Gguf, readGguf } from './gguf/read-gguf.ts';
import { fileTypeOf } from './gguf/tensor-types.ts';
import { ARCHITECTURES } from './llama-cpp/abi.ts';
import { requireParts, requireWhole } from './require-whole.ts';
import { whatAborts } from './what-aborts.ts';

export interface Header extends Gguf {
  architecture: string;
  /** What the metadata holds under the architecture's name: the sizes of the model. */
  sizes: Metadata;
}

/** The vocabulary: texts and types of tokens. */
export const VOCABULARY = ['tokenizer.ggml.tokens', 'tokenizer.ggml.token_type'] as const;

/**
 * Reads metadata and tensor list before llama.cpp sees the file: it aborts the process on some headers.
 * @param keep keys of long arrays that are wanted whole, such as `VOCABULARY`
 */
export async function readHeader(file: string, keep: readonly string[] = []): Promise<Header> {
  await requireParts(file);
  const gguf = readGguf(file, keep);
  const architecture = textAt(gguf.metadata, 'general', 'architecture');
  if (architecture === null) {
    throw invalid(say('{file}: not a GGUF file of a model (it names no architecture)', { file }));
  }
  const found = valueAt(gguf.metadata, architecture);
  const sizes = isMetadata(found) ? found : {};
  const reason = whatAborts(architecture, sizes, gguf.tensors);
  if (reason !== null) throw invalid(say('{file}: its header is invalid ({reason})', { file, reason }));
  await requireWhole(file, gguf.tensors);
  return { ...gguf, architecture, sizes };
}

function invalid(message: Text): ModelFailure {
  return new ModelFailure('load-failed', message, { isFatal: true });
}

/** Whether this llama.cpp can load models of the architecture. */
export function isSupported({ architecture }: Header): boolean {
  return SUPPORTED.has(architecture);
}

const SUPPORTED: ReadonlySet<string> = new Set(ARCHITECTURES);

export function fileTypeName({ metadata }: Gguf): string {
  const number = numberAt(metadata, 'general', 'file_type');
  return (number === null ? null : fileTypeOf(number)) ?? 'unknown';
}

/** The vocabulary alone can be megabytes: the record keeps the lengths of long arrays and the beginnings of very long texts. */
export function shortMetadata(metadata: Metadata): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(metadata).map(([key, value]) => {
      if (isMetadata(value)) return [key, shortMetadata(value)];
      if (value instanceof LongArray || (Array.isArray(value) && value.length > 32))
        return [key, `[${value.length} values]`];
      return [key, Array.isArray(value) ? value.map(plain) : plain(value)];
    }),
  );
}

/** Longer than any chat template. */
const LONGEST_TEXT = 200_000;

function plain(value: unknown): unknown {
  if (typeof value === 'bigint') return value.toString();
  if (typeof value === 'string' && value.length > LONGEST_TEXT)
    return `${value.slice(0, LONGEST_TEXT)}… [${value.length} characters]`;
  if (typeof value === 'number' && !Number.isFinite(value)) return String(value);
  return value;
}
