import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { z } from 'zod';
import type { Peer } from './build-peers.ts';

const LineSchema = z.object({ pl: z.number(), speed_tg: z.number() });

interface BatchedOptions {
  threads: number;
  parallel: number;
  promptTokens: number;
  /** Of each sequence. */
  contextSize: number;
  onGpu: boolean;
}

/** Tokens/s of all sequences together while they generate 128 tokens each. */
export async function runBatchedBench(peer: Peer, model: string, options: BatchedOptions): Promise<number> {
  const { threads, parallel, promptTokens, contextSize, onGpu } = options;
  const parameters = ['-m', model, '-npp', String(promptTokens), '-ntg', '128', '-npl', String(parallel)];
  const { stdout } = await promisify(execFile)(
    peer.executable,
    [
      ...parameters,
      ...['-c', String(contextSize * parallel), '-b', '512', '-t', String(threads), '-ngl', onGpu ? '999' : '0'],
      ...['--output-format', 'jsonl'],
    ],
    { cwd: peer.workingDirectory, env: { ...process.env, ...peer.environment }, maxBuffer: 1 << 24 },
  );
  const line = stdout.split('\n').find((each) => each.trim().startsWith('{'));
  return LineSchema.parse(JSON.parse(line ?? 'null')).speed_tg;
}
