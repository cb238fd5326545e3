// Runs llama-perplexity over chunks of 512 tokens, of which it scores the second half. Start at `runPerplexity`.
import { spawn } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import type { Peer } from './build-peers.ts';
import { childCpuSeconds } from './child-cpu.ts';

export const CHUNK_TOKENS = 512;

export interface PerplexityRun {
  /** From the first batch to the last figure: without loading the model. */
  seconds: number;
  /** Of the whole process, loading included. */
  cpuSeconds: number;
  output: string;
}

interface PerplexityOptions {
  file: string;
  threads: number;
  /** Such as -f or --kl-divergence. */
  parameters: readonly string[];
}

/** On a busy machine it sometimes ends, without an error, before its log has been written: then it runs again. */
export async function runPerplexity(peer: Peer, options: PerplexityOptions): Promise<PerplexityRun> {
  for (let tries = 1; ; tries++) {
    const run = await runOnce(peer, options);
    if (!Number.isNaN(run.seconds)) return run;
    if (tries === MOST_TRIES) throw new Error(`llama-perplexity did not come to its end:\n${run.output.slice(-2_000)}`);
  }
}

const MOST_TRIES = 5;

async function runOnce(peer: Peer, { file, threads, parameters }: PerplexityOptions): Promise<PerplexityRun> {
  const common = ['-m', file, '-c', String(CHUNK_TOKENS), '-t', String(threads), '-ngl', '0'];
  const before = childCpuSeconds();
  const child = spawn(peer.executable, [...common, ...parameters], {
    cwd: peer.workingDirectory,
    env: { ...process.env, ...peer.environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  // Kept apart: what comes of one may fall into the middle of a word of the other.
  const said = { out: '', err: '' };
  let began = Number.NaN;
  let ended = Number.NaN;
  const take = (from: keyof typeof said, text: string): void => {
    said[from] += text;
    if (Number.isNaN(began) && / over \d+ chunks/.test(said[from])) began = performance.now();
    if (/Final estimate|^Same top p:/m.test(said[from])) ended = performance.now();
  };
  child.stdout.setEncoding('utf8').on('data', (text: string) => take('out', text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => take('err', text));
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  const output = `${said.out}\n${said.err}`;
  if (code !== 0) throw new Error(`llama-perplexity ended with code ${code}:\n${output.slice(-2_000)}`);
  return { seconds: (ended - began) / 1_000, cpuSeconds: childCpuSeconds() - before, output };
}

/** A number that it prints after a label. */
export function figureIn({ output }: PerplexityRun, label: RegExp): number {
  const found = new RegExp(`${label.source}\\s*[:=]?\\s*(-?[\\d.]+)`).exec(output)?.[1];
  if (found === undefined) throw new Error(`llama-perplexity did not print ${label.source}:\n${output.slice(-2_000)}`);
  return Number(found);
}

/** The chunks as token ids, out of the head of what `--kl-divergence-base` wrote: 8 letters, three sizes, then all ids. */
export async function chunksIn(logitsFile: string): Promise<number[][]> {
  const bytes = await readFile(logitsFile);
  if (bytes.toString('latin1', 0, 8) !== '_logits_') throw new Error(`${logitsFile} is not of llama-perplexity`);
  const size = bytes.readUInt32LE(8);
  const count = bytes.readInt32LE(16);
  const at = (index: number): number => bytes.readInt32LE(20 + 4 * index);
  return Array.from({ length: count }, (_, chunk) =>
    Array.from({ length: size }, (_each, index) => at(chunk * size + index)),
  );
}
