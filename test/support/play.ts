// Runs through the library, within the test's own process: nothing is started ahead for a model that needs no process, and events are heard at
// once. Start at `play`.
import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { type EvaluateOptions, evaluate, type RunEvent } from '../../dist/index.js';
import { readRun, type StoredRun } from './cli.ts';
import { worldIn } from './world.ts';

interface Hooks {
  emit?: (event: RunEvent) => void;
  signal?: AbortSignal;
}

/** Plays `short` where nothing else is asked for, on one thread of the CPU: nothing is measured first. */
export async function play(
  directory: string,
  options: EvaluateOptions,
  { emit = () => {}, signal = new AbortController().signal }: Hooks = {},
): Promise<StoredRun> {
  const { out = 'results' } = options;
  await evaluate(
    { scenarios: ['short'], llama: { gpu: 'off', threads: 1 }, ...options },
    { world: worldIn(directory, { signal }), emit },
  );
  return readRun(path.join(directory, out));
}

/**
 * Plays into `whole`, and leaves in `results` what a kill at a moment of that run would have: the files as they are then, and the lock of a
 * process that is no more.
 * @returns the whole run
 */
export async function playAndKill(
  directory: string,
  options: EvaluateOptions,
  isMoment: (event: RunEvent) => boolean,
): Promise<StoredRun> {
  let isKilled = false;
  const emit = (event: RunEvent): void => {
    if (isKilled || !isMoment(event)) return;
    isKilled = true;
    cpSync(path.join(directory, 'whole'), path.join(directory, 'results'), { recursive: true });
    const lock = path.join(readRun(path.join(directory, 'results')).directory, 'lock.1');
    const left = JSON.parse(readFileSync(lock, 'utf8'));
    // Another process has the number by now, or none.
    const dead = left.startTime === null ? { pid: 2 ** 30, address: null } : { startTime: '0' };
    writeFileSync(lock, JSON.stringify({ ...left, ...dead }));
  };
  return play(directory, { ...options, out: 'whole' }, { emit });
}
