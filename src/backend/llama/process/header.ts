// A GGUF file's header, read and checked before llama.cpp sees the file; and the part of it that is recorded. Loads no weights. Start at
// `readHeader`.
import { open } from 'node:fs/promises';
import { type GgufFileInfo, GgufFileType, readGgufFileInfo } from 'node-llama-cpp';
import { describeError, ModelFailure } from '../../../core/errors.ts';
import { plural, say, type Text } from '../../../words/text.ts';
import { requireParts, requireWhole } from './require-whole.ts';

/** Reads metadata and tensor list before llama.cpp sees the file: it aborts the process on some headers. */
export async function readHeader(file: string): Promise<GgufFileInfo> {
  await requirePlausibleCounts(file);
  await requireParts(file);
  let info: GgufFileInfo;
  try {
    info = await readGgufFileInfo(file, { sourceType: 'filesystem', logWarnings: false });
  } catch (cause) {
    throw new ModelFailure(
      'load-failed',
      say('{file}: not a readable GGUF file ({reason})', { file, reason: describeError(cause) }),
      {
        isFatal: true,
        cause,
      },
    );
  }
  const architecture = info.metadata?.general?.architecture;
  if (architecture === undefined) {
    throw new ModelFailure(
      'load-failed',
      say('{file}: not a GGUF file of a model (it names no architecture)', { file }),
      {
        isFatal: true,
      },
    );
  }
  const sizes = info.architectureMetadata;
  const heads = sizes.attention?.head_count;
  const blocks = sizes.block_count;
  // llama.cpp asserts on these, which ends the process without a readable reason.
  if (heads === 0 || (typeof blocks === 'number' && blocks > 10_000)) {
    throw new ModelFailure(
      'load-failed',
      `${file}: its header is invalid (${heads === 0 ? 'no attention heads' : `${blocks} layers`})`,
      { isFatal: true },
    );
  }
  await requireWhole(file, info);
  return info;
}

/** Magic, version, number of tensors, number of metadata entries. */
const HEAD_BYTES = 24;
/** An entry takes more than this many bytes. */
const ENTRY_BYTES = 12;

/** The library trusts a header's counts and would work for hours on data that is not there. */
async function requirePlausibleCounts(file: string): Promise<void> {
  const refuse = (why: Text | string): ModelFailure =>
    new ModelFailure('load-failed', say('{file}: not a readable GGUF file ({reason})', { file, reason: why }), {
      isFatal: true,
    });
  const handle = await open(file, 'r').catch((cause: unknown) => {
    throw refuse(describeError(cause));
  });
  try {
    const { size } = await handle.stat();
    const head = Buffer.alloc(HEAD_BYTES);
    const { bytesRead } = await handle.read(head, 0, HEAD_BYTES, 0).catch((cause: unknown) => {
      throw refuse(describeError(cause));
    });
    if (head.toString('latin1', 0, 4) !== 'GGUF') throw refuse('it does not start with "GGUF"');
    if (bytesRead < HEAD_BYTES) throw refuse(say('it ends after {bytes}', { bytes: plural(bytesRead, 'byte') }));
    const version = head.readUInt32LE(4);
    if (version < 1 || version > 16) throw refuse(`version ${version}`);
    const counted = head.readBigUInt64LE(8) + head.readBigUInt64LE(16);
    if (version >= 2 && counted * BigInt(ENTRY_BYTES) > BigInt(size)) {
      throw refuse(`it claims ${counted} entries but has ${size} bytes`);
    }
  } finally {
    await handle.close();
  }
}

export function fileTypeName(info: GgufFileInfo): string {
  const number = info.metadata.general?.file_type;
  const name = typeof number === 'number' ? GgufFileType[number] : undefined;
  return name?.replace(/^MOSTLY_|^ALL_/, '') ?? 'unknown';
}

/** The vocabulary alone can be megabytes: the record keeps the lengths of long arrays and the beginnings of very long texts. */
export function shortMetadata(metadata: object): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(metadata).map(([key, value]) => {
      if (Array.isArray(value)) return [key, value.length > 32 ? `[${value.length} values]` : value.map(plain)];
      if (typeof value === 'object' && value !== null) return [key, shortMetadata(value)];
      return [key, plain(value)];
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
