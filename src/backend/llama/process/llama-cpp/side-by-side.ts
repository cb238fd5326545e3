// Draws the tokens of several conversations at the same time, in threads of this process that share its memory. Each is drawn with a chain
// of its own from a row of its own: who draws it, and when, changes nothing. Start at `openSideBySide`.
import { Worker } from 'node:worker_threads';
import { ModelFailure } from '../../../../core/errors.ts';
import { say } from '../../../../words/text.ts';
import type { LibraryFiles } from '../../library-files.ts';
import type { Context } from './context.ts';
import { type Draw, type Drawn, drawHere, drawInTurn, type Lane, notDrawn } from './draw.ts';
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
  /** Ends the process. */
  die: (reason: string) => never;
}

/** What a thread is told when it starts. */
export interface SamplerThreadData extends Omit<Options, 'threads' | 'die'> {
  shared: SharedArrayBuffer;
}

/** How long all threads may take to start. */
const START_LIMIT_MS = 10_000;
/** Looks at the board before it goes to sleep: tenths of a millisecond. */
const SPINS = 100_000;
/** Seconds of waiting, each of them whole: a process that was stopped for a while has waited for one at most. */
const LOST_SECONDS = 30;
/** In MiB. A thread keeps nothing. */
const RESOURCES = { maxYoungGenerationSizeMb: 2, maxOldGenerationSizeMb: 32 };

/** @throws ModelFailure (fatal) `load-failed` if the threads do not start */
export function openSideBySide({ threads, die, ...options }: Options): SideBySide {
  const board = openBoard(options.lanes);
  const workerData: SamplerThreadData = { ...options, shared: board.shared };
  const others = threads - 1;
  const close = (): void => {
    Atomics.store(board.slots, SLOTS.isOver, 1);
    wake(board, others);
  };
  for (let count = 0; count < others; count++) {
    const url = new URL('./sampler-thread.js', import.meta.url);
    new Worker(url, { workerData, resourceLimits: RESOURCES }).unref();
  }
  const started = performance.now();
  for (let ready = 0; ready < others; ready = Atomics.load(board.slots, SLOTS.ready)) {
    Atomics.wait(board.slots, SLOTS.ready, ready, START_LIMIT_MS);
    if (performance.now() - started > START_LIMIT_MS) {
      close();
      throw new ModelFailure('load-failed', say('a thread for sampling does not start'), { isFatal: true });
    }
  }
  return {
    threads,
    draw: (context, lanes) =>
      lanes.length < 2 ? drawInTurn(context, lanes) : together(board, { context, lanes, others, die }),
    close,
  };
}

interface Work {
  context: Context;
  lanes: readonly Lane[];
  /** Threads. */
  others: number;
  die: Options['die'];
}

function together(board: Board, { context, lanes, others, die }: Work): Drawn[] {
  const { slots, pointers, rows, tokens } = board;
  // Asking for a row waits for the device, and puts the rows in order. From here on they are only read.
  const prepared = lanes.map((lane): Prepared => {
    const logits = context.row(lane.row);
    lane.chain.prepare(logits);
    return { lane, logits, drawn: null };
  });
  const shared = prepared.filter(({ lane }) => !lane.chain.hasGrammar);
  pointers[0] = context.rowsAt();
  for (const [index, { lane }] of shared.entries()) {
    pointers[index + 1] = lane.chain.pointer;
    rows[index] = lane.row;
  }
  slots[SLOTS.lanes] = shared.length;
  Atomics.store(slots, SLOTS.done, 0);
  Atomics.store(slots, SLOTS.left, shared.length);
  wake(board, Math.max(0, Math.min(others, shared.length - 1)));
  for (const each of prepared) if (each.lane.chain.hasGrammar) each.drawn = drawHere(context, each.lane, each.logits);
  for (let index = takeLane(board); index !== null; index = takeLane(board)) {
    const each = shared[index];
    // This thread is the context's own: llama.cpp lays the candidates out faster.
    const drawn = each ? drawHere(context, each.lane, each.logits) : NO_CHOICE;
    if (each) each.drawn = drawn;
    putToken(board, index, typeof drawn === 'number' ? drawn : NO_CHOICE);
  }
  waitForAll(slots, shared.length, die);
  for (const [index, each] of shared.entries()) each.drawn ??= tokens[index] ?? NO_CHOICE;
  return prepared.map(({ lane, logits, drawn }) => {
    const isToken = typeof drawn === 'number' && drawn !== NO_CHOICE;
    lane.chain.settle(logits, isToken ? drawn : null);
    return drawn instanceof ModelFailure || isToken ? drawn : notDrawn('a sampler chose no token');
  });
}

interface Prepared {
  lane: Lane;
  logits: Float32Array;
  drawn: Drawn | null;
}

function wake({ slots }: Board, threads: number): void {
  Atomics.add(slots, SLOTS.batch, 1);
  Atomics.notify(slots, SLOTS.batch, threads);
}

function waitForAll(slots: Int32Array, lanes: number, die: Options['die']): void {
  for (let spin = 0; spin < SPINS; spin++) if (Atomics.load(slots, SLOTS.done) === lanes) return;
  let idleSeconds = 0;
  for (let done = Atomics.load(slots, SLOTS.done); done < lanes; done = Atomics.load(slots, SLOTS.done)) {
    const isIdle = Atomics.wait(slots, SLOTS.done, done, 1_000) === 'timed-out';
    idleSeconds = isIdle ? idleSeconds + 1 : 0;
    // A thread that is gone may have left a chain half used: nothing of it can be freed or used again.
    if (idleSeconds > LOST_SECONDS) die(`a thread for sampling has not answered for ${LOST_SECONDS} s`);
  }
}
