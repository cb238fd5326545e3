// What two files must have in common if one is to be the other with fewer bits. It is read in a process of its own, once for each file.
// Start at `anatomyOfFile`.
import type { FactCache } from '../../core/fact-cache.ts';
import type { World } from '../../core/world.ts';
import { type Anatomy, AnatomySchema } from '../anatomy.ts';
import { anatomyOfGguf } from './inspect.ts';

/** Raised when the same file may be read otherwise. */
const REVISION = 1;

/**
 * @param digest of its weights
 * @throws ModelFailure `load-failed` for a file that is not a readable GGUF
 */
export async function anatomyOfFile(
  { path, digest }: { path: string; digest: string },
  cache: FactCache,
  world: Pick<World, 'environment' | 'signal'>,
): Promise<Anatomy> {
  const key = ['anatomy', REVISION, digest];
  const known = await cache.read(key, AnatomySchema);
  if (known !== undefined) return known;
  const anatomy = await anatomyOfGguf(path, world);
  await cache.write(key, anatomy);
  return anatomy;
}
