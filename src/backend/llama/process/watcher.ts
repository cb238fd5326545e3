// A thread of the model process that reads what the parent writes to its standard input: numbers of requests to be broken off, one a line.
// When the parent is gone, so is this process.
import { Socket } from 'node:net';
import { createInterface } from 'node:readline';
import { workerData } from 'node:worker_threads';
import { SLOTS } from './slots.ts';

const slots = new Int32Array(workerData);
const input = new Socket({ fd: 0 });
const die = (): void => void process.kill(process.pid, 'SIGKILL');
input.on('error', die);
input.on('close', die);
createInterface(input).on('line', (line) => {
  const request = Number(line);
  Atomics.store(slots, SLOTS.unwanted, request);
  const isCurrent = (): boolean => Atomics.load(slots, SLOTS.current) === request;
  if (isCurrent()) Atomics.store(slots, SLOTS.flag, 1);
  // It may have ended in between. The next one is not to be broken off.
  if (!isCurrent()) Atomics.store(slots, SLOTS.flag, 0);
});
