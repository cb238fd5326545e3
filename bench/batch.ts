// Part: conversations that advance together. Fast mode beside llama-batched-bench (tokens/s while all generate), and the whole program
// beside llama-server with as many slots (whole conversations, prompts included). Start at `measureBatch`.
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import type { Backend } from '../dist/backend/backend.js';
import { openLlamaBackend } from '../dist/backend/llama/llama.js';
import type { LlamaDescription } from '../dist/core/model-description.js';
import { DEFAULT_LLAMA_OPTIONS } from '../dist/core/play-choices.js';
import { evaluate } from '../dist/run/evaluate.js';
import { thisProcess } from '../dist/this-process.js';
import { findPeers, type Gpu, HOW_TO_BUILD, type Peer } from './build-peers.ts';
import type { EngineName } from './library.ts';
import { runBatchedBench } from './llama-batched-bench.ts';
import { type Chat, playOnServer } from './llama-server.ts';
import { modelDirectory } from './places.ts';
import { llamaDescription, plainPrompt, programRequest } from './program.ts';
import { waitForQuiet } from './quiet.ts';
import { type RandomModelId, randomModel, textOfTokens } from './random-model.ts';
import { median, ratios } from './statistics.ts';
import { range, type Table, verdict } from './table.ts';
import { CONTEXT_SIZE, GENERATION_TOKENS, SAMPLING } from './workload.ts';

export interface BatchOptions {
  models: readonly RandomModelId[];
  rounds: number;
  gpu: Gpu;
  engine: EngineName;
  cacheDirectory: string;
  say: (text: string) => void;
}

/** A GPU takes more before it is busy. */
const COUNTS = { cpu: [4, 8], gpu: [8, 16, 32] } as const;
const BATCHED_BENCH_GOAL = { cpu: 0.95, gpu: 0.9 } as const;
const SERVER_GOAL = 1.15;
const PROMPT_TOKENS = 128;
/** What a random model says may be many more tokens when it is read again. */
const CHAT_CONTEXT_SIZE = 2 * CONTEXT_SIZE;
const CHAT: Chat = { turns: 3, promptTokens: PROMPT_TOKENS, turnTokens: 16, replyTokens: 48 };
const LIMITS = { loadMs: 600_000, firstTokenMs: 300_000, idleMs: 300_000, totalMs: 600_000 };
const SAMPLING_NAMES = ['greedy', 'anime-fan'] as const;

interface Contestants extends Pick<BatchOptions, 'gpu' | 'engine' | 'cacheDirectory'> {
  file: string;
  threads: number;
  parallel: number;
}

interface Peers {
  benches: readonly Peer[];
  servers: readonly Peer[];
}

/** Tokens/s, round by round. */
interface Speeds {
  generation: Record<(typeof SAMPLING_NAMES)[number], number[]>;
  chats: number[];
  peers: Map<Peer, number[]>;
}

export async function measureBatch({ models, rounds, say, ...how }: BatchOptions): Promise<Table> {
  const { gpu } = how;
  const kind = gpu === 'off' ? 'cpu' : 'gpu';
  const benches = await findPeers(gpu, 'llama-batched-bench');
  const servers = await findPeers(gpu, 'llama-server');
  const rows: string[][] = [];
  const notes: string[] = [];
  for (const id of models) {
    const file = await randomModel(id, modelDirectory);
    const threads = await calibratedThreads({ ...how, file, threads: null });
    for (const parallel of COUNTS[kind]) {
      const contestants = { ...how, file, threads, parallel };
      const backend = await openLlamaBackend(requestFor(contestants));
      try {
        const speeds = emptySpeeds([...benches, ...servers]);
        for (let round = 1; round <= rounds; round++) {
          say(`${id}, ${parallel} at once: round ${round} of ${rounds}`);
          await measureRound(backend, contestants, { benches, servers }, speeds);
          say(lastOf(speeds));
        }
        rows.push(...rowsOf([id, String(parallel)], speeds, { benches, servers }, BATCHED_BENCH_GOAL[kind]));
        notes.push(`${id}, ${parallel} at once: ${samplingOf(llamaDescription(backend))}`);
      } finally {
        await backend.close();
      }
    }
  }
  const { turns, turnTokens, replyTokens } = CHAT;
  return {
    id: gpu === 'off' ? 'batch' : `batch-${gpu}`,
    title: `Fast mode: conversations that advance together${gpu === 'off' ? '' : `, ${gpu}`}`,
    head: ['model', 'at once', 'what', 'program', 'peer', 'peer, t/s', 'ratio', 'goal', ''],
    rows,
    notes: [
      `Medians (and ranges) of ${rounds} interleaved rounds; a ratio is the median of the ratios round by round. Generating: 128 tokens in each sequence, all sequences together; llama-batched-bench samples nothing. Whole conversations: twice as many conversations as run at once, each with a persona of ${PROMPT_TOKENS} tokens and ${turns} turns of about ${turnTokens} tokens, replies of ${replyTokens} tokens, sampled; generated tokens per second from the first request to the last reply, journal on disk included; llama-server gets the same from as many clients, streamed, with its prompt cache on.`,
      ...notes,
      ...(benches.length === 0 || servers.length === 0 ? [`Not every peer is there: ${HOW_TO_BUILD}.`] : []),
    ],
  };
}

function emptySpeeds(peers: readonly Peer[]): Speeds {
  return {
    generation: { greedy: [], 'anime-fan': [] },
    chats: [],
    peers: new Map(peers.map((peer) => [peer, []])),
  };
}

/** What the last round gave: the whole part takes long. */
function lastOf({ generation, chats, peers }: Speeds): string {
  const all: [string, number[]][] = [
    ...SAMPLING_NAMES.map((name): [string, number[]] => [name, generation[name]]),
    ['whole conversations', chats],
    ...[...peers].map(([peer, speeds]): [string, number[]] => [peer.name, speeds]),
  ];
  return all.map(([name, values]) => `${name} ${values.at(-1)?.toFixed(1)}`).join(', ');
}

async function measureRound(
  backend: Backend,
  contestants: Contestants,
  { benches, servers }: Peers,
  speeds: Speeds,
): Promise<void> {
  const { file, threads, parallel } = contestants;
  const onGpu = contestants.gpu !== 'off';
  for (const sampling of SAMPLING_NAMES) {
    await waitForQuiet();
    speeds.generation[sampling].push(await generateTogether(backend, parallel, sampling));
  }
  for (const peer of benches) {
    await waitForQuiet();
    const options = { threads, parallel, promptTokens: 2, contextSize: CONTEXT_SIZE, onGpu };
    speeds.peers.get(peer)?.push(await runBatchedBench(peer, file, options));
  }
  await waitForQuiet();
  speeds.chats.push(await playConversations(contestants));
  for (const peer of servers) {
    await waitForQuiet();
    const options = { file, threads, parallel, contextSize: CHAT_CONTEXT_SIZE, onGpu };
    speeds.peers.get(peer)?.push(await playOnServer(peer, CHAT, options));
  }
}

function rowsOf(
  head: readonly string[],
  { generation, chats, peers }: Speeds,
  { benches, servers }: Peers,
  batchedBenchGoal: number,
): string[][] {
  const row = (what: string, values: number[], peer: Peer, goal: number | null): string[] => {
    const theirs = peers.get(peer) ?? [];
    const ratio = ratios(values, theirs);
    const judged = goal === null ? ['–', ''] : [`≥ ${goal}`, verdict(median(ratio), { atLeast: goal })];
    return [...head, what, range(values, 1), peer.name, range(theirs, 1), range(ratio, 3), ...judged];
  };
  return [
    ...benches.flatMap((peer) => [
      row('generating, greedy', generation.greedy, peer, batchedBenchGoal),
      // Nobody else samples here: for information.
      row('generating, anime-fan', generation['anime-fan'], peer, null),
    ]),
    ...servers.map((peer) => row('whole conversations', chats, peer, SERVER_GOAL)),
  ];
}

function samplingOf({ threads, samplingThreads, samplingCalibration }: LlamaDescription): string {
  const measured = samplingCalibration?.map(
    (time) => `${time.threads}: ${time.samplingMs.toFixed(2)} of ${time.stepMs.toFixed(2)} ms`,
  );
  return `${threads} threads; tokens drawn by ${samplingThreads}${measured ? ` (${measured.join(', ')} a step)` : ''}.`;
}

async function calibratedThreads(
  options: Omit<Contestants, 'threads' | 'parallel'> & { threads: null },
): Promise<number> {
  const backend = await openLlamaBackend(requestFor(options));
  try {
    return llamaDescription(backend).threads;
  } finally {
    await backend.close();
  }
}

function requestFor(
  options: Omit<Contestants, 'threads' | 'parallel'> & { threads: number | null; parallel?: number },
) {
  return programRequest({ ...options, contextSize: CONTEXT_SIZE, prompt: 'chatml' });
}

/** Tokens/s of all sequences while all of them generate: from the moment the last one has joined. */
async function generateTogether(
  backend: Backend,
  parallel: number,
  samplingName: (typeof SAMPLING_NAMES)[number],
): Promise<number> {
  const sessions = await Promise.all(Array.from({ length: parallel }, () => backend.openSession()));
  await Promise.all(sessions.map((session) => session.begin()));
  const sampling = { ...backend.effectiveSampling(SAMPLING[samplingName]), maxTokens: GENERATION_TOKENS };
  const replies = await Promise.all(
    sessions.map(async (session, index) => {
      const { signal } = new AbortController();
      const reply = await session.reply({ prompt: plainPrompt(1), sampling, seed: index, onText: () => {}, signal });
      await session.close();
      return reply;
    }),
  );
  const short = replies.find(({ replyTokens }) => replyTokens !== GENERATION_TOKENS);
  if (short) throw new Error(`a reply has ${short.replyTokens} tokens instead of ${GENERATION_TOKENS}`);
  const last = Math.min(...replies.map(({ generateMs }) => generateMs ?? Number.NaN));
  return (parallel * (GENERATION_TOKENS - 1) * 1_000) / last;
}

/** Generated tokens per second of a whole run of the program: engine, journal, model process. */
async function playConversations({
  file,
  threads,
  parallel,
  gpu,
  engine,
  cacheDirectory,
}: Contestants): Promise<number> {
  const directory = await mkdtemp(path.join(os.tmpdir(), 'hitogara-bench-'));
  try {
    const scenario = path.join(directory, 'bench.yaml');
    await writeFile(scenario, JSON.stringify(scenarioOf(CHAT)));
    const result = await evaluate(
      {
        models: [file],
        scenarios: [scenario],
        prompt: 'chatml',
        samples: 2 * parallel,
        settings: [{ maxTokens: CHAT.replyTokens }],
        filter: null,
        first: null,
        seed: 1,
        mode: 'fast',
        parallel,
        onOverflow: 'error',
        ignoreUnsupported: false,
        maxCostUsd: null,
        llama: { ...DEFAULT_LLAMA_OPTIONS, gpu, contextSize: CHAT_CONTEXT_SIZE, engine, threads },
        limits: LIMITS,
        out: directory,
        arguments: [],
      },
      thisProcess({ workingDirectory: directory, environment: { ...process.env, HITOGARA_CACHE: cacheDirectory } }),
      () => {},
    );
    const { totals, speeds } = result.summary;
    if (totals.failed > 0) throw new Error('a conversation of the bench failed');
    return ((totals.replyTokens ?? Number.NaN) * 1_000) / (speeds[0]?.playMs ?? Number.NaN);
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}

function scenarioOf({ turns, promptTokens, turnTokens }: Chat) {
  return {
    id: 'bench',
    title: { ja: '計測', en: 'bench' },
    persona: { name: 'A', user: 'B', instruction: textOfTokens(promptTokens), language: 'other' },
    turns: Array.from({ length: turns }, () => textOfTokens(turnTokens)),
  };
}
