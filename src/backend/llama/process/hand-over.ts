import { rm } from 'node:fs/promises';
import path from 'node:path';
import type { LlamaContextSequence } from 'node-llama-cpp';

/**
 * Gives one sequence the state of another in the same context, through a file, as the library requires.
 * @throws if the file cannot be written or read; `to` is then unusable
 */
export async function handOver(from: LlamaContextSequence, to: LlamaContextSequence, directory: string): Promise<void> {
  const file = path.join(directory, 'state');
  try {
    await from.saveStateToFile(file);
    // Its old contents would otherwise remain next to what is loaded.
    await to.clearHistory();
    // The risk would be a file from another model.
    await to.loadStateFromFile(file, { acceptRisk: true });
  } finally {
    await rm(file, { force: true });
  }
}
