// Part: how probable given replies are, and how far one model is from another, beside llama-perplexity on the same tokens. Start at
// `measureLikelihood`.
import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import type { LogLikelihoodModel } from '../dist/backend/backend.js';
import { openLlamaLogLikelihood } from '../dist/backend/llama/log-likelihood.js';
import { LLAMA_FTYPE } from '../dist/backend/llama/process/llama-cpp/abi.js';
import type { PromptPart, RenderedPrompt } from '../dist/prompt/prompt.js';
import { engineTokenizer } from '../test/support/engine-tokenizer.ts';
import { quietLlamaCpp } from '../test/support/quiet-llama-cpp.ts';
import { findPeers, HOW_TO_BUILD, type Peer } from './build-peers.ts';
import { childCpuSeconds } from './child-cpu.ts';
import { CHUNK_TOKENS, chunksIn, figureIn, type PerplexityRun, runPerplexity } from './llama-perplexity.ts';
import { modelDirectory, repository } from './places.ts';
import { programRequest } from './program.ts';
import { waitForQuiet } from './quiet.ts';
import { randomModel, textOfTokens } from './random-model.ts';
import { median, ratios } from './statistics.ts';
import { range, type Table, verdict } from './table.ts';

export interface LikelihoodOptions {
  rounds: number;
  cacheDirectory: string;
  say: (text: string) => void;
}

const LIKELIHOOD_GOAL = 0.95;
const DIVERGENCE_GOAL = 0.9;
/** For both: more of them wait for each other where anything else runs. The peer scores with all cores all the same. */
const THREADS = 1;

/** Two files with one vocabulary, and a text for both. */
interface Pair {
  name: string;
  reference: string;
  candidate: string;
  text: string;
  chunks: number;
}

/** What one contestant took, and found: mean negative log-likelihood of the reference, mean divergence of the candidate. */
interface Round {
  likelihood: { seconds: number; cpuSeconds: number; mean: number };
  divergence: { seconds: number; cpuSeconds: number; mean: number };
}

export async function measureLikelihood({ rounds, cacheDirectory, say }: LikelihoodOptions): Promise<Table> {
  const peers = await findPeers('off', 'llama-perplexity');
  const rows: string[][] = [];
  const folder = await mkdtemp(path.join(os.tmpdir(), 'hitogara-bench-'));
  try {
    for (const pair of await pairs()) {
      const ours: Round[] = [];
      const theirs = peers.map((): Round[] => []);
      for (let round = 1; round <= rounds; round++) {
        say(`${pair.name}: round ${round} of ${rounds}`);
        for (const [index, peer] of peers.entries()) {
          await waitForQuiet();
          theirs[index]?.push(await askPeer(peer, pair, folder));
        }
        await waitForQuiet();
        const chunks = peers.length > 0 ? await chunksIn(path.join(folder, BASE)) : null;
        ours.push(await askProgram(pair, chunks, { cacheDirectory, folder }));
      }
      for (const [index, peer] of peers.entries()) rows.push(...rowsOf(pair, ours, peer, theirs[index] ?? []));
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
  return {
    id: 'likelihood',
    title: 'Likelihood and exact divergence',
    head: [
      'models',
      'what',
      'program, t/s',
      'peer, t/s',
      'ratio',
      'goal',
      '',
      'CPU time, ratio',
      'program finds',
      'peer finds',
      'equal digits',
    ],
    rows,
    notes: [
      `Medians (and ranges) of ${rounds} interleaved rounds; a ratio is the median of the ratios round by round, and above 1 where the program is faster, or takes less CPU time (of all its processes, loading included). Texts in chunks of ${CHUNK_TOKENS} tokens, of which the second half is scored; tokens per second count whole chunks, without loading. Likelihood: every scored token's probability out of the whole vocabulary, and their mean negative logarithm. Divergence: the reference's pass and the candidate's, one after the other; the program's also finds the 64 likeliest tokens at each place and a lower bound. The peer is llama-perplexity (--kl-divergence-base, then --kl-divergence), which keeps logits as 16-bit numbers on disk; both compute with one thread, but it scores with all cores. The program's chunks were checked to be the same token ids.`,
      ...(peers.length === 0 ? [`llama-perplexity is not there: ${HOW_TO_BUILD}.`] : []),
    ],
  };
}

async function pairs(): Promise<Pair[]> {
  const tiny = (name: string): string => path.join(repository, 'models', 'tiny', `hitogara-tiny-${name}.gguf`);
  const random = await randomModel('125M', modelDirectory);
  const [tinyChunks, randomChunks] = [16, 4];
  return [
    {
      name: 'tiny, F16 → Q4_K_M',
      reference: tiny('f16'),
      candidate: tiny('q4_K_M'),
      text: await japanese(tiny('f16')),
      chunks: tinyChunks,
    },
    {
      name: '125M, Q8_0 → Q4_K_M',
      reference: random,
      candidate: await quantized(random),
      text: textOfTokens(randomChunks * CHUNK_TOKENS + 1),
      chunks: randomChunks,
    },
  ];
}

/**
 * What the embedded model was made from: sentences, and the words around them. Lines with characters that its vocabulary spells in bytes are left
 * out: a chunk may end inside one.
 */
async function japanese(reader: string): Promise<string> {
  const topics = path.join(repository, 'models', 'tiny', 'corpus', 'topics');
  const files = (await readdir(topics)).sort();
  const texts = await Promise.all(files.map((file) => readFile(path.join(topics, file), 'utf8')));
  const lines = texts.join('').slice(0, 40_000).split('\n');
  const { tokenizer, close } = await engineTokenizer(reader, await quietLlamaCpp());
  const pieces = await Promise.all(lines.map(async (line) => (await tokenizer.tokenize(promptOf(line))).pieces));
  close();
  return lines.filter((_, index) => !pieces[index]?.includes('\uFFFD')).join('\n');
}

async function quantized(source: string): Promise<string> {
  const target = source.replace('q8_0', 'q4_K_M');
  if (await stat(target).catch(() => undefined)) return target;
  const { c } = await quietLlamaCpp();
  const status = c.llama_model_quantize(source, target, {
    ...c.llama_model_quantize_default_params(),
    ...{ ftype: LLAMA_FTYPE.Q4_K_M, allow_requantize: true, nthread: os.availableParallelism() },
  });
  if (status !== 0) throw new Error(`${target}: the quantizer returned ${status}`);
  return target;
}

const BASE = 'base.bin';

async function askPeer(peer: Peer, pair: Pair, folder: string): Promise<Round> {
  const text = path.join(folder, 'text.txt');
  const base = path.join(folder, BASE);
  await writeFile(text, pair.text);
  const { reference, candidate, chunks } = pair;
  const whole = ['-f', text, '--chunks', String(chunks)];
  const plain = await runPerplexity(peer, { file: reference, threads: THREADS, parameters: whole });
  const first = await runPerplexity(peer, {
    file: reference,
    threads: THREADS,
    parameters: [...whole, '--kl-divergence-base', base],
  });
  const second = await runPerplexity(peer, {
    file: candidate,
    threads: THREADS,
    parameters: ['--kl-divergence', '--kl-divergence-base', base],
  });
  const together = (of: (run: PerplexityRun) => number): number => of(first) + of(second);
  return {
    likelihood: { ...plain, mean: Math.log(figureIn(plain, /Final estimate: PPL/)) },
    divergence: {
      seconds: together(({ seconds }) => seconds),
      cpuSeconds: together(({ cpuSeconds }) => cpuSeconds),
      mean: figureIn(second, /Mean {4}KLD/),
    },
  };
}

interface ProgramOptions {
  cacheDirectory: string;
  folder: string;
}

/** @param expected token ids of each chunk; null: not known */
async function askProgram(pair: Pair, expected: number[][] | null, options: ProgramOptions): Promise<Round> {
  const { signal } = new AbortController();
  const logitsFile = path.join(options.folder, 'program.logits');
  const before = childCpuSeconds();
  let replies: Awaited<ReturnType<typeof chunksOf>> = [];
  const likelihoods: number[] = [];
  const seconds = await withModels([pair.reference], options, async ([model]) => {
    if (!model) throw new Error('one was opened');
    replies = await chunksOf(model, pair, expected);
    return secondsOf(async () => {
      for (const { prompt, spoken } of replies) {
        const { logLikelihood, tokens } = await model.logLikelihood(prompt, spoken, signal);
        if (tokens !== CHUNK_TOKENS / 2 - 1) throw new Error(`${tokens} tokens were scored`);
        likelihoods.push(-logLikelihood / tokens);
      }
    });
  });
  const between = childCpuSeconds();
  const divergences: number[] = [];
  const files = [pair.reference, pair.candidate];
  const divergenceSeconds = await withModels(files, options, async ([reference, candidate]) => {
    if (!reference || !candidate) throw new Error('two were opened');
    return secondsOf(async () => {
      for (const { prompt, spoken } of replies) {
        const found = await reference.distributions(prompt, spoken, { logitsFile, signal });
        const { places } = await candidate.compare(prompt, spoken, { ...found, logitsFile }, { signal });
        divergences.push(...places.map(({ divergence }) => divergence ?? Number.NaN));
      }
    });
  });
  const cpuSeconds = childCpuSeconds() - between;
  return {
    likelihood: { seconds, cpuSeconds: between - before, mean: meanOf(likelihoods) },
    divergence: { seconds: divergenceSeconds, cpuSeconds, mean: meanOf(divergences) },
  };
}

/** Opened, and closed whatever happens: an open model would keep the bench from ending. */
async function withModels<Result>(
  files: readonly string[],
  options: ProgramOptions,
  work: (models: readonly LogLikelihoodModel[]) => Promise<Result>,
): Promise<Result> {
  const models: LogLikelihoodModel[] = [];
  try {
    for (const file of files) models.push(await openModel(file, options));
    return await work(models);
  } finally {
    await Promise.all(models.map((model) => model.close()));
  }
}

function openModel(file: string, { cacheDirectory }: ProgramOptions): Promise<LogLikelihoodModel> {
  return openLlamaLogLikelihood(
    programRequest({
      file,
      threads: THREADS,
      gpu: 'off',
      engine: 'prebuilt',
      contextSize: CHUNK_TOKENS,
      cacheDirectory,
      prompt: 'chatml',
    }),
  );
}

/** Each chunk as a prompt, BOS in front, and what is scored after it. @throws Error where its token ids are not the expected ones */
async function chunksOf(
  model: LogLikelihoodModel,
  { text, chunks }: Pair,
  expected: number[][] | null,
): Promise<{ prompt: RenderedPrompt; spoken: PromptPart[] }[]> {
  const { tokens, pieces } = await model.tokenizer.tokenize(promptOf(text));
  const [bos = -1] = tokens;
  const half = CHUNK_TOKENS / 2;
  return Promise.all(
    Array.from({ length: chunks }, async (_, chunk) => {
      const at = chunk * CHUNK_TOKENS;
      const textFrom = (begin: number, end: number): string => pieces.slice(at + begin, at + end).join('');
      const prompt = promptOf(textFrom(1, half + 1));
      const spoken: PromptPart[] = [{ source: 'data', text: textFrom(half + 1, CHUNK_TOKENS) }];
      const own = await model.tokenize(promptOf(textFrom(1, CHUNK_TOKENS)));
      // llama-perplexity puts BOS in the place of each chunk's first token.
      const wanted = [bos, ...(expected?.[chunk] ?? tokens.slice(at, at + CHUNK_TOKENS)).slice(1)];
      if (own.join() !== wanted.join()) throw new Error(`chunk ${chunk} is read as other tokens`);
      return { prompt, spoken };
    }),
  );
}

function promptOf(text: string): RenderedPrompt {
  return { kind: 'text', parts: [{ source: 'data', text }], bos: 'auto', stop: [], markers: [] };
}

function rowsOf({ name, chunks }: Pair, ours: readonly Round[], peer: Peer, theirs: readonly Round[]): string[][] {
  const row = (what: keyof Round, label: string, passes: number, goal: number): string[] => {
    const speeds = (rounds: readonly Round[]): number[] =>
      rounds.map((round) => (passes * chunks * CHUNK_TOKENS) / round[what].seconds);
    const cpu = (rounds: readonly Round[]): number[] => rounds.map((round) => round[what].cpuSeconds);
    const ratio = ratios(speeds(ours), speeds(theirs));
    const [own = Number.NaN] = ours.map((round) => round[what].mean);
    const [other = Number.NaN] = theirs.map((round) => round[what].mean);
    return [
      `${name}; ${peer.name}`,
      label,
      range(speeds(ours), 0),
      range(speeds(theirs), 0),
      range(ratio, 3),
      `≥ ${goal}`,
      verdict(median(ratio), { atLeast: goal }),
      range(ratios(cpu(theirs), cpu(ours)), 3),
      own.toFixed(7),
      other.toFixed(7),
      String(equalDigits(own, other)),
    ];
  };
  return [
    row('likelihood', 'likelihood', 1, LIKELIHOOD_GOAL),
    row('divergence', 'exact divergence, both passes', 2, DIVERGENCE_GOAL),
  ];
}

/** How many significant digits of two numbers agree, rounded there. */
function equalDigits(a: number, b: number): number {
  let digits = 0;
  while (digits < 15 && a.toPrecision(digits + 1) === b.toPrecision(digits + 1)) digits++;
  return digits;
}

function meanOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

async function secondsOf(work: () => Promise<void>): Promise<number> {
  const started = performance.now();
  await work();
  return (performance.now() - started) / 1_000;
}
