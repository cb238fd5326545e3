import type { World } from '../core/world.ts';
import { findGguf } from '../registry/find-gguf.ts';
import { ggufParts } from '../registry/gguf-parts.ts';
import { requireLlama, selectModel } from '../registry/load.ts';
import { type VerifiedFile, verifyFile } from '../registry/verify-file.ts';
import { ownLength } from './llama/own-length.ts';

export type { VerifiedFile } from '../registry/verify-file.ts';

/**
 * Reads every file of a model anew, and compares it with the checksum that was recorded for it.
 * @param onBytes told how many more have been read, and of which of the files
 * @throws UserError for an unknown name
 */
export async function verifyNamed(
  selector: string,
  world: World,
  onBytes: (bytes: number, of: { file: string; size: number }) => void = () => {},
): Promise<VerifiedFile[]> {
  const entry = requireLlama(await selectModel(selector, world));
  const { path: first } = await findGguf(entry, world);
  const verified: VerifiedFile[] = [];
  for (const file of ggufParts(first)) {
    const result = await verifyFile(file, {
      ownLength,
      onBytes: (bytes, size) => onBytes(bytes, { file, size }),
      signal: world.signal,
    });
    verified.push(result);
    // A name can claim that there are 99,999 parts.
    if (result.bytes === null) break;
  }
  return verified;
}
