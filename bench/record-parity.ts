// `npm run record:parity`: what a llama-server of the same release replies, token by token, on the very libraries that npm installed, into
// test/fixtures/llama-server/. Linux on x64; the server is compiled first if it is not there. Start at `record`.
import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import type { Message } from '../dist/core/message.js';
import { llamaRelease, type Peer, requireNpmPeer } from './build-peers.ts';
import { startServer } from './llama-server.ts';
import { CONVERSATIONS, MAX_TOKENS, REPLIES, type ReplyCase, SEED, TURNS } from './parity-cases.ts';
import {
  openPromptSource,
  type ParityPrompt,
  type PromptSource,
  plainPrompts,
  replyPrompts,
} from './parity-prompts.ts';
import { buildOf, complete, requestOf, tokenize } from './parity-server.ts';
import { packageDirectory, repository } from './places.ts';

const MODELS = ['f16', 'q8_0', 'q4_K_M', 'q2_K'] as const;
type Model = (typeof MODELS)[number];

const FIXTURES = path.join(repository, 'test', 'fixtures', 'llama-server');
const CONTEXT_SIZE = 1024;
const THREADS = [1, 2];
/**
 * Processors differ in how they round, and llama.cpp picks its code by the processor. Every x64 processor of the last ten years can run this
 * code, so that the figures can be had again elsewhere.
 */
const CPU = 'haswell';

await record();

async function record(): Promise<void> {
  const peer = await requireNpmPeer('llama-server', 'off');
  const directory = await mkdtemp(path.join(os.tmpdir(), 'hitogara-parity-'));
  const source = await openPromptSource(fileOf('f16'));
  try {
    const backend = `libggml-cpu-${CPU}.so`;
    await symlink(path.join(peer.workingDirectory, backend), path.join(directory, backend));
    const prompts = await replyPrompts(source);
    const plain = await plainPrompts(source);
    const context: Context = { peer: { ...peer, workingDirectory: directory }, source, prompts };
    await mkdir(FIXTURES, { recursive: true });
    const build = await requireSameTokens(context, [...prompts, ...plain]);
    const { replies, conversations } = await playAll(context);
    const useless = withoutEffect(replies);
    if (useless.length > 0) throw new Error(`makes no difference on any model: ${useless.join('; ')}`);
    const head = { release: await llamaRelease(), build, ...(await circumstances()) };
    const ids = prompts.map(({ name, tokens }) => ({ name, tokens }));
    await write('prompts.json', head, { prompts: ids, tokenized: plain });
    await write('replies.json', { ...head, models: await models() }, { replies });
    await write('conversations.json', { ...head, models: await models() }, { conversations });
    process.stdout.write(`${replies.length} replies and ${CONVERSATIONS.length} conversations on each model\n`);
  } finally {
    await source.close();
    await rm(directory, { recursive: true, force: true });
  }
}

interface Context {
  peer: Peer;
  source: PromptSource;
  prompts: readonly ParityPrompt[];
}

/** All these models have one vocabulary. @returns what the server says of its build */
async function requireSameTokens({ peer }: Context, texts: readonly Omit<ParityPrompt, 'name'>[]): Promise<string> {
  const server = await startServer(peer, { ...serverOptions('f16'), threads: 1 });
  try {
    for (const { text, tokens } of texts) {
      const read = await tokenize(server.address, text);
      if (read.join() !== tokens.join()) throw new Error(`the server reads a prompt differently: ${text}`);
    }
    return await buildOf(server.address);
  } finally {
    server.stop();
  }
}

interface Said {
  maxTokens: number;
  /** With the one that ended the reply. */
  tokens: number[];
}

interface RecordedReply extends Pick<ReplyCase, 'name' | 'sampling'> {
  prompt: string;
  threads: number;
  seed: number;
  /** Tokens that end a reply are never said. */
  ignoreEog: boolean;
  request: object;
  said: Partial<Record<Model, Said>>;
}

async function playAll(context: Context): Promise<{ replies: RecordedReply[]; conversations: object[] }> {
  const replies: RecordedReply[] = [];
  const conversations: object[] = [];
  for (const model of MODELS) {
    const jobs = jobsFor(context.prompts);
    for (const threads of THREADS) {
      const server = await startServer(context.peer, { ...serverOptions(model), threads });
      try {
        for (const [index, job] of jobs.entries()) {
          if (job.threads !== threads) continue;
          const recorded = await playReply(server.address, job);
          replies[index] = { ...recorded, said: { ...replies[index]?.said, [model]: recorded.said } };
        }
        if (threads > 1) continue;
        for (const one of CONVERSATIONS)
          conversations.push({ model, ...(await playConversation(server.address, one, context.source)) });
      } finally {
        server.stop();
      }
    }
  }
  return { replies, conversations };
}

interface Job extends Pick<ReplyCase, 'name' | 'sampling'> {
  prompt: ParityPrompt;
  threads: number;
  seed: number;
  ignoreEog: boolean;
}

/**
 * Every case on the first two prompts, once as it ends and once without an end; the usual ones on all prompts. With two threads, little: they
 * wait for each other for long where other programs take a core.
 */
function jobsFor(prompts: readonly ParityPrompt[]): Job[] {
  const [first, second, ...others] = prompts;
  if (!first || !second) throw new Error('two prompts are needed');
  const jobOf = (
    { name, sampling, threads = 1, seed = SEED }: ReplyCase,
    prompt: ParityPrompt,
    ignoreEog: boolean,
  ) => ({
    ...{ name, sampling, prompt, threads, seed, ignoreEog },
  });
  const usual = REPLIES.filter(({ name }) => ['greedy', 'repeat penalty', 'everything'].includes(name));
  return [
    ...REPLIES.flatMap((one) => [jobOf(one, first, false), ...(one.threads ? [] : [jobOf(one, second, !one.mustEnd)])]),
    ...others.flatMap((prompt, index) => usual.map((one) => jobOf(one, prompt, index % 2 === 0))),
  ];
}

async function playReply(
  address: string,
  { name, sampling, prompt, threads, seed, ignoreEog }: Job,
): Promise<Omit<RecordedReply, 'said'> & { said: Said }> {
  const request = { ...(await requestOf(address, sampling)), seed, ...(ignoreEog && { ignore_eos: true }) };
  const { tokens, maxTokens } = await complete(address, prompt.tokens, request, MAX_TOKENS);
  return { name, prompt: prompt.name, threads, seed, ignoreEog, sampling, request, said: { maxTokens, tokens } };
}

/** Six turns in one slot. */
async function playConversation(
  address: string,
  { name, sampling }: Pick<ReplyCase, 'name' | 'sampling'>,
  source: PromptSource,
): Promise<object> {
  const request = { ...(await requestOf(address, sampling)), seed: SEED };
  const messages: Message[] = [];
  const turns: object[] = [];
  let previous: readonly number[] = [];
  for (const user of source.lines.slice(0, TURNS)) {
    messages.push({ role: 'user', content: user });
    const { tokens: prompt } = await source.prompt(messages);
    const reuse = { cache_prompt: turns.length > 0 };
    const { tokens, maxTokens, content, cached } = await complete(
      address,
      prompt,
      { ...request, ...reuse },
      MAX_TOKENS,
    );
    const keep = commonLength(previous, prompt);
    turns.push({ keep, add: prompt.slice(keep), cached, maxTokens, tokens });
    messages.push(source.messageFor(content));
    previous = prompt;
  }
  return { name, threads: 1, seed: SEED, sampling, request, turns };
}

function serverOptions(model: Model): { file: string; parallel: number; contextSize: number; more: string[] } {
  // Without the second cache, which may bring back an earlier prompt.
  return { file: fileOf(model), parallel: 1, contextSize: CONTEXT_SIZE, more: ['--cache-ram', '0'] };
}

function fileOf(model: Model): string {
  return path.join(repository, 'models', 'tiny', `hitogara-tiny-${model}.gguf`);
}

async function circumstances(): Promise<object> {
  const file = path.join(packageDirectory('@node-llama-cpp/linux-x64'), 'package.json');
  const { name, version }: { name: string; version: string } = JSON.parse(await readFile(file, 'utf8'));
  return { libraries: `${name} ${version}`, cpu: CPU, recorded: new Date().toISOString().slice(0, 10) };
}

async function models(): Promise<object> {
  const files = MODELS.map(async (model) => {
    const weights = createHash('sha256')
      .update(await readFile(fileOf(model)))
      .digest('hex');
    return [model, { file: path.relative(repository, fileOf(model)), weights }] as const;
  });
  return Object.fromEntries(await Promise.all(files));
}

/** Cases that would prove nothing: what they should make a difference to says the same. */
function withoutEffect(replies: readonly RecordedReply[]): string[] {
  const saidIn = (name: string): string =>
    JSON.stringify(
      replies
        .filter((reply) => reply.name === name)
        .slice(0, 2)
        .map(({ said }) => said),
    );
  return REPLIES.filter(({ name, unlike }) => unlike !== null && saidIn(name) === saidIn(unlike)).map(
    ({ name }) => name,
  );
}

function commonLength(a: readonly number[], b: readonly number[]): number {
  const end = a.findIndex((token, index) => token !== b[index]);
  return end < 0 ? Math.min(a.length, b.length) : end;
}

/** A line for each item of a list, so that a changed case is a changed line. */
async function write(name: string, head: object, lists: Readonly<Record<string, readonly object[]>>): Promise<void> {
  const fields = Object.entries(head).map(([field, value]) => `${JSON.stringify(field)}: ${JSON.stringify(value)}`);
  const items = Object.entries(lists).map(
    ([field, list]) => `${JSON.stringify(field)}: [\n${list.map((item) => JSON.stringify(item)).join(',\n')}\n]`,
  );
  await writeFile(path.join(FIXTURES, name), `{\n${[...fields, ...items].join(',\n')}\n}\n`);
}
