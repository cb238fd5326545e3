// Servers that mean harm: whatever they answer becomes a reply or a failure that is said, within the limits, and without the key.
import { describe, expect, it } from 'vitest';
import { openBackend } from '../dist/backend/open.js';
import { ModelFailure } from '../dist/core/errors.js';
import { ask, hostedRequest, WIRES, type Wire } from './support/api-server.ts';
import { hostileServer } from './support/hostile-server.ts';
import { HOSTILE_WAYS } from './support/hostile-ways.ts';
import { randomFrom } from './support/random.ts';

const KEY = 'sk-CANARY-0123456789-abcdefghijklmnopqrstuvwxyz';
/** Six characters in each form, in small letters. */
const BEGINNINGS = [
  KEY.slice(0, 6),
  ...['', 'Bearer '].map((before) => Buffer.from(`${before}${KEY}`).toString('base64').slice(-20, -4)),
  Buffer.from(KEY).toString('base64').slice(0, 8),
  Buffer.from(KEY.slice(0, 6)).toString('hex'),
  ...['\\u0073\\u006b', '%73%6b', '&#115;&#107;'],
].map((form) => form.toLowerCase());

/** The rest is for `prove:fuzz`: these take their time, or are much like others. */
const LONG =
  /^(status|429|endless|gzip|brotli|deflate|deep|no answer|headers and|silence|100,000|a deep|an error that is deep|many)|at the end of what is read in a reply|one endless|for ever/;
const isTried = (way: string, index: number): boolean =>
  !LONG.test(way) && (!way.startsWith('a key') || index % 2 === 0);

async function askWay(wire: Wire, way: string, seed: number) {
  const server = await hostileServer(randomFrom(seed), KEY, way);
  try {
    const spec = { apiKeyEnv: 'CANARY_KEY' };
    const limits = { firstTokenMs: 5_000, idleMs: 5_000 };
    const options = { spec, limits, environment: { CANARY_KEY: KEY } };
    return await ask(await openBackend(hostedRequest(wire, server.url, options)));
  } finally {
    await server.close();
  }
}

describe.concurrent('becomes a reply or a failure, without the key', () => {
  const ways = Object.keys(HOSTILE_WAYS).filter(isTried);
  it.each(ways.map((way, index) => [way, WIRES[index % WIRES.length] ?? 'openai', index] as const))(
    '%s (%s)',
    async (way, wire, seed) => {
      const { reply, error, retries, texts } = await askWay(wire, way, seed);
      if (error !== null && !(error instanceof ModelFailure)) throw error;
      const said = [...retries.map(({ partialText }) => partialText), reply?.text ?? ''].join('');
      if (reply) expect(texts.join('')).toBe(said);
      const everything = JSON.stringify([reply, error?.message, error?.stack, retries, texts.join('')]).toLowerCase();
      expect(BEGINNINGS.filter((form) => everything.includes(form))).toEqual([]);
      expect(everything.length).toBeLessThan(700_000);
    },
  );
});

describe.concurrent.each(WIRES)('%s', (wire) => {
  it('cuts a reply without end where no reply of so many tokens can be, and keeps what had come', async () => {
    const { reply, retries, texts } = await askWay(wire, 'endless text, a megabyte at a time', 1);
    expect(reply).toMatchObject({
      finishReason: { unified: 'length', raw: 'longer than 64 tokens can be' },
      warnings: expect.arrayContaining(['the server went on far beyond the limit of 64 tokens; the reply was cut off']),
    });
    expect(reply?.text).toMatch(/^うん、あ{4093}$/);
    expect({ retries, shown: texts.join('') }).toEqual({ retries: [], shown: reply?.text });
  });

  it.each(['text after the end', 'text a moment after the end', 'text after the reason', 'the reply twice'])(
    'leaves out %s, and says so',
    async (way) => {
      const { reply, texts } = await askWay(wire, way, 1);
      expect(reply).toMatchObject({ text: 'うん、好きだよ。', attempts: 1, finishReason: { unified: 'stop' } });
      expect(reply?.warnings).toContain('the server sent more after the end of the reply; it was left out');
      expect(texts.join('')).toBe(reply?.text);
    },
  );

  it.each(['9007199254740991', '9007199254740992', '1000000000', '"999999999999999"', '-1', '0.5'])(
    'takes a count of %s tokens for unknown',
    async (count) => {
      const { reply } = await askWay(wire, `counts ${count} tokens`, 1);
      expect(reply).toMatchObject({ promptTokens: null, replyTokens: null, costUsd: null, tokensPerSecond: null });
    },
  );
});

it.concurrent.each([
  ['openai', 'one endless line', 'a line of the stream is longer than 2 MB'],
  ['anthropic', 'endless lines without a blank line', 'an event of the stream is longer than 2 MB'],
  ['openai-completions', 'gzip bomb in one line', 'a line of the stream is longer than 2 MB'],
  ['openai', 'endless JSON', 'the answer is longer than 2 MB'],
] as const)('%s: reads no more than it must of %s', async (wire, way, reason) => {
  const { retries } = await askWay(wire, way, 1);
  expect(retries[0]).toMatchObject({ kind: 'protocol', reason, partialText: '' });
});

it.concurrent('asks a server whose certificate will not do once', async () => {
  const { error, retries } = await askWay('openai', 'tls: a certificate of nobody', 1);
  expect(error).toMatchObject({ name: 'ModelFailure', code: 'rejected', isFatal: true });
  expect(String(error)).toMatch(/no secure connection .*SELF_SIGNED_CERT.*NODE_EXTRA_CA_CERTS/);
  expect(retries).toEqual([]);
});
