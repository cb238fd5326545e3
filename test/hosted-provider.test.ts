// How many requests a provider gets at once, and how long it is left alone.
import { describe, expect, it } from 'vitest';
import { createProviders, type Place, type Provider } from '../dist/backend/hosted/provider.js';
import { failureOfStatus, networkFailure, RequestFailure } from '../dist/backend/hosted/request-failure.js';

const LIVE = new AbortController().signal;

const openProvider = (limits: { start: number; most: number }) => createProviders().of('https://a KEY', limits);

const limited = (retryAfterMs: number | null = null) =>
  new RequestFailure('rate-limited', 'HTTP 429', { status: 429, retryAfterMs });

/** Everybody who gets in within the moment. */
async function enterAll(provider: Provider, wanted: number): Promise<Place[]> {
  const places: Place[] = [];
  const left = new AbortController();
  const all = Array.from({ length: wanted }, () => provider.enter(left.signal).then((place) => places.push(place)));
  await new Promise((resolve) => setTimeout(resolve, 5));
  const entered = [...places];
  left.abort();
  await Promise.allSettled(all);
  return entered;
}

describe('a provider', () => {
  it('lets in as many as it starts with', async () => {
    expect(await enterAll(openProvider({ start: 3, most: 8 }), 5)).toHaveLength(3);
  });

  it('has one place more after each success, so that they double, until the first 429', async () => {
    const provider = openProvider({ start: 2, most: 7 });
    for (const places of [2, 4, 7, 7]) {
      const entered = await enterAll(provider, 9);
      expect(entered).toHaveLength(places);
      entered.forEach((place) => void place.leave(null));
    }
  });

  it('has one place more after as many successes as there are places, once there was a 429', async () => {
    const provider = openProvider({ start: 6, most: 5 });
    (await provider.enter(LIVE)).leave(limited());
    for (const places of [2, 3, 4, 5, 5]) {
      const entered = await enterAll(provider, 9);
      expect(entered).toHaveLength(places);
      entered.forEach((place) => void place.leave(null));
    }
  });

  it('has half of its places after a request that stalled, as in a long queue', async () => {
    const provider = openProvider({ start: 8, most: 8 });
    for (const place of await enterAll(provider, 8)) place.leave(new RequestFailure('stalled', 'no content arrived'));
    expect(await enterAll(provider, 9)).toHaveLength(4);
  });

  it('has half of its places after a 429, once for all that were under way', async () => {
    const provider = openProvider({ start: 8, most: 8 });
    const places = await enterAll(provider, 8);
    places.forEach((place) => void place.leave(limited()));
    const half = await enterAll(provider, 9);
    expect(half).toHaveLength(4);
    half.forEach((place) => void place.leave(limited()));
    expect(await enterAll(provider, 9)).toHaveLength(2);
  });

  it('keeps one place at least', async () => {
    const provider = openProvider({ start: 1, most: 8 });
    for (const _ of [1, 2, 3]) (await provider.enter(LIVE)).leave(limited());
    expect(await enterAll(provider, 3)).toHaveLength(1);
  });

  it('loses no place to other failures', async () => {
    const provider = openProvider({ start: 2, most: 2 });
    for (const place of await enterAll(provider, 2)) place.leave(new RequestFailure('network', 'reset'));
    expect(await enterAll(provider, 9)).toHaveLength(2);
  });

  it('lets nobody in while it wants to be left alone', async () => {
    const provider = openProvider({ start: 4, most: 4 });
    (await provider.enter(LIVE)).leave(limited(120));
    const started = performance.now();
    await provider.enter(LIVE);
    expect(performance.now() - started).toBeGreaterThanOrEqual(115);
    expect(performance.now() - started).toBeLessThan(2_120);
  });

  it('lets those who wait in in the order in which they came', async () => {
    const provider = openProvider({ start: 1, most: 1 });
    const first = await provider.enter(LIVE);
    const order: number[] = [];
    const all = [1, 2, 3, 4].map(async (name) => {
      const place = await provider.enter(LIVE);
      order.push(name);
      place.leave(null);
    });
    first.leave(null);
    await Promise.all(all);
    expect(order).toEqual([1, 2, 3, 4]);
  });

  it('turns everybody away once it has refused the key, those who wait included', async () => {
    const provider = openProvider({ start: 1, most: 1 });
    const place = await provider.enter(LIVE);
    const waiting = provider.enter(LIVE);
    const refusal = new RequestFailure('auth-failed', 'HTTP 401', { status: 401 });
    place.leave(refusal);
    await expect(waiting).rejects.toBe(refusal);
    await expect(provider.enter(LIVE)).rejects.toBe(refusal);
  });

  it('lets go of those who are interrupted', async () => {
    const provider = openProvider({ start: 1, most: 1 });
    await provider.enter(LIVE);
    const left = new AbortController();
    const waiting = provider.enter(left.signal);
    left.abort(new Error('interrupted'));
    await expect(waiting).rejects.toThrow('interrupted');
  });

  it('is shared by all models of the same server and key, and by no others', () => {
    const providers = createProviders();
    const limits = { start: 1, most: 1 };
    expect(providers.of('https://a KEY', limits)).toBe(providers.of('https://a KEY', limits));
    expect(providers.of('https://a KEY', limits)).not.toBe(providers.of('https://a OTHER', limits));
  });
});

const NOW = Date.parse('2026-11-21T12:00:00Z');

it.each([
  [{}, null],
  [{ 'retry-after': '7' }, 7_000],
  [{ 'retry-after': '0' }, 0],
  [{ 'retry-after': '0.5' }, 500],
  [{ 'retry-after': '-1' }, null],
  [{ 'retry-after': '' }, null],
  [{ 'retry-after': 'soon' }, null],
  [{ 'retry-after': '0x10' }, null],
  [{ 'retry-after': '1, 2' }, null],
  [{ 'retry-after': '86400' }, 120_000],
  [{ 'retry-after-ms': '250', 'retry-after': '7' }, 250],
  [{ 'retry-after-ms': '', 'retry-after': '7' }, 7_000],
  [{ 'retry-after-ms': '9e9' }, 120_000],
  [{ 'retry-after': 'Sat, 21 Nov 2026 12:00:30 GMT' }, 30_000],
  [{ 'retry-after': 'Sat, 21 Nov 2026 11:00:00 GMT' }, 0],
  [{ 'retry-after': 'Sun, 22 Nov 2026 12:00:00 GMT' }, 120_000],
  // The server's clock is an hour behind ours, and so is its date.
  [{ 'retry-after': 'Sat, 21 Nov 2026 11:00:10 GMT', date: 'Sat, 21 Nov 2026 11:00:00 GMT' }, 10_000],
] as const)('takes %o for a wait of %s ms', (headers, waitMs) => {
  const answer = { status: 429, headers: new Headers(headers), body: '' };
  expect(failureOfStatus(answer, NOW).retryAfterMs).toBe(waitMs);
});

it.each([
  ['DEPTH_ZERO_SELF_SIGNED_CERT', 'rejected'],
  ['UNABLE_TO_GET_ISSUER_CERT_LOCALLY', 'rejected'],
  ['CERT_HAS_EXPIRED', 'rejected'],
  ['CERT_NOT_YET_VALID', 'rejected'],
  ['ERR_TLS_CERT_ALTNAME_INVALID', 'rejected'],
  ['ERR_SSL_WRONG_VERSION_NUMBER', 'rejected'],
  ['ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION', 'rejected'],
  ['ECONNREFUSED', 'network'],
  ['ECONNRESET', 'network'],
  ['EAI_AGAIN', 'network'],
  ['UND_ERR_SOCKET', 'network'],
] as const)('%s is a failure of the kind %s', (code, kind) => {
  const cause = Object.assign(new Error('the reason'), { code });
  const failure = networkFailure(new TypeError('fetch failed', { cause }));
  expect({ kind: failure.kind, isRetryable: failure.isRetryable }).toEqual({ kind, isRetryable: kind === 'network' });
  expect(failure.message).toContain(`fetch failed: the reason (${code})`);
});
