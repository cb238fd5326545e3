// Whole conversations on llama-server, by as many clients as it has slots. Start at `playOnServer`.
import { type ChildProcess, spawn } from 'node:child_process';
import { createServer } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { z } from 'zod';
import type { Peer } from './build-peers.ts';
import { textOfTokens } from './random-model.ts';

export interface Chat {
  turns: number;
  /** Of the persona. */
  promptTokens: number;
  /** Of each thing that the user says. */
  turnTokens: number;
  replyTokens: number;
}

interface ServerOptions {
  file: string;
  threads: number;
  parallel: number;
  /** Of each slot. */
  contextSize: number;
  /** All layers; left out: none. */
  onGpu?: boolean;
  /** More of its own options. */
  more?: readonly string[];
}

const START_LIMIT_MS = 120_000;

/** A server that is ready; whoever starts it stops it. */
export async function startServer(
  peer: Peer,
  { file, threads, parallel, contextSize, onGpu = false, more = [] }: ServerOptions,
): Promise<{ address: string; stop(): void }> {
  const port = await freePort();
  const child = spawn(
    peer.executable,
    [
      ...['-m', file, '-np', String(parallel), '--no-kv-unified', '-c', String(contextSize * parallel), '-b', '512'],
      ...[
        '-t',
        String(threads),
        '-ngl',
        onGpu ? '999' : '0',
        '--host',
        '127.0.0.1',
        '--port',
        String(port),
        '--no-webui',
      ],
      ...more,
    ],
    { cwd: peer.workingDirectory, env: { ...process.env, ...peer.environment }, stdio: 'ignore' },
  );
  const stop = (): void => void child.kill('SIGKILL');
  try {
    const address = `http://127.0.0.1:${port}`;
    await waitUntilReady(address, child);
    return { address, stop };
  } catch (error) {
    stop();
    throw error;
  }
}

/** Generated tokens per second from the first request to the last reply, two conversations for each slot. */
export async function playOnServer(peer: Peer, chat: Chat, options: ServerOptions): Promise<number> {
  const { parallel } = options;
  const { address, stop } = await startServer(peer, options);
  try {
    const started = performance.now();
    let conversations = 0;
    let tokens = 0;
    const client = async (): Promise<void> => {
      while (conversations < 2 * parallel) {
        const said = await playConversation(address, chat, conversations++);
        tokens += said;
      }
    };
    await Promise.all(Array.from({ length: parallel }, client));
    return (tokens * 1_000) / (performance.now() - started);
  } finally {
    stop();
  }
}

/** ChatML, written out whole for every turn, as the program does. */
async function playConversation(address: string, chat: Chat, sample: number): Promise<number> {
  let prompt = `<|im_start|>system\n${textOfTokens(chat.promptTokens)}<|im_end|>\n`;
  let tokens = 0;
  for (let turn = 1; turn <= chat.turns; turn++) {
    prompt += `<|im_start|>user\n${textOfTokens(chat.turnTokens)}<|im_end|>\n<|im_start|>assistant\n`;
    const reply = await complete(address, prompt, chat.replyTokens, sample * 100 + turn);
    prompt += `${reply.text}<|im_end|>\n`;
    tokens += reply.tokens;
  }
  return tokens;
}

const EventSchema = z.object({ content: z.string(), stop: z.boolean(), tokens_predicted: z.number().optional() });

async function complete(
  address: string,
  prompt: string,
  maxTokens: number,
  seed: number,
): Promise<{ text: string; tokens: number }> {
  const sampling = { temperature: 0.8, top_k: 40, top_p: 0.95, min_p: 0.05, seed };
  const response = await fetch(`${address}/completion`, {
    method: 'POST',
    // A connection that is used again may have been closed by the server just now.
    headers: { 'content-type': 'application/json', connection: 'close' },
    body: JSON.stringify({ prompt, n_predict: maxTokens, ...sampling, cache_prompt: true, stream: true }),
  });
  if (!response.ok) throw new Error(`llama-server answered ${response.status}: ${await response.text()}`);
  let text = '';
  let tokens = 0;
  for (const line of (await response.text()).split('\n')) {
    if (!line.startsWith('data: ')) continue;
    const event = EventSchema.safeParse(JSON.parse(line.slice('data: '.length))).data;
    // The server takes random text for a message now and then, cannot read it as one, and breaks off: what came counts.
    if (!event) break;
    text += event.content;
    tokens = event.tokens_predicted ?? tokens;
  }
  return { text, tokens };
}

async function waitUntilReady(address: string, child: ChildProcess): Promise<void> {
  const until = performance.now() + START_LIMIT_MS;
  while (performance.now() < until) {
    if (child.exitCode !== null) throw new Error(`llama-server ended with code ${child.exitCode}`);
    const isReady = await fetch(`${address}/health`).then(
      ({ ok }) => ok,
      () => false,
    );
    if (isReady) return;
    await delay(50);
  }
  throw new Error('llama-server did not become ready');
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() =>
        typeof address === 'object' && address ? resolve(address.port) : reject(new Error('no port')),
      );
    });
  });
}
