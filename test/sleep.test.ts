// A computer that falls asleep in the middle of its work. Its clock is moved by hand.
import { describe, expect, it } from 'vitest';
import { collectReply } from '../dist/backend/hosted/exchange.js';
import type { Piece } from '../dist/backend/hosted/pieces.js';
import type { ChildChannel } from '../dist/backend/llama/child-channel.js';
import { startModelProcess } from '../dist/backend/llama/model-process.js';
import { type Clock, patientTimer, watchSleep } from '../dist/core/patient-timer.js';
import { awake, withoutTimes } from '../dist/run/awake.js';

const NIGHT = 8 * 3_600_000;

/** Time passes in small steps, in which timers are called when they are due, or at once, as in a sleep. */
function handClock() {
  let now = 1_000;
  let timers: { at: number; call: () => void }[] = [];
  const clock: Clock = {
    now: () => now,
    after(ms, call) {
      const timer = { at: now + ms, call };
      timers.push(timer);
      return () => {
        timers = timers.filter((other) => other !== timer);
      };
    },
  };
  const callDue = (): void => {
    for (const timer of timers.filter(({ at }) => at <= now)) {
      timers = timers.filter((other) => other !== timer);
      timer.call();
    }
  };
  const pass = (ms: number, step = 100): void => {
    for (const end = now + ms; now < end; ) {
      now = Math.min(end, now + step);
      callDue();
    }
  };
  return {
    ...{ clock, pass },
    sleep(ms: number): void {
      now += ms;
      callDue();
    },
    /** What was asleep is told of something else before its timers. */
    sleepUnnoticed(ms: number): void {
      now += ms;
    },
    isIdle: () => timers.length === 0,
  };
}

describe('a time limit', () => {
  const timerOf = (limitMs: number) => {
    const hands = handClock();
    let expired = 0;
    const timer = patientTimer(limitMs, () => expired++, hands.clock);
    return { ...hands, timer, expired: () => expired };
  };

  it.each([100, 1_000, 1_500, 8_000, 60_000])('of %i ms ends once, when it is over', (limitMs) => {
    const { pass, expired, isIdle } = timerOf(limitMs);
    pass(limitMs - 100);
    expect(expired()).toBe(0);
    pass(100);
    expect([expired(), isIdle()]).toEqual([1, true]);
    pass(limitMs);
    expect(expired()).toBe(1);
  });

  it.each([0, 100, 30_000, 59_900])('begins again after a night that came after %i ms', (before) => {
    const { pass, sleep, expired } = timerOf(60_000);
    pass(before);
    sleep(NIGHT);
    pass(59_900);
    expect(expired()).toBe(0);
    pass(100);
    expect(expired()).toBe(1);
  });

  it('lasts through several sleeps, each of which takes some seconds of it', () => {
    const { pass, sleep, expired } = timerOf(60_000);
    for (let night = 0; night < 5; night++) {
      sleep(NIGHT);
      pass(5_000);
    }
    expect(expired()).toBe(0);
    pass(20_000);
    expect(expired()).toBe(1);
  });

  it.each([1_100, 3_000, 7_000, 20_000])('ends on a machine that looks up every %i ms only', (step) => {
    const { pass, expired } = timerOf(60_000);
    pass(60_000 + 12 * step, step);
    expect(expired()).toBe(1);
  });

  it('begins again with each sign of life, and has its patience again', () => {
    const { pass, sleep, timer, expired } = timerOf(10_000);
    for (let sign = 0; sign < 3; sign++) {
      pass(9_000);
      sleep(NIGHT);
      pass(9_000);
      timer.restart();
    }
    timer.restart(2_000);
    pass(1_900);
    expect(expired()).toBe(0);
    pass(100);
    expect(expired()).toBe(1);
  });

  it('that is stopped says what is left', () => {
    const { pass, timer, expired, isIdle } = timerOf(10_000);
    pass(2_500);
    expect([timer.stop(), isIdle()]).toEqual([7_500, true]);
    pass(NIGHT);
    expect(expired()).toBe(0);
  });
});

describe('a sleep', () => {
  it.each([
    { what: 'nothing', happens: () => {}, asleepMs: 0 },
    { what: 'a busy machine', happens: ({ pass }: ReturnType<typeof handClock>) => pass(60_000, 4_000), asleepMs: 0 },
    { what: 'a night', happens: ({ sleep }: ReturnType<typeof handClock>) => sleep(NIGHT), asleepMs: NIGHT },
    {
      what: 'a night that ends with the answer',
      happens: ({ sleepUnnoticed }: ReturnType<typeof handClock>) => sleepUnnoticed(NIGHT),
      asleepMs: NIGHT,
    },
    {
      what: 'two',
      happens({ pass, sleep }: ReturnType<typeof handClock>) {
        pass(10_000);
        sleep(20_000);
        pass(10_000);
        sleep(30_000);
      },
      asleepMs: 50_000,
    },
  ])('is noticed in $what', async ({ happens, asleepMs }) => {
    const hands = handClock();
    const watch = watchSleep(hands.clock);
    happens(hands);
    expect(watch.stop()).toBe(asleepMs);
    expect(await awake(async () => happens(hands), hands.clock)).toEqual({ result: undefined, asleepMs });
    expect(hands.isIdle()).toBe(true);
  });

  it('makes the speed of a reply unknown, and is recorded with it', () => {
    const times = { timeToFirstTokenMs: 1, promptMs: 2, generateMs: 3, promptTokensPerSecond: 4, tokensPerSecond: 5 };
    const reply = { text: 'うん', replyTokens: 2, warnings: ['a'], ...times };
    expect(withoutTimes(reply as never, NIGHT)).toEqual({
      ...{ text: 'うん', replyTokens: 2 },
      ...{ timeToFirstTokenMs: null, promptMs: null, generateMs: null },
      ...{ promptTokensPerSecond: null, tokensPerSecond: null },
      warnings: ['a', 'the computer slept during this reply, or was held up, for 28800 s: its speed is unknown'],
    });
  });
});

describe('after a night', () => {
  const limits = { loadMs: 600_000, firstTokenMs: 300_000, idleMs: 60_000, totalMs: 1_800_000 };
  const signal = new AbortController().signal;

  it.each(['load', 'memory', 'reply', 'log-likelihood'] as const)(
    'a model process is not killed while it is asked for %s, but once the limit is over',
    async (type) => {
      const hands = handClock();
      let killed = 0;
      const channel = { isAlive: true, call: () => new Promise(() => {}), abort() {}, kill: async () => killed++ };
      const modelProcess = startModelProcess(channel as unknown as ChildChannel, hands.clock);
      if (type === 'load') void modelProcess.load({ path: 'a.gguf' } as never, 60_000);
      else if (type === 'memory') void modelProcess.memory(60_000);
      else if (type === 'reply') void modelProcess.reply({ type } as never, { limits, signal, onText() {} });
      else void modelProcess.evaluate({ type } as never, { limits, signal });
      hands.pass(50_000);
      hands.sleep(NIGHT);
      hands.pass(50_000);
      expect(killed).toBe(0);
      hands.pass(300_000);
      expect(killed).toBe(1);
    },
  );

  it('a server has as long as before, and is given up then', async () => {
    const hands = handClock();
    let isOver = false;
    const ask = async function* (): AsyncGenerator<Piece> {
      yield { type: 'text', text: 'う' };
      await new Promise(() => {});
    };
    const options = { maxTokens: 8, redact: null, onText: undefined, limits, signal, clock: hands.clock };
    const collected = collectReply({ ...options, ask: async () => ask() }).finally(() => {
      isOver = true;
    });
    await settled();
    hands.pass(50_000);
    hands.sleep(NIGHT);
    hands.pass(59_000);
    await settled();
    expect(isOver).toBe(false);
    hands.pass(1_000);
    expect(await collected).toMatchObject({
      failure: { kind: 'stalled', message: 'no more content arrived within 60 s' },
      partialText: 'う',
    });
  });
});

function settled(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
