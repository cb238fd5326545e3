import { readOneGguf } from './process/gguf/read-gguf.ts';

/**
 * How long a GGUF file, or one part of it, must be by its own header.
 * @throws ModelFailure if the header cannot be read
 */
export function ownLength(file: string): number {
  const { tensors } = readOneGguf(file);
  return tensors.reduce((end, { start, bytes }) => Math.max(end, start + bytes), 0);
}
