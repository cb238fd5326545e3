// What goes wrong with hosted APIs, in each of the three protocols, and exactly how many requests it costs. Waits before a retry are
// shortened by a parameter; everything else is as in a run.
import { describe, expect, it } from 'vitest';
import { createProviders } from '../dist/backend/hosted/provider.js';
import { openBackend } from '../dist/backend/open.js';
import {
  type Answer,
  apiServer,
  ask,
  askServer,
  dataEvent,
  errorEvent,
  eventsOf,
  hostedRequest,
  jsonAnswer,
  keepAlive,
  SAID,
  spoken,
  WIRES,
} from './support/api-server.ts';

const CANARY = 'sk-CANARY-0123456789-abcdefghijklmnopqrstuvwxyz';
const KEYED = { spec: { apiKeyEnv: 'CANARY_KEY' }, environment: { CANARY_KEY: CANARY } };

const broken = (status: number, message = 'no'): Answer => jsonAnswer(status, { error: { message } });

function failure(code: string, isFatal: boolean, message: unknown = expect.any(String)) {
  return expect.objectContaining({ name: 'ModelFailure', code, isFatal, message });
}

describe.concurrent.each(WIRES)('%s', (wire) => {
  const SPLIT = eventsOf(wire);
  const half = SPLIT.slice(0, SPLIT.findIndex((event) => event.includes('うん、')) + 1);

  describe('asks once', () => {
    it.each([
      [400, 'rejected'],
      [401, 'auth-failed'],
      [402, 'rejected'],
      [403, 'auth-failed'],
      [404, 'rejected'],
      [422, 'rejected'],
    ])('and gives up the model at %i', async (status, code) => {
      const { error, requests, retries } = await askServer(wire, [broken(status, 'you may not')]);
      expect(error).toEqual(
        failure(code, true, expect.stringContaining(`HTTP ${status}: {"error":{"message":"you may not"`)),
      );
      expect({ requests: requests.length, retries }).toEqual({ requests: 1, retries: [] });
    });

    it('when the account has nothing left', async () => {
      const { error, requests } = await askServer(wire, [
        jsonAnswer(429, { error: { message: 'You exceeded your current quota', code: 'insufficient_quota' } }),
      ]);
      expect(error).toEqual(failure('rejected', true));
      expect(requests).toHaveLength(1);
    });

    it('and keeps the reason when the server speaks of a time-out', async () => {
      const { error, requests } = await askServer(wire, [broken(400, 'your session has timed out')]);
      expect(error).toEqual(failure('rejected', true, expect.stringContaining('your session has timed out')));
      expect(requests).toHaveLength(1);
    });

    it('when a filter stops the reply', async () => {
      const { reply, requests } = await askServer(wire, [spoken(wire, { text: ['うん、'], finish: 'filter' })]);
      expect(reply).toMatchObject({ text: 'うん、', attempts: 1 });
      expect(['filter', 'refusal']).toContain(reply?.finishReason.unified);
      expect(requests).toHaveLength(1);
    });

    it.each([
      [400, { error: { code: 'content_filter', message: "triggering Azure OpenAI's content management policy" } }],
      [403, { error: { code: 403, message: 'flagged', metadata: { reasons: ['violence'], flagged_input: 'アニメ' } } }],
      [400, { error: { message: 'Content Exists Risk', type: 'invalid_request_error' } }],
    ])('when a filter refuses the prompt with %i', async (status, body) => {
      const { reply, requests } = await askServer(wire, [jsonAnswer(status, body)]);
      expect(reply).toMatchObject({
        text: '',
        finishReason: { unified: 'filter', raw: expect.stringContaining(`HTTP ${status}`) },
      });
      expect(requests).toHaveLength(1);
    });

    it('when the model calls a tool that nobody offered', async () => {
      const { reply, requests } = await askServer(wire, [spoken(wire, { text: [], finish: 'tool' })]);
      expect(reply).toMatchObject({ text: '', finishReason: { unified: 'error' } });
      expect(reply?.finishReason.raw).toMatch(/^tool_(calls|use)$/);
      expect(requests).toHaveLength(1);
    });

    it('when the reply is empty', async () => {
      const { reply, requests } = await askServer(wire, [spoken(wire, { text: [] })]);
      expect(reply).toMatchObject({
        text: '',
        finishReason: { unified: 'stop' },
        timeToFirstTokenMs: null,
        generateMs: null,
        tokensPerSecond: null,
      });
      expect(requests).toHaveLength(1);
    });
  });

  describe('asks again', () => {
    it.each<{ answer: Answer; code: string; requests: number }>([
      { answer: broken(429), code: 'rate-limited', requests: 6 },
      { answer: broken(503), code: 'server-error', requests: 5 },
      { answer: broken(529), code: 'server-error', requests: 5 },
      { answer: { steps: [...half, 20, 'reset'] }, code: 'network', requests: 5 },
      { answer: { steps: [...half, 20, 'cut'] }, code: 'network', requests: 5 },
      { answer: broken(500, 'request 0123456789abcdef failed'), code: 'server-error', requests: 3 },
      { answer: { steps: half }, code: 'protocol', requests: 3 },
    ])('$code: $requests requests at most', async ({ answer, code, requests }) => {
      const { error, requests: received, retries } = await askServer(wire, [answer]);
      expect(error).toEqual(failure(code, false, expect.stringContaining(`(${requests} attempts)`)));
      expect(received).toHaveLength(requests);
      expect(retries.map(({ attempt, kind }) => ({ attempt, kind }))).toEqual(
        Array.from({ length: requests - 1 }, (_, index) => ({ attempt: index + 1, kind: code })),
      );
    });

    it('when nobody listens, 5 times', async () => {
      const gone = await apiServer([]);
      await gone[Symbol.asyncDispose]();
      const { error, retries } = await ask(await openBackend(hostedRequest(wire, gone.origin)));
      expect(error).toEqual(failure('network', false, expect.stringContaining('ECONNREFUSED')));
      expect(retries.map(({ status }) => status)).toEqual([null, null, null, null]);
    });

    it('after other errors than the same, 5 times', async () => {
      const { error, requests } = await askServer(
        wire,
        [500, 501, 505, 506, 507, 508].map((status) => broken(status)),
      );
      expect(error).toEqual(failure('server-error', false));
      expect(requests).toHaveLength(5);
    });

    it.each([
      ['JSON that is no reply', jsonAnswer(200, [1, 2])],
      ['words', { headers: { 'content-type': 'text/plain' }, steps: ['starting up'] }],
      ['no JSON', { steps: ['event: message_start\ndata: {"type": "message_st\n\n'] }],
      ['another schema', { steps: ['event: x\ndata: {"type":7,"choices":"none"}\n\n'] }],
      ['null', { steps: ['event: x\ndata: null\n\n'] }],
      ['nothing', { steps: [] }],
      ['empty choices', { steps: ['event: x\ndata: {"type":"x","choices":[]}\n\n'] }],
    ] satisfies [string, Answer][])('when 200 comes with %s, and takes the reply that comes then', async (_, wrong) => {
      const { reply, retries, requests } = await askServer(wire, [wrong, spoken(wire)]);
      expect(reply).toMatchObject({ text: SAID, attempts: 2 });
      expect(retries).toMatchObject([{ attempt: 1, kind: 'protocol', partialText: '' }]);
      expect(requests).toHaveLength(2);
    });

    it('keeps what had been said', async () => {
      const { reply, retries, texts } = await askServer(wire, [{ steps: [...half, 20, 'reset'] }, spoken(wire)]);
      expect(retries).toMatchObject([{ attempt: 1, kind: 'network', status: null, partialText: 'うん、' }]);
      expect(reply).toMatchObject({ text: SAID, attempts: 2 });
      expect(texts.join('')).toBe(`うん、${SAID}`);
    });

    it('when the stream tells of an error', async () => {
      const steps = [...half, errorEvent(wire, 'out of memory')];
      const { reply, retries } = await askServer(wire, [{ steps }, spoken(wire)]);
      expect(retries).toMatchObject([{ kind: 'server-error', status: 500, partialText: 'うん、' }]);
      expect(retries[0]?.reason).toContain('out of memory');
      expect(reply).toMatchObject({ text: SAID, attempts: 2 });
    });

    it('when 200 comes with an error that may pass', async () => {
      const wrong = jsonAnswer(200, { error: { message: 'model crashed' } });
      const { reply, retries } = await askServer(wire, [wrong, spoken(wire)]);
      expect(retries).toMatchObject([{ kind: 'server-error', status: 500 }]);
      expect(retries[0]?.reason).toBe('HTTP 200: {"message":"model crashed"}');
      expect(reply).toMatchObject({ text: SAID, attempts: 2 });
    });

    it.each([
      ['overloaded_error', 'server-error', 529],
      ['rate_limit_error', 'rate-limited', 429],
    ])('when the stream tells of %s', async (type, kind, status) => {
      const { reply, retries } = await askServer(wire, [{ steps: [errorEvent(wire, 'busy', type)] }, spoken(wire)]);
      expect(retries).toMatchObject([{ kind, status }]);
      expect(reply).toMatchObject({ text: SAID, attempts: 2 });
    });

    it('not before the provider wants to be asked', async () => {
      const wait = { ...broken(429), headers: { 'content-type': 'application/json', 'retry-after-ms': '300' } };
      const { reply, retries, tookMs } = await askServer(wire, [wait, spoken(wire)]);
      expect(reply).toMatchObject({ text: SAID, attempts: 2 });
      expect(retries[0]?.waitMs).toBeGreaterThanOrEqual(300);
      expect(tookMs).toBeGreaterThanOrEqual(300);
      expect(tookMs).toBeLessThan(5_000);
    });
  });

  describe('waits no longer than its limits', () => {
    it.each<{ what: string; answer: Answer }>([
      { what: 'for the headers', answer: { steps: ['hang'] } },
      { what: 'for content while the connection is kept alive', answer: { steps: kept(wire, 30) } },
    ])('$what', async ({ answer }) => {
      const { error, requests, tookMs } = await askServer(wire, [answer], { limits: { firstTokenMs: 150 } });
      expect(error).toEqual(
        failure('stalled', false, expect.stringContaining('no content arrived within 0.15 s (3 attempts)')),
      );
      // A request that is given up may never have been read.
      expect(requests.length).toBeLessThanOrEqual(3);
      expect(tookMs).toBeLessThan(8_000);
    });

    it('for more content', async () => {
      const stalls: Answer = { steps: [...half, ...kept(wire, 30)] };
      const { reply, retries } = await askServer(wire, [stalls, spoken(wire)], { limits: { idleMs: 200 } });
      expect(retries[0]).toMatchObject({
        kind: 'stalled',
        reason: 'no more content arrived within 0.2 s',
        partialText: 'うん、',
      });
      expect(reply).toMatchObject({ text: SAID });
    });

    it('for the whole', async () => {
      const slow: Answer = { steps: Array.from({ length: 60 }, () => [...half.slice(-1), 20]).flat() };
      const { retries } = await askServer(wire, [slow, spoken(wire)], { limits: { totalMs: 600 } });
      expect(retries[0]).toMatchObject({ kind: 'stalled', reason: 'the reply did not finish within 0.6 s' });
      expect(retries[0]?.partialText).toMatch(/^(うん、)+$/);
    });

    it('for the end of a connection when the reply is finished', async () => {
      const { reply } = await askServer(wire, [{ steps: [...SPLIT, 'hang'] }], { limits: { idleMs: 200 } });
      expect(reply).toMatchObject({ text: SAID, attempts: 1, finishReason: { unified: 'stop' } });
    });
  });

  describe('reads a stream', () => {
    const bytes = new TextEncoder().encode(SPLIT.join(''));

    it('that is cut inside of characters', async () => {
      const steps = Array.from(bytes, (_, index) => bytes.subarray(index, index + 1));
      expect((await askServer(wire, [{ steps }])).reply).toMatchObject({ text: SAID, attempts: 1, promptTokens: 12 });
    });

    it('with a byte order mark and CRLF', async () => {
      const steps = [`\ufeff${SPLIT.join('').replaceAll('\n', '\r\n')}`];
      expect((await askServer(wire, [{ steps }])).reply).toMatchObject({ text: SAID, attempts: 1, replyTokens: 5 });
    });

    it('whose connection breaks after the end of the reply', async () => {
      const steps = [...SPLIT.filter((event) => !event.includes('[DONE]')), 20, 'reset'] as const;
      expect((await askServer(wire, [{ steps }])).reply).toMatchObject({ text: SAID, attempts: 1, replyTokens: 5 });
    });

    it('without a last word', async () => {
      const steps = SPLIT.filter((event) => !event.includes('[DONE]') && !event.includes('message_stop'));
      expect((await askServer(wire, [{ steps }])).reply).toMatchObject({
        text: SAID,
        attempts: 1,
        finishReason: { unified: 'stop' },
      });
    });

    it.each([null, { prompt: 0, reply: 0 }])('that counts %o, and invents nothing', async (usage) => {
      const { reply } = await askServer(wire, [spoken(wire, { usage })]);
      expect(reply).toMatchObject({
        text: SAID,
        promptTokens: null,
        reusedTokens: null,
        evaluatedTokens: null,
        replyTokens: null,
        tokensPerSecond: null,
        costUsd: null,
      });
    });

    it('and reckons what it costs', async () => {
      const price = { input: 2, cachedInput: 0.5, output: 10, date: '2026-01-01' };
      const { reply } = await askServer(wire, [spoken(wire)], { spec: { price } });
      expect(reply?.costUsd).toBeCloseTo((8 * 2 + 4 * 0.5 + 5 * 10) / 1e6, 12);
    });
  });

  describe('ends at once when it is interrupted', () => {
    it.each<{ when: string; answer: Answer; header: string | null }>([
      { when: 'before a retry', answer: broken(429, 'later'), header: '20000' },
      { when: 'in the middle of a reply', answer: { steps: [...half, 'hang'] }, header: null },
      { when: 'before the first word', answer: { steps: ['hang'] }, header: null },
    ])('$when', async ({ answer, header }) => {
      const stopped = new AbortController();
      setTimeout(() => stopped.abort(), 150);
      const headers = header === null ? answer.headers : { ...answer.headers, 'retry-after-ms': header };
      const { reply, tookMs } = await askServer(wire, [headers ? { ...answer, headers } : answer], {
        signal: stopped.signal,
      });
      expect(reply?.finishReason).toEqual({ unified: 'error', raw: 'aborted' });
      expect(tookMs).toBeLessThan(8_000);
    });

    it('while it waits for a place', async ({ expect }) => {
      await using server = await apiServer([{ steps: ['hang'] }]);
      const providers = createProviders();
      const backend = await openBackend(hostedRequest(wire, server.origin, { providers, spec: { concurrency: 1 } }));
      const stopped = new AbortController();
      const both = [ask(backend, { signal: stopped.signal }), ask(backend, { signal: stopped.signal })];
      await expect.poll(() => server.requests.length, { timeout: 10_000 }).toBe(1);
      stopped.abort();
      expect((await Promise.all(both)).map(({ reply }) => reply?.finishReason.raw)).toEqual(['aborted', 'aborted']);
      expect(server.requests).toHaveLength(1);
    });
  });

  describe('keeps the key', () => {
    it('from another host', async () => {
      await using elsewhere = await apiServer([spoken(wire)]);
      const headers = { location: `${elsewhere.origin}/v1/steal` };
      const { error, requests } = await askServer(wire, [{ status: 307, headers, steps: [] }], KEYED);
      expect(error).toEqual(failure('rejected', true, expect.stringContaining(`redirects to ${elsewhere.origin}`)));
      expect({ here: requests.length, there: elsewhere.requests.length }).toEqual({ here: 1, there: 0 });
    });

    it('with a redirect on the same host', async () => {
      const { reply, requests } = await askServer(
        wire,
        [{ status: 308, headers: { location: '/moved' }, steps: [] }, spoken(wire)],
        KEYED,
      );
      expect(reply?.text).toBe(SAID);
      expect(requests.map(({ path }) => path)[1]).toBe('/moved');
      expect(requests[1]?.body).toEqual(requests[0]?.body);
    });

    it('from a circle', async () => {
      const { error, requests } = await askServer(wire, [{ status: 307, headers: { location: '/again' }, steps: [] }]);
      expect(error).toEqual(failure('rejected', true, expect.stringContaining('in a loop')));
      expect(requests).toHaveLength(4);
    });
  });

  it('stops a provider that refuses the key, and leaves others alone', async () => {
    await using refusing = await apiServer([broken(401)]);
    await using other = await apiServer([spoken(wire)]);
    const providers = createProviders();
    const environment = { CANARY_KEY: CANARY };
    const open = (origin: string, model: string) =>
      openBackend(hostedRequest(wire, origin, { ...KEYED, providers, environment, spec: { ...KEYED.spec, model } }));
    const first = await ask(await open(refusing.origin, 'a'));
    const second = await ask(await open(refusing.origin, 'b'));
    expect([first.error, second.error]).toEqual([failure('auth-failed', true), failure('auth-failed', true)]);
    expect(refusing.requests).toHaveLength(1);
    expect((await ask(await open(other.origin, 'a'))).reply?.text).toBe(SAID);
  });

  it('hangs up on a server that it has stopped listening to', async ({ expect }) => {
    await using server = await apiServer([{ steps: [...half, 'hang'] }]);
    const backend = await openBackend(hostedRequest(wire, server.origin, { limits: { idleMs: 50 } }));
    await ask(backend);
    await expect.poll(() => server.unfinished(), { timeout: 10_000 }).toBe(0);
  });

  it('does not take a mistake of its caller for the network', async () => {
    const onText = () => {
      throw new TypeError('a bug');
    };
    const { error, requests } = await askServer(wire, [spoken(wire)], { onText });
    expect(error).toEqual(new TypeError('a bug'));
    expect(requests).toHaveLength(1);
  });
});

it.concurrent('waits 2 s at most for the rest of an error page', async () => {
  const steps = ['{"error":{"message":"no such model"', 'hang'] as const;
  const { error, requests, tookMs } = await askServer('openai', [{ status: 404, headers: {}, steps }]);
  expect(error).toEqual(failure('rejected', true, expect.stringContaining('no such model')));
  expect(requests).toHaveLength(1);
  expect(tookMs).toBeLessThan(8_000);
});

// These change the environment that all tests of the process share.
it.each(WIRES)('%s: sends no header beside those of the API, whatever the environment says', async (wire) => {
  const names = ['OPENAI_CUSTOM_HEADERS', 'ANTHROPIC_CUSTOM_HEADERS', 'OPENAI_ADMIN_KEY', 'ANTHROPIC_AUTH_TOKEN'];
  for (const name of names) process.env[name] = 'Authorization: wrong\nX-Other: wrong';
  try {
    const { requests } = await askServer(wire, [spoken(wire)], KEYED);
    const { authorization, 'x-api-key': xApiKey, 'x-other': other } = requests[0]?.headers ?? {};
    expect({ authorization, xApiKey, other }).toEqual(
      wire === 'anthropic' ? { xApiKey: CANARY } : { authorization: `Bearer ${CANARY}` },
    );
    const [keyless] = (await askServer(wire, [spoken(wire)])).requests;
    expect(keyless?.headers).not.toHaveProperty('authorization');
    expect(keyless?.headers).not.toHaveProperty('x-api-key');
    expect(Object.keys(keyless?.headers ?? {}).filter((name) => name.startsWith('x-'))).toEqual([]);
  } finally {
    for (const name of names) delete process.env[name];
  }
});

describe('reasoning is kept apart from the reply', () => {
  it.each([
    ['reasoning_content', { reasoning_content: 'さて、' }],
    ['reasoning', { reasoning: 'さて、', reasoning_content: '' }],
    ['both', { reasoning: 'さて、', reasoning_content: 'さて、' }],
    ['thinking', { thinking: 'さて、' }],
  ])('when it comes as %s', async (_, delta) => {
    const steps = [dataEvent({ choices: [{ index: 0, delta }] }), ...eventsOf('openai')];
    const { reply, texts } = await askServer('openai', [{ steps }]);
    expect(reply).toMatchObject({ text: SAID, reasoning: 'さて、' });
    expect(texts.join('')).toBe(SAID);
  });

  it('when it comes as thinking blocks', async () => {
    const { reply } = await askServer('anthropic', [spoken('anthropic', { reasoning: ['さて', '、'] })]);
    expect(reply).toMatchObject({ text: SAID, reasoning: 'さて、' });
  });

  it('and out of the speed where it is not shown', async () => {
    const hidden = (reasoning: number): Answer => {
      const usage = {
        prompt_tokens: 5,
        completion_tokens: 104,
        completion_tokens_details: { reasoning_tokens: reasoning },
      };
      const [role = '', first = '', ...rest] = eventsOf('openai', { usage: null });
      return { steps: [role, first, 200, ...rest.slice(0, -1), dataEvent({ choices: [], usage }), 'data: [DONE]\n\n'] };
    };
    const fast = (await askServer('openai', [hidden(0)])).reply?.tokensPerSecond;
    const honest = (await askServer('openai', [hidden(100)])).reply?.tokensPerSecond;
    expect(fast).toBeGreaterThan(100);
    expect(honest).toBeLessThan(16);
  });
});

it('a refusal that ends like a reply is a refusal', async () => {
  const refusal = dataEvent({ choices: [{ index: 0, delta: { content: null, refusal: 'できません。' } }] });
  const { reply, requests } = await askServer('openai', [{ steps: [refusal, ...eventsOf('openai', { text: [] })] }]);
  expect(reply).toMatchObject({ text: 'できません。', finishReason: { unified: 'refusal', raw: 'refusal' } });
  expect(requests).toHaveLength(1);
});

it('content that is null says nothing', async () => {
  const nothing = dataEvent({ choices: [{ index: 0, delta: { role: 'assistant', content: null } }] });
  const { reply } = await askServer('openai', [{ steps: [nothing, ...eventsOf('openai')] }]);
  expect(reply).toMatchObject({ text: SAID, attempts: 1 });
});

it("an error's status inside a stream decides about the next attempt", async () => {
  const steps = [
    dataEvent({ error: { code: 400, message: 'the context is full', type: 'exceed_context_size_error' } }),
  ];
  const { error, requests } = await askServer('openai', [{ steps }]);
  expect(error).toEqual(failure('context-overflow', false, expect.stringContaining('the context is full')));
  expect(requests).toHaveLength(1);
});

/** A connection that is kept alive for a second without a word. */
function kept(wire: (typeof WIRES)[number], times: number): (string | number)[] {
  return Array.from({ length: times }, () => [keepAlive(wire), 33]).flat();
}
