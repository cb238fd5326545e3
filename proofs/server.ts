// `npm run prove:server`: plays a scenario on llama-server through all three APIs that it speaks, beside the same file in llama.cpp here, and
// says whether greedy replies are equal. Needs the peers: npm run bench -- --build-peers. Start at `prove`.
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { findPeers, HOW_TO_BUILD } from '../bench/build-peers.ts';
import { startServer } from '../bench/llama-server.ts';
import { repository } from '../bench/places.ts';
import { DEFAULT_LLAMA_OPTIONS } from '../dist/core/play-choices.js';
import { evaluate } from '../dist/run/evaluate.js';
import { readConversations, type StoredConversation } from '../dist/store/read-run.js';
import { thisProcess } from '../dist/this-process.js';

const MODEL = path.join(repository, 'models', 'tiny', 'hitogara-tiny-q8_0.gguf');
const HERE = path.join(repository, 'models', 'hitogara-tiny-q8_0.yaml');
const LIMITS = { loadMs: 60_000, firstTokenMs: 60_000, idleMs: 60_000, totalMs: 60_000 };

process.exitCode = await prove();

async function prove(): Promise<number> {
  const [peer] = await findPeers('off', 'llama-server');
  if (!peer) throw new Error(`there is no llama-server; ${HOW_TO_BUILD}`);
  const directory = await mkdtemp(path.join(os.tmpdir(), 'hitogara-server-'));
  const server = await startServer(peer, { file: MODEL, threads: 1, parallel: 1, contextSize: 1024 });
  try {
    const entries = [
      { id: 'completions', backend: 'openai-completions', baseUrl: `${server.address}/v1`, prompt: 'hitogara-tiny' },
      { id: 'chat', backend: 'openai', baseUrl: `${server.address}/v1` },
      { id: 'messages', backend: 'anthropic', baseUrl: server.address },
    ].map((entry) => ({
      ...entry,
      model: 'hitogara-tiny',
      ...(entry.backend !== 'anthropic' && { server: 'llama-server' }),
    }));
    const files = entries.map(({ id }) => path.join(directory, `${id}.yaml`));
    // JSON is YAML.
    for (const [index, entry] of entries.entries()) await writeFile(files[index] ?? '', JSON.stringify(entry));
    const played = await playAll([HERE, ...files], directory);
    const [here, ...served] = played;
    if (!here) throw new Error('nothing was played');
    process.stdout.write(
      '| backend | status | turns | reply tokens | prompt tokens equal | replies equal to those in llama.cpp here |\n',
    );
    process.stdout.write('|---|---|---|---|---|---|\n');
    for (const conversation of served) process.stdout.write(`${rowOf(conversation, here)}\n`);
    const completions = served.find(({ model }) => model === 'completions');
    return completions && equalReplies(completions, here) === here.turns.length ? 0 : 1;
  } finally {
    server.stop();
    await rm(directory, { recursive: true, force: true });
  }
}

async function playAll(models: readonly string[], directory: string): Promise<StoredConversation[]> {
  const result = await evaluate(
    {
      models,
      scenarios: [path.join(repository, 'scenarios', 'anime-fan.yaml')],
      prompt: null,
      samples: 1,
      settings: [{ temperature: 0 }],
      filter: null,
      first: null,
      seed: 1,
      mode: 'strict',
      parallel: null,
      onOverflow: 'error',
      // The Messages API has no repeat penalty.
      ignoreUnsupported: true,
      llama: { ...DEFAULT_LLAMA_OPTIONS, gpu: 'off', threads: 1, contextSize: 1024, engine: 'prebuilt' },
      limits: LIMITS,
      maxCostUsd: null,
      out: path.join(directory, 'results'),
      arguments: [],
    },
    thisProcess({ workingDirectory: process.cwd(), environment: process.env }),
    () => {},
  );
  if (result.directory === null) throw new Error('nothing was recorded');
  const conversations: StoredConversation[] = [];
  for await (const conversation of readConversations(result.directory)) conversations.push(conversation);
  return conversations;
}

function equalReplies(a: StoredConversation, b: StoredConversation): number {
  return a.turns.filter(({ reply, replyTokens }, index) => {
    const other = b.turns[index];
    return reply.trim() === other?.reply.trim() && replyTokens === other.replyTokens;
  }).length;
}

function rowOf(conversation: StoredConversation, here: StoredConversation): string {
  const { model, status, turns } = conversation;
  const tokens = turns.reduce((sum, { replyTokens }) => sum + (replyTokens ?? Number.NaN), 0);
  const prompts = turns.filter(({ promptTokens }, index) => promptTokens === here.turns[index]?.promptTokens).length;
  const of = here.turns.length;
  return `| ${model} | ${status} | ${turns.length} | ${tokens} | ${prompts} of ${of} | ${equalReplies(conversation, here)} of ${of} |`;
}
