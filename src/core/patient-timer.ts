// A time limit that a sleeping computer does not use up. Some systems' timers count the time asleep (macOS, Windows): after a night, every
// one of them would have run out at once, though nothing had had any time. A timer set for the end of a period could not tell, so this one
// takes small steps: a step that takes far longer than it should was a sleep, or something as good as one. Start at `patientTimer`.

export interface PatientTimer {
  /** A new period begins, of the same length if none is given. */
  restart(limitMs?: number): void;
  /** @returns what is left of the period, in ms */
  stop(): number;
}

export interface SleepWatch {
  /** @returns how long the computer has slept meanwhile, as far as its clock counts that, in ms; 0: not at all */
  stop(): number;
}

/** In ms since any moment. Both count the same time. */
export interface Clock {
  now(): number;
  /** @returns what takes it back */
  after(ms: number, call: () => void): () => void;
}

const STEP_MS = 1_000;
/** A busy machine makes a step no longer than this. */
const LONGEST_STEP_MS = 6_000;

const SYSTEM_CLOCK: Clock = {
  now: () => performance.now(),
  after(ms, call) {
    const timer = setTimeout(call, ms);
    return () => clearTimeout(timer);
  },
};

/**
 * After a sleep the whole period begins again, once. A later one counts as the longest step: a machine that is so busy that it seems to sleep
 * again and again makes the period longer, but not endless.
 */
export function patientTimer(limitMs: number, expire: () => void, clock: Clock = SYSTEM_CLOCK): PatientTimer {
  let [period, leftMs, hasBegunAgain] = [limitMs, limitMs, false];
  let last = clock.now();
  let cancel = (): void => {};
  const look = (): void => {
    const passedMs = clock.now() - last;
    last += passedMs;
    if (isSleep(passedMs) && !hasBegunAgain) [leftMs, hasBegunAgain] = [period, true];
    else leftMs -= Math.min(passedMs, LONGEST_STEP_MS);
  };
  const step = (): void => {
    look();
    if (leftMs > 0) goOn();
    else expire();
  };
  const goOn = (): void => {
    cancel = clock.after(Math.max(1, Math.min(STEP_MS, leftMs)), step);
  };
  goOn();
  return {
    restart(nextMs = period) {
      cancel();
      [period, leftMs, hasBegunAgain] = [nextMs, nextMs, false];
      last = clock.now();
      goOn();
    },
    stop() {
      cancel();
      look();
      return Math.max(0, leftMs);
    },
  };
}

/** Stop it, or it keeps the process alive. */
export function watchSleep(clock: Clock = SYSTEM_CLOCK): SleepWatch {
  let asleepMs = 0;
  let last = clock.now();
  let cancel = (): void => {};
  const look = (): void => {
    const passedMs = clock.now() - last;
    last += passedMs;
    if (isSleep(passedMs)) asleepMs += passedMs;
  };
  const step = (): void => {
    look();
    cancel = clock.after(STEP_MS, step);
  };
  step();
  return {
    stop() {
      cancel();
      // What comes first after a sleep need not be the timer.
      look();
      return asleepMs;
    },
  };
}

function isSleep(passedMs: number): boolean {
  return passedMs > LONGEST_STEP_MS;
}
