import { rm } from 'node:fs/promises';
import path from 'node:path';
import type { LlamaContextSequence } from 'node-llama-cpp';

/**
 * Gives one sequence the state of another of the same context, by way of a file, as the library has it.
 * @throws when the file cannot be written or read; `to` is of no use then
 */
export async function handOver(from: LlamaContextSequence, to: LlamaContextSequence, directory: string): Promise<void> {
  const file = path.join(directory, 'state');
  try {
    await from.saveStateToFile(file);
    // What it held would stay beside what is loaded.
    await to.clearHistory();
    // The risk is that of another model's file.
    await to.loadStateFromFile(file, { acceptRisk: true });
  } finally {
    await rm(file, { force: true });
  }
}
