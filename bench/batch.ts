// Part: conversations that advance together. Fast mode beside llama-batched-bench (tokens/s while all generate), and the whole program
// beside llama-server with as many slots (whole conversations, prompts included). Start at `measureBatch`.
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { openLlamaBackend } from '../dist/backend/llama/llama.js';
import { DEFAULT_LLAMA_OPTIONS } from '../dist/core/play-choices.js';
import { evaluate } from '../dist/run/evaluate.js';
import { thisProcess } from '../dist/this-process.js';
import { findPeers, HOW_TO_BUILD, type Peer } from './build-peers.ts';
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
  cacheDirectory: string;
  say: (text: string) => void;
}

const COUNTS = [4, 8] as const;
const BATCHED_BENCH_GOAL = 0.95;
const SERVER_GOAL = 1.15;
const PROMPT_TOKENS = 128;
/** What a random model says may be many more tokens when it is read again. */
const CHAT_CONTEXT_SIZE = 2 * CONTEXT_SIZE;
const CHAT: Chat = { turns: 3, promptTokens: PROMPT_TOKENS, turnTokens: 16, replyTokens: 48 };
const LIMITS = { loadMs: 600_000, firstTokenMs: 300_000, idleMs: 300_000, totalMs: 600_000 };

interface Contestants {
  file: string;
  threads: number;
  parallel: number;
  cacheDirectory: string;
}

export async function measureBatch({ models, rounds, cacheDirectory, say }: BatchOptions): Promise<Table> {
  const benches = await findPeers('off', 'llama-batched-bench');
  const servers = await findPeers('off', 'llama-server');
  const rows: string[][] = [];
  for (const id of models) {
    const file = await randomModel(id, modelDirectory);
    const threads = await calibratedThreads(file, cacheDirectory);
    for (const parallel of COUNTS) {
      const contestants = { file, threads, parallel, cacheDirectory };
      const ours: { generation: number[]; chats: number[] } = { generation: [], chats: [] };
      const theirs = new Map<Peer, number[]>([...benches, ...servers].map((peer) => [peer, []]));
      for (let round = 1; round <= rounds; round++) {
        say(`${id}, ${parallel} at once: round ${round} of ${rounds}`);
        await waitForQuiet();
        ours.generation.push(await generateTogether(contestants));
        for (const peer of benches) {
          await waitForQuiet();
          const speed = await runBatchedBench(peer, file, {
            threads,
            parallel,
            promptTokens: 2,
            contextSize: CONTEXT_SIZE,
          });
          theirs.get(peer)?.push(speed);
        }
        await waitForQuiet();
        ours.chats.push(await playConversations(contestants));
        for (const peer of servers) {
          await waitForQuiet();
          theirs
            .get(peer)
            ?.push(await playOnServer(peer, CHAT, { file, threads, parallel, contextSize: CHAT_CONTEXT_SIZE }));
        }
      }
      const row = (what: string, values: number[], peer: Peer, goal: number): string[] => {
        const peers = theirs.get(peer) ?? [];
        const ratio = ratios(values, peers);
        const judged = verdict(median(ratio), { atLeast: goal });
        return [
          id,
          String(parallel),
          what,
          range(values, 1),
          peer.name,
          range(peers, 1),
          range(ratio, 3),
          `≥ ${goal}`,
          judged,
        ];
      };
      rows.push(...benches.map((peer) => row('generating, t/s', ours.generation, peer, BATCHED_BENCH_GOAL)));
      rows.push(...servers.map((peer) => row('whole conversations, t/s', ours.chats, peer, SERVER_GOAL)));
    }
  }
  const { turns, turnTokens, replyTokens } = CHAT;
  return {
    id: 'batch',
    title: 'Fast mode: conversations that advance together',
    head: ['model', 'at once', 'what', 'program', 'peer', 'peer, t/s', 'ratio', 'goal', ''],
    rows,
    notes: [
      `Medians (and ranges) of ${rounds} interleaved rounds; a ratio is the median of the ratios round by round. Generating: 128 tokens in each sequence, greedy, all sequences together; llama-batched-bench samples nothing. Whole conversations: twice as many conversations as run at once, each with a persona of ${PROMPT_TOKENS} tokens and ${turns} turns of about ${turnTokens} tokens, replies of ${replyTokens} tokens, sampled; generated tokens per second from the first request to the last reply, journal on disk included; llama-server gets the same from as many clients, streamed, with its prompt cache on.`,
      ...(benches.length === 0 || servers.length === 0 ? [`Not every peer is there: ${HOW_TO_BUILD}.`] : []),
    ],
  };
}

async function calibratedThreads(file: string, cacheDirectory: string): Promise<number> {
  const backend = await openLlamaBackend(requestFor({ file, threads: null, cacheDirectory }));
  try {
    return llamaDescription(backend).threads;
  } finally {
    await backend.close();
  }
}

function requestFor(options: { file: string; threads: number | null; cacheDirectory: string; parallel?: number }) {
  return programRequest({ ...options, gpu: 'off', engine: 'prebuilt', contextSize: CONTEXT_SIZE, prompt: 'chatml' });
}

/** Tokens/s of all sequences while all of them generate: from the moment the last one has joined. */
async function generateTogether({ file, threads, parallel, cacheDirectory }: Contestants): Promise<number> {
  const backend = await openLlamaBackend(requestFor({ file, threads, parallel, cacheDirectory }));
  try {
    const sessions = await Promise.all(Array.from({ length: parallel }, () => backend.openSession()));
    await Promise.all(sessions.map((session) => session.begin()));
    const sampling = { ...backend.effectiveSampling(SAMPLING.greedy), maxTokens: GENERATION_TOKENS };
    const replies = await Promise.all(
      sessions.map((session) =>
        session.reply({
          prompt: plainPrompt(1),
          sampling,
          seed: 1,
          onText: () => {},
          signal: new AbortController().signal,
        }),
      ),
    );
    const last = Math.min(...replies.map(({ generateMs }) => generateMs ?? Number.NaN));
    return (parallel * (GENERATION_TOKENS - 1) * 1_000) / last;
  } finally {
    await backend.close();
  }
}

/** Generated tokens per second of a whole run of the program: engine, journal, model process. */
async function playConversations({ file, threads, parallel, cacheDirectory }: Contestants): Promise<number> {
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
        llama: { ...DEFAULT_LLAMA_OPTIONS, gpu: 'off', contextSize: CHAT_CONTEXT_SIZE, engine: 'prebuilt', threads },
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
