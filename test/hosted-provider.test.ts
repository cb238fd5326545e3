// How many requests a provider gets at once, and how long it is left alone.
import { describe, expect, it } from 'vitest';
import { createProviders, type Place, type Provider } from '../dist/backend/hosted/provider.js';
import { failureOfStatus, RequestFailure } from '../dist/backend/hosted/request-failure.js';

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

async function serve(provider: Provider, requests: number): Promise<void> {
  for (let request = 0; request < requests; request++) (await provider.enter(LIVE)).leave(null);
}

describe('a provider', () => {
  it('lets in as many as it starts with', async () => {
    expect(await enterAll(openProvider({ start: 3, most: 8 }), 5)).toHaveLength(3);
  });

  it('has one place more after as many successes as there are places, up to the most', async () => {
    const provider = openProvider({ start: 3, most: 5 });
    await serve(provider, 2);
    const three = await enterAll(provider, 9);
    expect(three).toHaveLength(3);
    three.forEach((place) => void place.leave(null));
    const next = await enterAll(provider, 9);
    expect(next).toHaveLength(4);
    next.forEach((place) => void place.leave(null));
    await serve(provider, 50);
    expect(await enterAll(provider, 9)).toHaveLength(5);
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
