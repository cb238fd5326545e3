// A server on this machine that replays answers of hosted APIs byte by byte: pauses, cuts, resets and all. And the answers themselves,
// in the shape in which each API was recorded to stream them. Start at `apiServer` and `spoken`.
import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import type { Backend, ReplyRequest, Retry } from '../../dist/backend/backend.js';
import type { ExchangeLimits } from '../../dist/backend/hosted/exchange.js';
import { createProviders, type Providers } from '../../dist/backend/hosted/provider.js';
import { type OpenRequest, openBackend } from '../../dist/backend/open.js';
import { ModelSpecSchema } from '../../dist/registry/schema.js';
import { REPOSITORY } from './cli.ts';
import { worldIn } from './world.ts';

export const WIRES = ['openai', 'openai-completions', 'anthropic'] as const;
export type Wire = (typeof WIRES)[number];

/**
 * Bytes to send, milliseconds to wait, or what becomes of the connection: `reset` is a RST, `cut` a FIN in the middle of an answer, `hang`
 * leaves it open for ever. An answer that runs out of steps ends as HTTP wants it.
 */
type Step = string | Uint8Array | number | 'reset' | 'cut' | 'hang';

export interface Answer {
  status?: number;
  headers?: Record<string, string>;
  steps: readonly Step[];
}

export interface Received {
  method: string;
  path: string;
  headers: IncomingHttpHeaders;
  /** Of the body as JSON; null where it was none. */
  body: Record<string, unknown> | null;
}

export interface ApiServer extends AsyncDisposable {
  origin: string;
  requests: Received[];
  /** Answers that somebody still listens to. */
  unfinished(): number;
  /** The largest number of answers that were being given at one time. */
  mostAtOnce(): number;
}

/** @param answers one a request, the last one again and again; or a function of the request and its 0-based number */
export async function apiServer(
  answers: readonly Answer[] | ((request: Received, index: number) => Answer),
): Promise<ApiServer> {
  const requests: Received[] = [];
  let [unfinished, mostAtOnce] = [0, 0];
  const server = createServer(async (incoming, response) => {
    let text = '';
    for await (const chunk of incoming.setEncoding('utf8')) text += chunk;
    const { method = '', url = '', headers } = incoming;
    const request: Received = { method, path: url, headers, body: text === '' ? null : JSON.parse(text) };
    const index = requests.push(request) - 1;
    const answer = typeof answers === 'function' ? answers(request, index) : (answers[index] ?? answers.at(-1));
    if (!answer) throw new Error('the server has no answer');
    mostAtOnce = Math.max(mostAtOnce, ++unfinished);
    response.once('close', () => unfinished--);
    await send(answer, response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  // A listening TCP server has an address with a port.
  const { port } = server.address() as AddressInfo;
  return {
    origin: `http://127.0.0.1:${port}`,
    requests,
    unfinished: () => unfinished,
    mostAtOnce: () => mostAtOnce,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

async function send({ status = 200, headers = EVENT_STREAM, steps }: Answer, response: ServerResponse): Promise<void> {
  response.writeHead(status, headers);
  response.flushHeaders();
  for (const step of steps) {
    if (response.destroyed) return;
    if (step === 'reset') return void response.socket?.resetAndDestroy();
    if (step === 'cut') return void response.socket?.end();
    if (step === 'hang') return;
    if (typeof step === 'number') await wait(step);
    else await new Promise((resolve) => response.write(step, resolve));
  }
  response.end();
}

const EVENT_STREAM = { 'content-type': 'text/event-stream; charset=utf-8' };
const JSON_TYPE = { 'content-type': 'application/json' };

/** An answer that is no stream, such as an error. */
export function jsonAnswer(status: number, body: unknown, headers: Record<string, string> = {}): Answer {
  return { status, headers: { ...JSON_TYPE, ...headers }, steps: [JSON.stringify(body)] };
}

type Finish = 'stop' | 'length' | 'filter' | 'tool';

export interface Speech {
  /** One event each. */
  text?: readonly string[];
  reasoning?: readonly string[];
  /** null: the stream ends without a word about why. */
  finish?: Finish | null;
  /** null: the server does not count. */
  usage?: { prompt: number; reply: number; cached?: number } | null;
}

export const SAID = 'うん、好きだよ。';

/** The events of a normal answer, each with the blank line that ends it. */
export function eventsOf(
  wire: Wire,
  {
    text = ['うん、', '好き', 'だよ。'],
    reasoning = [],
    finish = 'stop',
    usage = { prompt: 12, reply: 5, cached: 4 },
  }: Speech = {},
): string[] {
  const speech = { text, reasoning, finish, usage };
  return wire === 'anthropic' ? anthropicEvents(speech) : openAiEvents(wire, speech);
}

export function spoken(wire: Wire, speech: Speech = {}): Answer {
  return { steps: eventsOf(wire, speech) };
}

const OPENAI_FINISH: Record<Finish, string> = {
  stop: 'stop',
  length: 'length',
  filter: 'content_filter',
  tool: 'tool_calls',
};

function openAiEvents(
  wire: 'openai' | 'openai-completions',
  { text, reasoning, finish, usage }: Required<Speech>,
): string[] {
  const chunk = (choices: unknown[], said: unknown = null): string =>
    dataEvent({
      id: 'chatcmpl-1',
      object: wire === 'openai' ? 'chat.completion.chunk' : 'text_completion',
      created: 1_790_000_000,
      model: 'hosted-1',
      choices,
      usage: said,
    });
  const delta = (content: unknown, reason: string | null = null): string =>
    chunk([{ index: 0, delta: content, logprobs: null, finish_reason: reason }]);
  const piece = (content: string, reason: string | null = null): string =>
    chunk([{ index: 0, text: content, logprobs: null, finish_reason: reason }]);
  const isChat = wire === 'openai';
  return [
    ...(isChat ? [delta({ role: 'assistant', content: '' })] : []),
    ...reasoning.map((content) => delta({ reasoning_content: content })),
    ...text.map((content) => (isChat ? delta({ content }) : piece(content))),
    ...(finish ? [isChat ? delta({}, OPENAI_FINISH[finish]) : piece('', OPENAI_FINISH[finish])] : []),
    ...(usage
      ? [
          chunk([], {
            prompt_tokens: usage.prompt,
            completion_tokens: usage.reply,
            total_tokens: usage.prompt + usage.reply,
            ...(usage.cached !== undefined && { prompt_tokens_details: { cached_tokens: usage.cached } }),
          }),
        ]
      : []),
    ...(finish ? ['data: [DONE]\n\n'] : []),
  ];
}

const ANTHROPIC_FINISH: Record<Finish, string> = {
  stop: 'end_turn',
  length: 'max_tokens',
  filter: 'refusal',
  tool: 'tool_use',
};

function anthropicEvents({ text, reasoning, finish, usage }: Required<Speech>): string[] {
  const block = (index: number, start: unknown, deltas: unknown[]): string[] => [
    namedEvent({ type: 'content_block_start', index, content_block: start }),
    ...deltas.map((delta) => namedEvent({ type: 'content_block_delta', index, delta })),
    namedEvent({ type: 'content_block_stop', index }),
  ];
  return [
    namedEvent({
      type: 'message_start',
      message: {
        id: 'msg_1',
        type: 'message',
        role: 'assistant',
        model: 'hosted-1',
        content: [],
        stop_reason: null,
        stop_sequence: null,
        ...(usage && {
          usage: {
            input_tokens: usage.prompt - (usage.cached ?? 0),
            ...(usage.cached !== undefined && { cache_read_input_tokens: usage.cached }),
            output_tokens: 1,
          },
        }),
      },
    }),
    namedEvent({ type: 'ping' }),
    ...(reasoning.length > 0
      ? block(
          0,
          { type: 'thinking', thinking: '' },
          reasoning.map((thinking) => ({ type: 'thinking_delta', thinking })),
        )
      : []),
    ...block(
      1,
      { type: 'text', text: '' },
      text.map((content) => ({ type: 'text_delta', text: content })),
    ),
    ...(finish
      ? [
          namedEvent({
            type: 'message_delta',
            delta: { stop_reason: ANTHROPIC_FINISH[finish], stop_sequence: null },
            ...(usage && { usage: { output_tokens: usage.reply } }),
          }),
          namedEvent({ type: 'message_stop' }),
        ]
      : []),
  ];
}

export function dataEvent(data: unknown): string {
  return `data: ${JSON.stringify(data)}\n\n`;
}

function namedEvent(data: { type: string; [field: string]: unknown }): string {
  return `event: ${data.type}\n${dataEvent(data)}`;
}

/** One event of text, or of thinking. */
export function spokenDelta(wire: Wire, text: string, kind: 'text' | 'reasoning' = 'text'): string {
  const isText = kind === 'text';
  if (wire === 'anthropic') {
    const delta = isText ? { type: 'text_delta', text } : { type: 'thinking_delta', thinking: text };
    return namedEvent({ type: 'content_block_delta', index: isText ? 1 : 0, delta });
  }
  if (wire === 'openai-completions') return dataEvent({ choices: [{ index: 0, text }] });
  return dataEvent({ choices: [{ index: 0, delta: isText ? { content: text } : { reasoning_content: text } }] });
}

/** What an API sends so that nobody thinks the connection dead. */
export function keepAlive(wire: Wire): string {
  return wire === 'anthropic' ? namedEvent({ type: 'ping' }) : ': keep-alive\n\n';
}

/** An error event in a stream that began well. */
export function errorEvent(wire: Wire, message: string, type = 'api_error'): string {
  return wire === 'anthropic'
    ? `event: error\n${dataEvent({ type: 'error', error: { type, message } })}`
    : dataEvent({ error: { message, type, param: null, code: null } });
}

/** Long enough that only what is tested expires. */
const LIMITS: ExchangeLimits = { firstTokenMs: 10_000, idleMs: 10_000, totalMs: 20_000 };

interface HostedOptions {
  /** Beside what every entry has. */
  spec?: Record<string, unknown>;
  limits?: Partial<ExchangeLimits>;
  providers?: Providers;
  environment?: Record<string, string>;
  ignoreUnsupported?: boolean;
}

export function hostedRequest(wire: Wire, origin: string, options: HostedOptions = {}): OpenRequest {
  const { limits = {}, providers = createProviders(), environment = {}, ignoreUnsupported = false } = options;
  const spec = ModelSpecSchema.parse({
    id: 'hosted',
    backend: wire,
    model: 'hosted-1',
    baseUrl: wire === 'anthropic' ? origin : `${origin}/v1`,
    ...(wire === 'openai-completions' && { prompt: 'hitogara-tiny' }),
    ...options.spec,
  });
  const file = { file: 'models/hosted.yaml', text: '' };
  const request = {
    prompt: null,
    ignoreUnsupported,
    limits: { ...LIMITS, ...limits },
    providers,
    // Waiting is not what most tests are about.
    firstWaitMs: 5,
    world: worldIn(REPOSITORY, { environment }),
  };
  switch (spec.backend) {
    case 'openai':
      return { ...request, backend: spec.backend, entry: { spec, ...file } };
    case 'openai-completions':
      return { ...request, backend: spec.backend, entry: { spec, ...file } };
    case 'anthropic':
      return { ...request, backend: spec.backend, entry: { spec, ...file } };
    default:
      throw new Error(`${spec.backend} is no hosted backend`);
  }
}

interface Asked {
  retries: Retry[];
  texts: string[];
}

/** Has one question asked, and keeps what is told on the way. */
export async function ask(
  backend: Backend,
  { signal = new AbortController().signal, ...rest }: Partial<ReplyRequest> = {},
) {
  const asked: Asked = { retries: [], texts: [] };
  const prompt = await backend.template.render({
    system: 'あなたは未来です。',
    messages: [{ role: 'user', content: 'アニメは好き？' }],
    user: 'ユーザー',
    char: '未来',
  });
  const session = await backend.openSession();
  await session.begin();
  try {
    const reply = await session.reply({
      prompt,
      sampling: backend.effectiveSampling({ maxTokens: 64 }),
      seed: 7,
      signal,
      onText: (text) => asked.texts.push(text),
      onRetry: async (retry) => void asked.retries.push(retry),
      ...rest,
    });
    return { reply, error: null, ...asked };
  } catch (error) {
    return { reply: null, error, ...asked };
  } finally {
    await session.close();
  }
}

/** Opens a model at a server that gives these answers, and asks it once. */
export async function askServer(
  wire: Wire,
  answers: Parameters<typeof apiServer>[0],
  options: HostedOptions & Partial<ReplyRequest> = {},
) {
  await using server = await apiServer(answers);
  const { spec, limits, providers, environment, ...question } = options;
  const given = Object.fromEntries(
    Object.entries({ spec, limits, providers, environment }).filter(([, value]) => value !== undefined),
  );
  const backend = await openBackend(hostedRequest(wire, server.origin, given));
  const started = performance.now();
  const outcome = await ask(backend, question);
  return { ...outcome, requests: server.requests, tookMs: performance.now() - started };
}
