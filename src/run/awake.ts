// What was measured while the computer slept is not known. Start at `awake`.
import type { Reply } from '../backend/backend.ts';
import { type Clock, watchSleep } from '../core/patient-timer.ts';
import { say } from '../words/text.ts';

/** What comes of it, and how long the computer has slept meanwhile. */
export async function awake<Result>(
  work: () => Promise<Result>,
  clock?: Clock,
): Promise<{ result: Result; asleepMs: number }> {
  const watch = watchSleep(clock);
  try {
    const result = await work();
    return { result, asleepMs: watch.stop() };
  } finally {
    watch.stop();
  }
}

/** Its times say more of the sleep than of the model. */
export function withoutTimes(reply: Reply, asleepMs: number): Reply {
  const seconds = Math.round(asleepMs / 1_000);
  const slept = say('the computer slept during this reply, or was held up, for {seconds} s: its speed is unknown', {
    seconds,
  });
  return {
    ...reply,
    timeToFirstTokenMs: null,
    promptMs: null,
    generateMs: null,
    promptTokensPerSecond: null,
    tokensPerSecond: null,
    warnings: [...reply.warnings, String(slept)],
  };
}
