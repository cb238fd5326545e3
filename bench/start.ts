// Part 3: how long a person waits: for --help, for the first reply, for the first token of a turn. Start at `measureStart`.
import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { openChannel } from '../dist/backend/llama/child-channel.js';
import { openPromptTokenizer } from '../dist/backend/llama/prompt-tokenizer.js';
import { BATCH_SIZE, type LoadOptions } from '../dist/backend/llama/protocol.js';
import { effectiveSampling } from '../dist/backend/llama/sampling.js';
import { tokenizeNamed } from '../dist/backend/llama/tokenize-with.js';
import { factCache } from '../dist/core/fact-cache.js';
import { quickLook } from '../dist/doctor/quick-look.js';
import { referenceConversationOf } from '../dist/doctor/reference-conversation.js';
import { loadTemplate } from '../dist/prompt/load.js';
import type { PromptTemplate } from '../dist/prompt/prompt.js';
import { promptInput } from '../dist/run/turn.js';
import { readScenario } from '../dist/scenario/load.js';
import { thisProcess } from '../dist/this-process.js';
import { openLibrary } from './library.ts';
import { repository } from './places.ts';
import { openProgram, programRequest } from './program.ts';
import { waitForQuiet } from './quiet.ts';
import { median } from './statistics.ts';
import { range, type Table, verdict } from './table.ts';

export interface StartOptions {
  /** Path of the embedded model. */
  file: string;
  rounds: number;
  /** Empty: the warm-up round calibrates. */
  cacheDirectory: string;
  say: (text: string) => void;
}

const BIN = path.join(repository, 'dist', 'bin.js');
const SCENARIO = path.join(repository, 'scenarios', 'anime-fan.yaml');
const PROMPT = 'hitogara-tiny';
const FIRST_REPLY_GOAL_MS = 700;
const FIRST_TOKEN_GOAL_MS = 5;
/** More than Node alone. */
const HELP_GOAL_MS = 25;
const FORK_GOAL_MS = 250;
const LOOK_GOAL_MS = 150;
const CONTEXT_SIZE = 1024;

export async function measureStart({ file, rounds, cacheDirectory, say }: StartOptions): Promise<Table> {
  say('processes');
  const node: number[] = [];
  const help: number[] = [];
  const version: number[] = [];
  const firstReply: number[] = [];
  for (let round = 0; round <= rounds; round++) {
    await waitForQuiet();
    const times = [
      await timeOf(['-e', '0']),
      await timeOf([BIN, '--help']),
      await timeOf([BIN, '--version']),
      await firstReplyMs(file, cacheDirectory),
    ] as const;
    // The first one fills the disk cache, and calibrates.
    if (round === 0) continue;
    for (const [index, list] of [node, help, version, firstReply].entries()) list.push(times[index] ?? Number.NaN);
  }
  say('first token');
  const { program, library } = await firstTokens(file, cacheDirectory, rounds * 4);
  const more = program.map((value, index) => value - (library[index] ?? Number.NaN));
  say('fork');
  const forks = await forkTimes(file, rounds);
  say("the doctor's look");
  const looks = await lookTimes(file, rounds);
  const row = (
    what: string,
    ours: number[],
    peer: string,
    difference: string,
    goal: string,
    holds: string,
  ): string[] => [what, range(ours, 1), peer, difference, goal, holds];
  const plainNode = `node -e 0: ${range(node, 0)}`;
  const short = (values: number[]): [string, string] => [
    `≤ ${HELP_GOAL_MS} more`,
    verdict(median(differences(values, node)), { atMost: HELP_GOAL_MS }),
  ];
  return {
    id: 'start',
    title: 'Start and first token',
    head: ['what', 'program, ms', 'peer, ms', 'more, ms', 'goal, ms', ''],
    rows: [
      row('--help', help, plainNode, range(differences(help, node), 0), ...short(help)),
      row('--version', version, plainNode, range(differences(version, node), 0), ...short(version)),
      row(
        'eval: from the command to the first reply on stdout',
        firstReply,
        '–',
        '–',
        `≤ ${FIRST_REPLY_GOAL_MS}`,
        verdict(median(firstReply), { atMost: FIRST_REPLY_GOAL_MS }),
      ),
      row(
        'from the fork of a model process to its first token',
        forks,
        '–',
        '–',
        `≤ ${FORK_GOAL_MS}`,
        verdict(median(forks), { atMost: FORK_GOAL_MS }),
      ),
      row(
        'first token of a first turn',
        program,
        `bare library: ${range(library, 1)}`,
        range(more, 1),
        `≤ ${FIRST_TOKEN_GOAL_MS} more`,
        verdict(median(more), { atMost: FIRST_TOKEN_GOAL_MS }),
      ),
      row(
        "the doctor's look at the start of an eval, for the first time",
        looks.first,
        '–',
        '–',
        `≤ ${LOOK_GOAL_MS}`,
        verdict(median(looks.first), { atMost: LOOK_GOAL_MS }),
      ),
      row(
        'the same, whenever the weights and the template were sound before',
        looks.again,
        '–',
        '–',
        `≤ ${LOOK_GOAL_MS}`,
        verdict(median(looks.again), { atMost: LOOK_GOAL_MS }),
      ),
    ],
    notes: [
      `Medians (and ranges) of ${rounds} interleaved rounds, ${rounds * 4} for the first token. Model: ${path.basename(file, '.gguf')}, threads calibrated before.`,
      'In a pipe a reply is printed when it is whole, so its first token was there earlier. The first token is seen from the parent process, rendering of the prompt included; the library gets the same token ids. Both start with an empty KV cache.',
    ],
  };
}

/** One after the other, each with a process of its own. */
async function forkTimes(file: string, rounds: number): Promise<number[]> {
  const times: number[] = [];
  for (let round = 0; round <= rounds; round++) {
    const started = performance.now();
    const channel = openChannel(thisProcess().environment);
    const load: LoadOptions = {
      path: file,
      gpu: 'off',
      gpuLayers: 0,
      avoid: [],
      contextSize: CONTEXT_SIZE,
      kvType: 'f16',
      flashAttention: 'auto',
      splitMode: 'layer',
      mainGpu: null,
      batchSize: BATCH_SIZE,
      threads: 1,
      parallel: 1,
      parallelSpeeds: null,
      samplingThreads: 1,
      scores: false,
      vocabularyOnly: false,
      engine: 'prebuilt',
    };
    await channel.call({ type: 'load', options: load });
    await channel.call({ type: 'begin', session: 0 });
    const prompt = { parts: [{ source: 'template', text: 'やっほー' } as const], bos: 'auto' as const, markers: [] };
    const order = {
      session: 0,
      prompt,
      stop: [],
      sampling: effectiveSampling({ maxTokens: 8 }),
      seed: 1,
      trace: false,
    };
    let first = Number.NaN;
    const onText = (): void => {
      if (Number.isNaN(first)) first = performance.now() - started;
    };
    await channel.call({ type: 'reply', ...order }, { onText, onStart() {}, onSign() {} });
    await channel.kill();
    // The first has to read the files.
    if (round > 0) times.push(first);
  }
  return times;
}

/** The process for the Jinja inside the file is started each time, as in an eval of its own. */
async function lookTimes(file: string, rounds: number): Promise<{ first: number[]; again: number[] }> {
  const { signal } = new AbortController();
  const entry = { spec: { id: 'tiny', backend: 'llama', file, sampling: {} }, file, text: '' } as const;
  const place = { path: file, place: 'path' };
  const { tokenizer, close } = await openPromptTokenizer({ entry, gguf: place, world: thisProcess() });
  const conversation = referenceConversationOf((await readScenario(SCENARIO)).scenario);
  const references = conversation ? [conversation] : [];
  const times = { first: [] as number[], again: [] as number[] };
  try {
    for (let round = 0; round <= rounds; round++) {
      await waitForQuiet();
      const folder = await mkdtemp(path.join(os.tmpdir(), 'hitogara-bench-'));
      const template = await loadTemplate(PROMPT, thisProcess({ workingDirectory: repository }));
      const choice = { from: 'entry', why: '' } as const;
      const look = async (): Promise<number> => {
        const started = performance.now();
        const backend = { tokenizer, template, choice, identity: { weightsDigest: 'tiny' } };
        const doubt = await quickLook(
          backend,
          'tiny',
          references,
          factCache(thisProcess({ environment: { HITOGARA_CACHE: folder } })),
          signal,
        );
        if (doubt !== null) throw new Error(String(doubt));
        return performance.now() - started;
      };
      const [first, again] = [await look(), await look()];
      await rm(folder, { recursive: true });
      if (round === 0) continue;
      times.first.push(first);
      times.again.push(again);
    }
    return times;
  } finally {
    await close();
  }
}

function differences(values: readonly number[], peers: readonly number[]): number[] {
  return values.map((value, index) => value - (peers[index] ?? Number.NaN));
}

/** Wall time of a whole process. */
function timeOf(parameters: readonly string[]): Promise<number> {
  const started = performance.now();
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, parameters, { stdio: 'ignore' });
    child.once('error', reject);
    child.once('close', (code) => {
      if (code === 0) resolve(performance.now() - started);
      else reject(new Error(`node ${parameters.join(' ')} ended with code ${code}`));
    });
  });
}

/** The run is broken off as soon as the character has spoken. */
async function firstReplyMs(file: string, cacheDirectory: string): Promise<number> {
  const out = await mkdtemp(path.join(os.tmpdir(), 'hitogara-bench-'));
  const { scenario } = await readScenario(SCENARIO);
  const firstReply = new RegExp(`^${scenario.persona.name}: .`, 'm');
  try {
    const started = performance.now();
    const parameters = [BIN, 'eval', '--model', file, '--prompt', PROMPT, '--scenario', SCENARIO, '--out', out];
    const child = spawn(process.execPath, parameters, {
      stdio: ['ignore', 'pipe', 'inherit'],
      env: { ...process.env, HITOGARA_CACHE: cacheDirectory },
    });
    const closed = new Promise<void>((resolve) => child.once('close', () => resolve()));
    const time = await new Promise<number>((resolve, reject) => {
      let text = '';
      child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
        text += chunk;
        if (firstReply.test(text)) resolve(performance.now() - started);
      });
      child.once('error', reject);
      child.once('close', () => reject(new Error(`eval ended without a reply:\n${text}`)));
    });
    child.kill('SIGKILL');
    await closed;
    return time;
  } finally {
    await rm(out, { recursive: true, force: true });
  }
}

async function firstTokens(
  file: string,
  cacheDirectory: string,
  rounds: number,
): Promise<{ program: number[]; library: number[] }> {
  const options = { file, threads: null, gpu: 'off', engine: 'prebuilt', contextSize: CONTEXT_SIZE } as const;
  const programOptions = { ...options, cacheDirectory, prompt: PROMPT };
  const { scenario } = await readScenario(SCENARIO);
  const content = scenario.turns[0]?.user ?? '';
  const input = promptInput(scenario.persona, [{ role: 'user', content }]);
  const render = (template: PromptTemplate) => template.render(input);
  const { world } = programRequest(programOptions);
  const { tokens } = await tokenizeNamed({ model: programOptions.file, prompt: PROMPT }, render, world);
  const program = await openProgram(programOptions);
  const library = await openLibrary({ ...options, threads: program.description.threads });
  try {
    const times = { program: [] as number[], library: [] as number[] };
    for (let round = 0; round <= rounds; round++) {
      await waitForQuiet();
      const ours = await program.reply(() => render(program.template), 'anime-fan', 8);
      const theirs = await library.generate({ prompt: tokens, replyTokens: 8, sampling: 'anime-fan' });
      if (ours.promptTokens !== tokens.length) throw new Error('program and library evaluated different prompts');
      if (round === 0) continue;
      times.program.push(ours.firstTokenMs);
      times.library.push(theirs.firstTokenMs);
    }
    return times;
  } finally {
    library.close();
    await program.close();
  }
}
