import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { z } from 'zod';
import type { Peer } from './build-peers.ts';

/** Tokens/s at one number of threads. */
export interface Speed {
  threads: number;
  promptTokensPerSecond: number;
  tokensPerSecond: number;
}

const EntriesSchema = z.array(
  z.object({ n_threads: z.number(), n_prompt: z.number(), n_gen: z.number(), avg_ts: z.number() }),
);

/** One round of pp512 and tg128 at each number of threads; llama-bench warms up by itself. */
export async function runLlamaBench(
  peer: Peer,
  model: string,
  { threads, onGpu }: { threads: readonly number[]; onGpu: boolean },
): Promise<Speed[]> {
  const parameters = ['-m', model, '-p', '512', '-n', '128', '-b', '512', '-r', '1', '-o', 'json'];
  const { stdout } = await promisify(execFile)(
    peer.executable,
    [...parameters, '-t', threads.join(','), '-ngl', onGpu ? '999' : '0'],
    { cwd: peer.workingDirectory, env: { ...process.env, ...peer.environment }, maxBuffer: 1 << 24 },
  );
  const entries = EntriesSchema.parse(JSON.parse(stdout));
  return threads.map((count) => {
    const at = (isPrompt: boolean): number =>
      entries.find((entry) => entry.n_threads === count && entry.n_prompt > 0 === isPrompt)?.avg_ts ?? Number.NaN;
    return { threads: count, promptTokensPerSecond: at(true), tokensPerSecond: at(false) };
  });
}
