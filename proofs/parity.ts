// `npm run prove:parity`: plays a scenario in strict mode through the whole program and on a llama-server beside it, which is linked with the
// same libraries, and compares every reply token by token. Compiles the server if it is not there (Linux). Start at `prove`.
import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { llamaRelease, type Peer, requireNpmPeer } from '../bench/build-peers.ts';
import { startServer } from '../bench/llama-server.ts';
import { complete, requestOf } from '../bench/parity-server.ts';
import { repository } from '../bench/places.ts';
import { programRequest } from '../bench/program.ts';
import type { Backend } from '../dist/backend/backend.js';
import { openLlamaBackend } from '../dist/backend/llama/llama.js';
import type { Message } from '../dist/core/message.js';
import type { Sampling } from '../dist/core/sampling.js';
import { turnSeed } from '../dist/core/seed.js';
import { messageFor, promptInput } from '../dist/run/turn.js';
import { readScenario } from '../dist/scenario/load.js';
import type { Scenario } from '../dist/scenario/schema.js';

const HELP = `npm run prove:parity -- [options]

  --model <file>     a GGUF (default: models/tiny/hitogara-tiny-q8_0.gguf)
  --prompt <id>      its prompt template (default: hitogara-tiny)
  --context <n>      in tokens (default: 1024)
  --seeds <n>        conversations for each setting (default: 5)
  --gpu <type>       both on cuda or vulkan, all layers (default: off)
`;

const { values } = parseArgs({
  options: {
    help: { type: 'boolean', default: false },
    model: { type: 'string', default: path.join(repository, 'models', 'tiny', 'hitogara-tiny-q8_0.gguf') },
    prompt: { type: 'string', default: 'hitogara-tiny' },
    context: { type: 'string', default: '1024' },
    seeds: { type: 'string', default: '5' },
    gpu: { type: 'string', default: 'off' },
  },
});

const SCENARIO = path.join(repository, 'scenarios', 'anime-fan.yaml');
const MAX_TOKENS = 60;
const gpu = gpuOf(values.gpu);
const THREADS = gpu === 'off' ? [1, 2] : [1];
/** Of sampled replies; of greedy ones all must be equal. */
const GOAL = 0.995;

const SETTINGS: Readonly<Record<string, Sampling>> = {
  greedy: { temperature: 0 },
  'llama-server’s defaults': {},
  'llama.cpp’s page of 2023': {
    ...{ temperature: 0.7, topK: 40, topP: 0.95, minP: 0.05, repeatPenalty: 1.18, repeatLastN: 256 },
  },
  'min-p, DRY and XTC': {
    ...{ temperature: 1, topK: 0, topP: 1, minP: 0.05, xtcProbability: 0.5, xtcThreshold: 0.1 },
    ...{ dryMultiplier: 0.8, dryBase: 1.75, dryAllowedLength: 2, dryLastN: 1_024 },
  },
  grammar: { temperature: 1, grammar: 'root ::= [^。\\n]{3,9} ("。" | "！") root?' },
  'JSON schema': {
    temperature: 1,
    jsonSchema: {
      type: 'object',
      properties: {
        reason: { type: 'string', maxLength: 12 },
        score: { type: 'integer', minimum: 1, maximum: 5 },
        faults: { type: 'array', items: { enum: ['long', 'false', 'rude'] }, maxItems: 2 },
      },
      required: ['reason', 'score'],
    },
  },
};

if (values.help) process.stdout.write(HELP);
else process.exitCode = await prove(path.resolve(values.model), Number(values.context), Number(values.seeds));

async function prove(file: string, contextSize: number, seeds: number): Promise<number> {
  const peer = await requireNpmPeer('llama-server', gpu);
  const { scenario } = await readScenario(SCENARIO);
  const cacheDirectory = await mkdtemp(path.join(os.tmpdir(), 'hitogara-parity-'));
  process.stdout.write(
    `llama.cpp ${await llamaRelease()}, ${path.basename(file)}${gpu === 'off' ? '' : `, ${gpu}`}\n\n`,
  );
  process.stdout.write(
    '| threads | settings | replies | equal, token by token | reused tokens equal |\n|---|---|---|---|---|\n',
  );
  const notes: string[] = [];
  let isMet = true;
  try {
    for (const threads of THREADS) {
      const setup = { peer, scenario, file, contextSize, threads, cacheDirectory };
      for (const [name, sampling] of Object.entries(SETTINGS)) {
        // Greedy replies do not depend on the seed.
        const pairs = await playBoth(setup, sampling, sampling.temperature === 0 ? 1 : seeds);
        const equal = pairs.filter(isSame).length;
        const reused = pairs.filter(({ ours, theirs }) => ours.reused === theirs.reused).length;
        process.stdout.write(`| ${threads} | ${name} | ${pairs.length} | ${equal} | ${reused} |\n`);
        isMet &&= equal >= pairs.length * (sampling.temperature === 0 ? 1 : GOAL);
        notes.push(...pairs.filter((pair) => !isSame(pair)).map((pair) => `${threads}, ${name}: ${difference(pair)}`));
      }
    }
  } finally {
    await rm(cacheDirectory, { recursive: true, force: true });
  }
  process.stdout.write(notes.map((note) => `\n${note}`).join(''));
  return isMet ? 0 : 1;
}

interface Setup {
  peer: Peer;
  scenario: Scenario;
  file: string;
  contextSize: number;
  threads: number;
  cacheDirectory: string;
}

interface Pair {
  turn: number;
  seed: number;
  ours: { tokens: { token: number; logProbability: number }[]; reused: number | null };
  theirs: { tokens: number[]; reused: number };
}

/** One conversation for each seed. Our reply goes into the history of both, so that each turn is compared by itself. */
async function playBoth(setup: Setup, sampling: Sampling, seeds: number): Promise<Pair[]> {
  const { peer, file, contextSize, threads, cacheDirectory } = setup;
  const server = await startServer(peer, {
    file,
    threads,
    parallel: 1,
    contextSize,
    onGpu: gpu !== 'off',
    more: ['--cache-ram', '0'],
  });
  const backend = await openLlamaBackend(
    programRequest({
      file,
      threads,
      gpu,
      engine: gpu === 'off' ? 'prebuilt' : 'auto',
      contextSize,
      cacheDirectory,
      prompt: values.prompt,
    }),
  );
  try {
    const request = await requestOf(server.address, sampling);
    const pairs: Pair[] = [];
    for (let seed = 1; seed <= seeds; seed++)
      pairs.push(
        ...(await playConversation(setup.scenario, backend, sampling, seed, { address: server.address, request })),
      );
    return pairs;
  } finally {
    server.stop();
    await backend.close();
  }
}

async function playConversation(
  { persona, turns }: Scenario,
  backend: Backend,
  sampling: Sampling,
  conversation: number,
  { address, request }: { address: string; request: Record<string, unknown> },
): Promise<Pair[]> {
  const session = await backend.openSession();
  await session.begin();
  const messages: Message[] = [];
  const pairs: Pair[] = [];
  for (const [index, { user }] of turns.entries()) {
    messages.push({ role: 'user', content: user });
    const prompt = await backend.template.render(promptInput(persona, messages));
    if (prompt.kind !== 'text' || !backend.tokenizer) throw new Error('no text that a tokenizer reads');
    const { tokens } = await backend.tokenizer.tokenize(prompt);
    const seed = turnSeed(conversation, index + 1);
    // What an earlier conversation left in the slot does not count, as it does not in the program.
    const asked = { ...request, seed, cache_prompt: index > 0, ...(prompt.stop.length > 0 && { stop: prompt.stop }) };
    const theirs = await complete(address, tokens, asked, MAX_TOKENS);
    const ours = await session.reply({
      ...{ prompt, seed, trace: true, signal: new AbortController().signal },
      sampling: { ...backend.effectiveSampling({ ...sampling, stop: prompt.stop }), maxTokens: theirs.maxTokens },
    });
    pairs.push({
      ...{ turn: index + 1, seed },
      ours: { tokens: ours.trace ?? [], reused: ours.reusedTokens },
      theirs: { tokens: theirs.tokens, reused: theirs.cached },
    });
    messages.push(messageFor(ours.text, backend.template.history));
  }
  await session.close();
  return pairs;
}

function isSame({ ours, theirs }: Pair): boolean {
  return ours.tokens.map(({ token }) => token).join() === theirs.tokens.join();
}

/** Where they part, and how sure the model was of what we drew. */
function difference({ turn, seed, ours, theirs }: Pair): string {
  const at = ours.tokens.findIndex(({ token }, index) => token !== theirs.tokens[index]);
  const first = ours.tokens[at];
  const place = `turn ${turn}, seed ${seed}, token ${at + 1}`;
  return first
    ? `${place}: ${first.token} (ln p = ${first.logProbability.toFixed(4)}) here, ${theirs.tokens[at]} there`
    : `${place}: ${ours.tokens.length} tokens here, ${theirs.tokens.length} there`;
}

function gpuOf(text: string): 'off' | 'cuda' | 'vulkan' {
  if (text === 'off' || text === 'cuda' || text === 'vulkan') return text;
  throw new Error(`--gpu ${text}: off, cuda or vulkan`);
}
