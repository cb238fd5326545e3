// Draws the tokens of several conversations at the same time, in threads of this process that share its memory. Each is drawn with a chain
// of its own from a row of its own: who draws it, and when, changes nothing. Start at `openSideBySide`.
import { Worker } from 'node:worker_threads';
import type { LibraryFiles } from '../../library-files.ts';
import type { LlamaFunctions } from './abi.ts';
import type { Context } from './context.ts';
import { type Draw, drawInTurn, type Lane } from './draw.ts';
import { type Board, NO_CHOICE, openBoard, putToken, SLOTS, takeLane } from './lane-board.ts';

export interface SideBySide {
  /** This one included. */
  readonly threads: number;
  draw: Draw;
  /** Ends the other threads. */
  close(): void;
}

interface Options {
  files: Pick<LibraryFiles, 'ggmlBase' | 'ggml' | 'llama'>;
  vocabularySize: number;
  /** Most of them at once. */
  lanes: number;
  /** This one included. */
  threads: number;
}

/** What a thread is told when it starts. */
export interface SamplerThreadData extends Omit<Options, 'threads'> {
  shared: SharedArrayBuffer;
}

/** How long all threads may take to start. */
const START_LIMIT_MS = 10_000;
/** Looks at the board before it goes to sleep: tenths of a millisecond. */
const SPINS = 100_000;
/** In MiB. A thread keeps nothing. */
const RESOURCES = { maxYoungGenerationSizeMb: 2, maxOldGenerationSizeMb: 32 };

/** @throws Error if the threads do not start */
export function openSideBySide(c: LlamaFunctions, { threads, ...options }: Options): SideBySide {
  const board = openBoard(options.lanes);
  const workerData: SamplerThreadData = { ...options, shared: board.shared };
  const others = threads - 1;
  for (let count = 0; count < others; count++) {
    const url = new URL('./sampler-thread.js', import.meta.url);
    new Worker(url, { workerData, resourceLimits: RESOURCES }).unref();
  }
  const started = performance.now();
  for (let ready = 0; ready < others; ready = Atomics.load(board.slots, SLOTS.ready)) {
    Atomics.wait(board.slots, SLOTS.ready, ready, START_LIMIT_MS);
    if (performance.now() - started > START_LIMIT_MS) throw new Error('a thread for sampling does not start');
  }
  const inTurn = drawInTurn(c);
  return {
    threads,
    draw: (context, lanes) =>
      lanes.length < 2 ? inTurn(context, lanes) : together(c, board, { context, lanes, others }),
    close() {
      Atomics.store(board.slots, SLOTS.isOver, 1);
      wake(board, others);
    },
  };
}

interface Work {
  context: Context;
  lanes: readonly Lane[];
  /** Threads. */
  others: number;
}

function together(c: LlamaFunctions, board: Board, { context, lanes, others }: Work): number[] {
  const { slots, pointers, rows, tokens } = board;
  // Asking for a row waits for the device, and puts the rows in order. From here on they are only read.
  const logits = lanes.map(({ row }) => context.row(row));
  pointers[0] = context.rowsAt();
  for (const [index, { chain, row }] of lanes.entries()) {
    const own = logits[index];
    if (own) chain.prepare(own);
    pointers[index + 1] = chain.pointer;
    rows[index] = row;
  }
  slots[SLOTS.lanes] = lanes.length;
  Atomics.store(slots, SLOTS.done, 0);
  Atomics.store(slots, SLOTS.left, lanes.length);
  wake(board, Math.min(others, lanes.length - 1));
  for (let index = takeLane(board); index !== null; index = takeLane(board)) {
    const lane = lanes[index];
    // This thread is the context's own: llama.cpp lays the candidates out faster.
    putToken(board, index, lane ? c.llama_sampler_sample(lane.chain.pointer, context.pointer, lane.place) : NO_CHOICE);
  }
  waitForAll(slots, lanes.length);
  return lanes.map(({ chain }, index) => {
    const token = tokens[index] ?? NO_CHOICE;
    const own = logits[index];
    if (token === NO_CHOICE || !own) throw new Error('a sampler chose no token');
    chain.settle(own, token);
    return token;
  });
}

function wake({ slots }: Board, threads: number): void {
  Atomics.add(slots, SLOTS.batch, 1);
  Atomics.notify(slots, SLOTS.batch, threads);
}

function waitForAll(slots: Int32Array, lanes: number): void {
  for (let spin = 0; spin < SPINS; spin++) if (Atomics.load(slots, SLOTS.done) === lanes) return;
  for (let done = Atomics.load(slots, SLOTS.done); done < lanes; done = Atomics.load(slots, SLOTS.done))
    Atomics.wait(slots, SLOTS.done, done);
}
