// What every backend promises, whatever is behind it. One suite, run over all of them.
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Backend, Reply } from '../dist/backend/backend.js';
import { openBackend } from '../dist/backend/open.js';
import type { Message } from '../dist/core/message.js';
import { DEFAULT_LLAMA_OPTIONS } from '../dist/core/play-choices.js';
import type { Sampling } from '../dist/core/sampling.js';
import type { PromptTemplate } from '../dist/prompt/prompt.js';
import { ModelSpecSchema } from '../dist/registry/schema.js';
import { type ApiServer, apiServer, eventsOf, hostedRequest, spoken, WIRES, type Wire } from './support/api-server.ts';
import { REPOSITORY, temporaryFolder } from './support/cli.ts';
import { toyModel } from './support/toy-model.ts';
import { ENDLESS } from './support/toys.ts';
import { SHIPPED, worldIn } from './support/world.ts';

interface Subject {
  backend: Backend;
  /** The prompt that arrived where replies are made, as text; null where nobody can look. */
  arrived: (() => string) | null;
  close(): Promise<void>;
}

interface Contract {
  /** `normal` comes to an end, or to the token limit where that is {@link FEW}; `endless` talks until it is stopped. */
  open(model: 'normal' | 'endless', options?: { ignoreUnsupported: boolean }): Promise<Subject>;
  /** A setting that the backend does not have, and the name by which it calls itself; null: it takes all. */
  lacks: { sampling: Sampling; says: RegExp } | null;
  /** Whether an unknown setting can be left out. */
  canIgnore: boolean;
}

/** A token limit that no reply of a normal model keeps. */
const FEW = 2;

const SYSTEM = 'あなたは未来、元気な女子高生です。';
const HISTORY: Message[] = [
  { role: 'user', content: 'こんにちは！' },
  { role: 'assistant', content: 'やっほー、未来だよ。' },
  { role: 'user', content: 'アニメは好き？' },
];

function promptOf(template: PromptTemplate) {
  return template.render({ system: SYSTEM, messages: HISTORY, user: 'ユーザー', char: '未来' });
}

/** Plays one conversation of one turn, from the session to its end. */
async function replyOf(
  backend: Backend,
  {
    sampling = {},
    signal = new AbortController().signal,
    onText,
  }: { sampling?: Sampling; signal?: AbortSignal; onText?: (text: string) => void } = {},
): Promise<Reply> {
  const prompt = await promptOf(backend.template);
  const session = await backend.openSession();
  try {
    await session.begin();
    const effective = backend.effectiveSampling({ maxTokens: 24, ...sampling });
    const stop = [...prompt.stop, ...(effective.stop ?? [])];
    return await session.reply({
      prompt,
      sampling: { ...effective, stop },
      seed: 7,
      signal,
      ...(onText && { onText }),
    });
  } finally {
    await session.close();
  }
}

const FIGURES = [
  'promptTokens',
  'replyTokens',
  'timeToFirstTokenMs',
  'promptMs',
  'generateMs',
  'promptTokensPerSecond',
  'tokensPerSecond',
] as const;

function fulfilsTheContract({ open, lacks, canIgnore }: Contract): void {
  describe('of a normal model', () => {
    let subject: Subject;
    beforeAll(async () => {
      subject = await open('normal');
    });
    afterAll(() => subject.close());

    it('replies, piece by piece what it returns whole', async () => {
      const pieces: string[] = [];
      const reply = await replyOf(subject.backend, { onText: (text) => pieces.push(text) });
      expect(reply.text).not.toBe('');
      expect(pieces.join('')).toBe(reply.text);
    });

    it('has for every figure a positive number, or says that it does not know', async () => {
      const reply = await replyOf(subject.backend);
      for (const name of FIGURES) {
        const figure = reply[name];
        expect(figure === null || figure > 0, `${name} is ${figure}`).toBe(true);
      }
      expect(reply.promptHash).toMatch(/^[0-9a-f]{64}$/);
    });

    it('is given the persona and everything that was said, in order', async () => {
      const { backend, arrived } = subject;
      await replyOf(backend);
      if (!arrived) {
        // Nobody can look into the model; but what it says depends on the prompt, whose size it tells.
        const size = await backend.measure(await promptOf(backend.template), backend.effectiveSampling({}));
        expect(size === null || size.promptTokens > 20).toBe(true);
        return;
      }
      const text = arrived();
      const places = [SYSTEM, ...HISTORY.map(({ content }) => content)].map((said) => text.indexOf(said));
      expect(places).toEqual([...places].sort((one, other) => one - other));
      expect(places).not.toContain(-1);
    });

    it('plays one conversation after another, and several at once', async () => {
      await replyOf(subject.backend);
      const both = await Promise.all(
        Array.from({ length: Math.min(2, subject.backend.parallel) }, () => replyOf(subject.backend)),
      );
      for (const { text } of both) expect(text).not.toBe('');
    });

    it('has a limit on tokens for every reply, and keeps the one that it is given', () => {
      expect(subject.backend.effectiveSampling({}).maxTokens).toBe(256);
      expect(subject.backend.effectiveSampling({ maxTokens: 9, stop: ['。'] })).toMatchObject({
        maxTokens: 9,
        stop: ['。'],
      });
    });

    if (lacks)
      it('refuses by name what it does not have, and lists what it does', () => {
        const refuse = () => subject.backend.effectiveSampling(lacks?.sampling ?? {});
        expect(refuse).toThrow(lacks?.says);
      });

    it('says that a reply ended by itself', async () => {
      const { finishReason } = await replyOf(subject.backend, { sampling: { maxTokens: 200 } });
      expect(finishReason).toEqual({ unified: 'stop', raw: expect.stringMatching(/./) });
    });

    it('says that a reply was cut at the token limit', async () => {
      const { finishReason } = await replyOf(subject.backend, { sampling: { maxTokens: FEW } });
      expect(finishReason).toEqual({ unified: 'length', raw: expect.stringMatching(/./) });
    });
  });

  describe('of a model that talks without end', () => {
    let subject: Subject;
    beforeAll(async () => {
      subject = await open('endless');
    });
    afterAll(() => subject.close());

    it.each([0, 200])(
      'ends a reply within 2 s of an interruption after %i ms, keeping what was said',
      async (afterMs) => {
        let said = '';
        const started = performance.now();
        const reply = await replyOf(subject.backend, {
          sampling: { maxTokens: 6000 },
          signal: afterMs === 0 ? AbortSignal.abort() : AbortSignal.timeout(afterMs),
          onText: (text) => {
            said += text;
          },
        });
        expect(performance.now() - started).toBeLessThan(afterMs + 2_000);
        expect(reply.finishReason).toEqual({ unified: 'error', raw: 'aborted' });
        expect(reply.text).toBe(said);
      },
    );

    it('closes more than once', async () => {
      await subject.backend.close();
      await subject.backend.close();
    });
  });

  if (canIgnore)
    it('leaves out what it does not have when it is told to', async () => {
      const subject = await open('normal', { ignoreUnsupported: true });
      const effective = subject.backend.effectiveSampling({ ...lacks?.sampling, temperature: 0.5 });
      const reply = await replyOf(subject.backend, { sampling: { ...lacks?.sampling, temperature: 0.5 } });
      await subject.close();
      expect(effective).toEqual({ temperature: 0.5, maxTokens: 256 });
      expect(reply.text).not.toBe('');
    });
}

describe('the scripted backend', () => {
  fulfilsTheContract({
    lacks: null,
    canIgnore: false,
    async open(model) {
      let arrived = '';
      const spec = ModelSpecSchema.parse({ id: 'scripted', backend: 'scripted', replies: ['unused'] });
      if (spec.backend !== 'scripted') throw new Error('the schema knows the backend');
      const backend = await openBackend({
        backend: 'scripted',
        entry: { spec, file: 'scripted.yaml', text: '' },
        async respond({ prompt, sampling }) {
          arrived = JSON.stringify(prompt);
          if (model === 'endless') return { text: 'うん', delayMs: 60_000 };
          return { text: 'うん、好きだよ。', finishReason: sampling.maxTokens > FEW ? 'stop' : 'length' };
        },
        prompt: null,
        mode: 'strict',
        parallel: null,
        world: SHIPPED,
      });
      return { backend, arrived: () => arrived, close: () => backend.close() };
    },
  });
});

describe('the llama backend', () => {
  const cache = temporaryFolder();
  afterAll(() => cache[Symbol.asyncDispose]());
  fulfilsTheContract({
    // llama.cpp has everything.
    lacks: null,
    canIgnore: false,
    async open(model) {
      const isEndless = model === 'endless';
      const file = isEndless
        ? await cache.write('endless.gguf', toyModel({ ...ENDLESS, contextLength: 8192 }))
        : path.join(REPOSITORY, 'models/tiny/hitogara-tiny-q2_K.gguf');
      const own = isEndless ? {} : { prompt: 'hitogara-tiny', context: 1024 };
      const spec = ModelSpecSchema.parse({ id: 'tiny', backend: 'llama', file, ...own });
      if (spec.backend !== 'llama') throw new Error('the schema knows the backend');
      const backend = await openBackend({
        backend: 'llama',
        entry: { spec, file: 'tiny.yaml', text: '' },
        gguf: { path: file, place: 'this repository' },
        prompt: null,
        options: { ...DEFAULT_LLAMA_OPTIONS, gpu: 'off', threads: 1, engine: 'prebuilt' },
        limits: { loadMs: 60_000, firstTokenMs: 30_000, idleMs: 10_000, totalMs: 60_000 },
        mode: 'strict',
        parallel: null,
        measured: null,
        // The library tries its binary here, as it does for a user.
        world: worldIn(cache.path, { environment: { PATH: process.env.PATH, HITOGARA_CACHE: cache.path } }),
      });
      return { backend, arrived: null, close: () => backend.close() };
    },
  });
});

const LACKS: Record<Wire, Contract['lacks']> = {
  openai: {
    sampling: { topK: 40, repeatPenalty: 1.1 },
    says: /^OpenAI's chat completions API does not support topK, repeatPenalty\n.*--ignore-unsupported.*temperature, topP, frequencyPenalty/,
  },
  'openai-completions': {
    sampling: { topK: 40, minP: 0.1 },
    says: /^OpenAI's text completions API does not support topK, minP\n.*--ignore-unsupported.*temperature, topP, frequencyPenalty/,
  },
  anthropic: {
    sampling: { repeatPenalty: 1.1 },
    says: /^Anthropic's messages API does not support repeatPenalty\n.*--ignore-unsupported.*temperature, topK, topP, maxTokens/,
  },
};

describe.each(WIRES)('the %s backend', (wire) => {
  fulfilsTheContract({
    lacks: LACKS[wire],
    canIgnore: true,
    async open(model, { ignoreUnsupported } = { ignoreUnsupported: false }) {
      const events = eventsOf(wire);
      const spoke = events.findIndex((event) => event.includes('うん、')) + 1;
      const server = await apiServer(({ body }) => {
        if (model === 'endless') return { steps: [...events.slice(0, spoke), 'hang'] };
        const finish = Number(body?.max_tokens) > FEW ? 'stop' : 'length';
        // Two pieces need some time between them, or there is no speed.
        return { steps: eventsOf(wire, { finish }).flatMap((event) => [event, 2]) };
      });
      const backend = await openBackend(hostedRequest(wire, server.origin, { ignoreUnsupported }));
      return {
        backend,
        arrived: () => whatArrived(server),
        async close() {
          await backend.close();
          await server[Symbol.asyncDispose]();
        },
      };
    },
  });
});

/** The texts of the last request, in order. */
function whatArrived({ requests }: ApiServer): string {
  const { system, messages, prompt } = requests.at(-1)?.body ?? {};
  return JSON.stringify([system, messages, prompt]);
}

describe('what is sent', () => {
  const sampling: Sampling = { temperature: 0.5, topP: 0.9, maxTokens: 9, stop: ['。'] };
  const sentTo = async (wire: Wire, spec: Record<string, unknown> = {}, more: Sampling = {}) => {
    await using server = await apiServer([spoken(wire)]);
    const backend = await openBackend(hostedRequest(wire, server.origin, { spec }));
    await replyOf(backend, { sampling: { ...sampling, ...more } });
    const [request] = server.requests;
    return { path: request?.path, body: request?.body };
  };

  it('to chat completions is exactly this', async () => {
    expect(await sentTo('openai', {}, { frequencyPenalty: 0.1, presencePenalty: 0.2 })).toEqual({
      path: '/v1/chat/completions',
      body: {
        model: 'hosted-1',
        messages: [{ role: 'system', content: SYSTEM }, ...HISTORY],
        temperature: 0.5,
        top_p: 0.9,
        frequency_penalty: 0.1,
        presence_penalty: 0.2,
        max_tokens: 9,
        stop: ['。'],
        seed: 7,
        stream: true,
        stream_options: { include_usage: true },
      },
    });
  });

  it('to text completions is exactly this', async () => {
    const [hello, reply, question] = HISTORY.map(({ content }) => content);
    expect(await sentTo('openai-completions')).toEqual({
      path: '/v1/completions',
      body: {
        model: 'hosted-1',
        prompt: `<s><|system|>${SYSTEM}<|end|><|user|>${hello}<|end|><|assistant|>${reply}<|end|><|user|>${question}<|end|><|assistant|>`,
        temperature: 0.5,
        top_p: 0.9,
        max_tokens: 9,
        stop: ['<|end|>', '。'],
        seed: 7,
        stream: true,
        stream_options: { include_usage: true },
      },
    });
  });

  it('to messages is exactly this', async () => {
    expect(await sentTo('anthropic', {}, { topK: 5 })).toEqual({
      path: '/v1/messages',
      body: {
        model: 'hosted-1',
        system: SYSTEM,
        messages: HISTORY,
        temperature: 0.5,
        top_p: 0.9,
        top_k: 5,
        max_tokens: 9,
        stop_sequences: ['。'],
        stream: true,
      },
    });
  });

  it("has a server's own settings under its own names", async () => {
    const more = { topK: 5, minP: 0.1, repeatPenalty: 1.1 };
    const toLlama = await sentTo('openai', { server: 'llama-server' }, more);
    expect(toLlama.body).toMatchObject({ top_k: 5, min_p: 0.1, repeat_penalty: 1.1 });
    const toVllm = await sentTo('openai', { server: 'vllm' }, more);
    expect(toVllm.body).toMatchObject({ top_k: 5, min_p: 0.1, repetition_penalty: 1.1 });
  });

  it("lets the model see the template's own token at the beginning once", async () => {
    const toLlama = await sentTo('openai-completions', { server: 'llama-server' });
    expect(toLlama.body).toMatchObject({ prompt: expect.stringMatching(/^<\|system\|>/) });
    const toVllm = await sentTo('openai-completions', { server: 'vllm' });
    expect(toVllm.body).toMatchObject({ prompt: expect.stringMatching(/^<s><\|system\|>/), add_special_tokens: false });
  });
});

describe('the Messages API', () => {
  it('gets no empty message and no two of one role in a row, and the reply says so', async () => {
    await using server = await apiServer([spoken('anthropic')]);
    const backend = await openBackend(hostedRequest('anthropic', server.origin));
    const messages: Message[] = [
      { role: 'user', content: 'ねえ' },
      { role: 'assistant', content: ' ' },
      { role: 'user', content: '聞いてる？' },
    ];
    const session = await backend.openSession();
    const { warnings } = await session.reply({
      prompt: { kind: 'messages', system: null, messages, stop: [] },
      sampling: { maxTokens: 9 },
      seed: 7,
      signal: new AbortController().signal,
    });
    expect(server.requests[0]?.body).toMatchObject({ messages: [{ role: 'user', content: 'ねえ\n\n聞いてる？' }] });
    expect(warnings).toEqual(['messages dropped as empty or joined with their neighbours, as the API requires: 2']);
  });
});

it('refuses by name what the API takes, but not for this model', async () => {
  await using server = await apiServer([spoken('anthropic')]);
  const spec = { lacks: ['temperature', 'topK'] };
  const backend = await openBackend(hostedRequest('anthropic', server.origin, { spec }));
  expect(() => backend.effectiveSampling({ temperature: 1, topP: 0.9 })).toThrow(
    /^hosted-1 through Anthropic's messages API does not support temperature\n.*Supported: topP, maxTokens, stop, thinking \(on, off, low, medium, high\)$/s,
  );
});

describe('a hosted model is refused before anything is sent', () => {
  const open = (wire: Wire, spec: Record<string, unknown>, environment: Record<string, string> = {}) =>
    openBackend(hostedRequest(wire, 'http://127.0.0.1:9', { spec, environment }));

  it.each([
    ['openai', 'OPENAI_API_KEY'],
    ['anthropic', 'ANTHROPIC_API_KEY'],
  ] as const)('without its key, whose variable is named: %s', async (wire, name) => {
    await expect(open(wire, { baseUrl: undefined })).rejects.toThrow(`environment variable ${name}, which is not set`);
  });

  it('with a key that no header can carry, without showing it', async () => {
    const opening = open('openai', { apiKeyEnv: 'A_KEY' }, { A_KEY: 'sk-1\nsk-2' });
    await expect(opening).rejects.toThrow(/^(?!.*sk-).*A_KEY contains characters that cannot be part of a key/s);
  });

  it('without a key on another machine', async () => {
    await expect(open('openai', { baseUrl: 'https://example.com/v1' })).rejects.toThrow(
      'models/hosted.yaml: apiKeyEnv',
    );
  });

  it.each([
    ['http://me:secret@127.0.0.1:9/v1', /^contains a user name or a password/],
    ['http://127.0.0.1:9/v1?api_key=sk-secret', /^contains \? or #/],
    ['http://127.0.0.1:9/v1?', /^contains \? or #/],
    ['http://127.0.0.1:9/v1#sk-secret', /^contains \? or #/],
    ['http://127.0.0.1:9/v1#', /^contains \? or #/],
  ])('with a secret in its address, or a place for one: %s', async (baseUrl, message) => {
    const { error } = ModelSpecSchema.safeParse({ id: 'hosted', backend: 'openai', model: 'm', baseUrl });
    expect(error?.issues).toMatchObject([{ path: ['baseUrl'], message: expect.stringMatching(message) }]);
  });

  it.each([
    ['openai', { prompt: 'chatml' }, /produces plain text; .* takes a list of messages/],
    ['openai-completions', { prompt: 'openai-messages' }, /produces a list of messages; .* takes plain text/],
    ['openai-completions', { prompt: undefined }, /names no template for it/],
  ] as const)('with the wrong kind of template: %s %o', async (wire, spec, says) => {
    await expect(open(wire, spec)).rejects.toThrow(says);
  });
});
