import os from 'node:os';
import { setTimeout as delay } from 'node:timers/promises';

const SAMPLE_MS = 250;
/** For a whole run of the bench: on a machine that never rests, waiting is no use. */
let patienceMs = 60_000;
const IDLE_SHARE = 0.9;

/** For runs that must be short. */
export function limitPatience(milliseconds: number): void {
  patienceMs = milliseconds;
}

/** Waits until nothing else keeps the processor busy: threads that wait for each other suffer most from company. */
export async function waitForQuiet(): Promise<void> {
  while (patienceMs > 0 && (await idleShare()) < IDLE_SHARE) patienceMs -= SAMPLE_MS;
}

async function idleShare(): Promise<number> {
  const before = total();
  await delay(SAMPLE_MS);
  const after = total();
  return (after.idle - before.idle) / (after.all - before.all);
}

function total(): { idle: number; all: number } {
  const times = os.cpus().map((cpu) => cpu.times);
  const idle = times.reduce((sum, { idle }) => sum + idle, 0);
  return { idle, all: times.reduce((sum, { user, nice, sys, irq }) => sum + user + nice + sys + irq, idle) };
}
