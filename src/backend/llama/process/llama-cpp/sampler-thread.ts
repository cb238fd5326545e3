// A thread that draws tokens beside the one that computes. It reads rows of logits, and never touches a context: llama.cpp's contexts are for
// one thread. It sleeps between two batches.
import { workerData } from 'node:worker_threads';
import { openCandidates } from './candidates.ts';
import { NO_CHOICE, openBoard, putToken, SLOTS, takeLane } from './lane-board.ts';
import { memoryAt, openLibrary } from './library.ts';
import type { SamplerThreadData } from './side-by-side.ts';

const { shared, lanes, vocabularySize, files }: SamplerThreadData = workerData;
const c = openLibrary(files);
const board = openBoard(lanes, shared);
const candidates = openCandidates(c, vocabularySize);
const { slots, pointers, rows } = board;

/** Looks at the board before it goes to sleep: some hundredths of a millisecond. */
const SPINS = 20_000;

let logits: { address: bigint; values: Float32Array } | null = null;
let seen = Atomics.load(slots, SLOTS.batch);
Atomics.add(slots, SLOTS.ready, 1);
Atomics.notify(slots, SLOTS.ready);
while (Atomics.load(slots, SLOTS.isOver) === 0) {
  for (let spin = 0; spin < SPINS && Atomics.load(slots, SLOTS.batch) === seen; spin++);
  Atomics.wait(slots, SLOTS.batch, seen);
  seen = Atomics.load(slots, SLOTS.batch);
  for (let lane = takeLane(board); lane !== null; lane = takeLane(board)) putToken(board, lane, draw(lane));
}
candidates.close();

function draw(lane: number): number {
  try {
    const chain = pointers[lane + 1] ?? 0n;
    candidates.fill(rowAt(rows[lane] ?? 0));
    const token = candidates.apply(chain);
    if (token === null) return NO_CHOICE;
    c.llama_sampler_accept(chain, token);
    return token;
  } catch {
    // Whoever waits for the lane must hear of it.
    return NO_CHOICE;
  }
}

function rowAt(index: number): Float32Array {
  const address = pointers[0] ?? 0n;
  // It moves when it grows.
  if (logits?.address !== address) {
    const bytes = lanes * vocabularySize * Float32Array.BYTES_PER_ELEMENT;
    logits = { address, values: new Float32Array(memoryAt(address, bytes)) };
  }
  return logits.values.subarray(index * vocabularySize, (index + 1) * vocabularySize);
}
