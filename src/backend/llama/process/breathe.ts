// Looks at the event loop now and then: while C computes, no message is read and none of JavaScript's timers runs. Start at `openBreath`.

/** Long enough to cost nothing, short enough that nobody waits for an answer. */
const INTERVAL_MS = 20;

/** @returns to be awaited between two batches */
export function openBreath(): () => Promise<void> {
  let last = performance.now();
  return async () => {
    if (performance.now() - last < INTERVAL_MS) return;
    await new Promise(setImmediate);
    last = performance.now();
  };
}
