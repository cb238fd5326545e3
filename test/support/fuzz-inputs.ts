// The kinds of hostile input: for each, how one is made in an empty folder and which command gets it. Start at `FUZZ_INPUTS`.
import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { readConversations } from '../../dist/store/read-run.js';
import { REPOSITORY, runProgram, type temporaryFolder } from './cli.ts';
import { mutateGguf } from './gguf-mutations.ts';
import { type HostileHub, hostileHub } from './hostile-hub.ts';
import { hostileServer } from './hostile-server.ts';
import { mutateJournal } from './journal-mutations.ts';
import { scriptedFolder } from './scripted-folder.ts';
import { mutateTemplate, mutateYaml } from './text-mutations.ts';
import { toyModel } from './toy-model.ts';
import { scenarioYaml, YES } from './toys.ts';
import type { Watched } from './watched-program.ts';

export interface FuzzInput {
  args: readonly string[];
  /** The input, in words. */
  what: string;
  environment?: Record<string, string>;
  /** What this kind must fulfil beside what all must. */
  problems?(watched: Watched): Promise<string[]>;
  close?(): Promise<void>;
}

type Folder = ReturnType<typeof temporaryFolder>;
type Random = () => number;

export type FuzzKind = 'inspect' | 'doctor' | 'play' | 'resume' | 'read' | 'template' | 'yaml' | 'server' | 'hub';

/** Each makes its input in an empty folder; a key, where one is used, must never be seen again. */
export const FUZZ_INPUTS: Record<FuzzKind, (folder: Folder, random: Random, key: string) => Promise<FuzzInput>> = {
  inspect: (folder, random) => brokenModel(folder, random, (file) => ['models', 'inspect', file]),
  doctor: (folder, random) =>
    brokenModel(folder, random, (file) => ['doctor', '--model', file, ...(random() < 0.3 ? RANKED : [])]),
  play: (folder, random) =>
    brokenModel(folder, random, (file) => ['eval', '--model', file, ...PLAYED, '--prompt', 'chatml', ...ON_CPU]),
  resume: async (folder, random) => {
    const { run, what } = await brokenRun(folder, random);
    return {
      args: ['eval', '--resume', run],
      what,
      problems: (watched) => problemsOfResumed(path.join(folder.path, run), watched),
    };
  },
  read: async (folder, random) => {
    const { run, what } = await brokenRun(folder, random);
    return { args: pick(random, READERS)(run), what };
  },
  template: (folder, random) =>
    brokenText(folder, random, {
      ...{ shipped: 'prompts', name: 'hostile.hbs', mutate: mutateTemplate },
      commands: [
        ['prompts', 'show', 'hostile.hbs'],
        ['prompts', 'render', '--prompt', 'hostile.hbs', '--scenario', 'short'],
        ['eval', '--model', 'toy.gguf', ...PLAYED, '--prompt', 'hostile.hbs', ...ON_CPU],
      ],
    }),
  yaml: (folder, random) =>
    brokenText(folder, random, {
      ...{ shipped: 'scenarios', name: 'hostile.yaml', mutate: mutateYaml },
      commands: [
        ['scenarios', 'check', 'hostile.yaml'],
        ['eval', '--model', 'says', '--scenario', 'hostile.yaml'],
        ['eval', '--model', 'hostile.yaml', '--scenario', 'short'],
      ],
    }),
  server: async (folder, random, key) => {
    const { url, what, close } = await hostileServer(random, key);
    await writeBasics(folder);
    const backend = pick(random, ['openai', 'openai-completions', 'anthropic']);
    const prompt = backend === 'openai-completions' ? { prompt: 'chatml' } : {};
    const baseUrl = backend === 'anthropic' ? url : `${url}/v1`;
    const entry = { id: 'hostile', backend, model: 'x', baseUrl, apiKeyEnv: 'HOSTILE_KEY', ...prompt };
    await folder.write('models/hostile.yaml', JSON.stringify(entry));
    // A server that is slow on purpose must be given up on soon.
    const limits = ['first-token=2', 'idle=2', 'total=4'].flatMap((limit) => ['--limit', limit]);
    return {
      args: ['eval', '--model', 'hostile', ...PLAYED, '--ignore-unsupported', ...limits],
      what: `${backend}: ${what}`,
      environment: { HOSTILE_KEY: key },
      close,
    };
  },
  hub: async (folder, random, key) => {
    const hub = await hostileHub(random, key);
    await writeBasics(folder);
    await folder.write(
      'models/hostile.yaml',
      JSON.stringify({ id: 'hostile', backend: 'llama', file: 'hf:user/model:Q8_0' }),
    );
    const { url, what, close } = hub;
    return {
      args: ['models', 'pull', 'hostile'],
      what,
      environment: { HF_ENDPOINT: url, HF_TOKEN: key },
      problems: async (watched) => problemsOfPulled(path.join(folder.path, 'models'), hub, watched),
      close,
    };
  },
};

const PLAYED = ['--scenario', 'short'];
const ON_CPU = ['--gpu', 'off', '--threads', '1'];
const RANKED = ['--rank', '--conversations', '1', '--turns', '1', ...ON_CPU];

const READERS: readonly ((run: string) => string[])[] = [
  (run) => ['show', run],
  (run) => ['compare', run, '--json'],
  (run) => ['score', run],
  (run) => ['compare', run],
  (run) => ['report', run, '--output', 'report.html'],
];

function pick<Item>(random: Random, items: readonly Item[]): Item {
  const item = items[Math.floor(random() * items.length)];
  if (item === undefined) throw new Error('there is nothing to choose from');
  return item;
}

/** A sound model, a sound scenario and a model that says what it is told to. */
async function writeBasics(folder: Folder): Promise<void> {
  for (const name of ['models', 'scenarios']) mkdirSync(path.join(folder.path, name));
  await folder.write('toy.gguf', toyModel(YES));
  await folder.write('models/says.yaml', JSON.stringify({ id: 'says', backend: 'scripted', replies: ['うん！'] }));
  await folder.write('scenarios/short.yaml', scenarioYaml({ turns: ['a'] }));
}

async function brokenModel(folder: Folder, random: Random, args: (file: string) => string[]): Promise<FuzzInput> {
  await writeBasics(folder);
  const { bytes, what } = mutateGguf(toyModel(YES), random);
  await folder.write('hostile.gguf', bytes);
  return { args: args('hostile.gguf'), what };
}

interface TextKind {
  /** The repository's folder with sound ones. */
  shipped: string;
  name: string;
  mutate: (text: string, random: Random) => { text: string; what: string };
  commands: readonly (readonly string[])[];
}

async function brokenText(
  folder: Folder,
  random: Random,
  { shipped, name, mutate, commands }: TextKind,
): Promise<FuzzInput> {
  const directory = path.join(REPOSITORY, shipped);
  const { text, what } = mutate(
    readFileSync(path.join(directory, pick(random, readdirSync(directory))), 'utf8'),
    random,
  );
  await writeBasics(folder);
  await folder.write(name, text);
  return { args: pick(random, commands), what };
}

const REPLIES = ['うん！', 'そうだね。', 'またね。'];

/** A finished run of two scenarios with three turns each. */
let finished: Promise<{ directory: string; run: string; replies: string[] }> | null = null;

async function playOnce() {
  const folder = await scriptedFolder({ says: { replies: REPLIES } });
  await folder.write('scenarios/other.yaml', scenarioYaml({ id: 'other', turns: ['x', 'y', 'z'] }));
  const args = ['eval', '--model', 'says', '--scenario', 'short', '--scenario', 'other'];
  const { code, stderr } = await runProgram(args, { directory: folder.path });
  if (code !== 0) throw new Error(stderr);
  const [name = ''] = readdirSync(path.join(folder.path, 'results'));
  const run = path.join('results', name);
  return { directory: folder.path, run, replies: await repliesIn(path.join(folder.path, run)) };
}

async function brokenRun(folder: Folder, random: Random): Promise<{ run: string; what: string }> {
  finished ??= playOnce();
  const { directory, run } = await finished;
  cpSync(directory, folder.path, { recursive: true });
  // As if it had been interrupted.
  if (random() < 0.5) rmSync(path.join(folder.path, run, 'summary.json'));
  const journal = path.join(folder.path, run, 'journal.jsonl');
  const { text, what } = mutateJournal(readFileSync(journal, 'utf8'), random);
  await writeFile(journal, text);
  return { run, what };
}

/** A run that is said to be done must be as it was played. */
async function problemsOfResumed(run: string, { code }: Watched): Promise<string[]> {
  if (code !== 0) return [];
  const { replies } = await (finished ?? playOnce());
  const now = await repliesIn(run);
  return JSON.stringify(now) === JSON.stringify(replies) ? [] : [`done, but with the replies ${now.join(', ')}`];
}

async function repliesIn(run: string): Promise<string[]> {
  const found: string[] = [];
  for await (const { model, scenario, turns } of readConversations(run))
    found.push(...turns.map(({ reply }, index) => `${model} ${scenario} ${index + 1} ${reply}`));
  return found.sort();
}

/** A file has its name only if it is what the hub has. */
function problemsOfPulled(models: string, { content, leaks }: HostileHub, { code }: Watched): string[] {
  const files = readdirSync(models, { recursive: true })
    .map(String)
    .filter((file) => file.endsWith('.gguf'));
  const foreign = files.filter((file) => !readFileSync(path.join(models, file)).equals(content));
  return [
    ...foreign.map((file) => `${file} is not what the hub has`),
    ...(code === 0 && files.length === 0 ? ['said to be done, and nothing is there'] : []),
    ...(leaks() > 0 ? ['the token came to another host'] : []),
  ];
}
