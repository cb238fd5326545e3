// The memory that the threads for sampling share: which lanes there are, who takes the next one, and what was drawn. Start at `openBoard`.

/** Places among the slots, each of 32 bits. */
export const SLOTS = {
  /** Counts the batches: a thread that has seen the last one sleeps here. */
  batch: 0,
  /** Lanes of it that nobody has taken yet; 0 or less: none. */
  left: 1,
  /** Lanes that are drawn. */
  done: 2,
  /** All lanes of it. */
  lanes: 3,
  /** Threads that have started. */
  ready: 4,
  /** 1: the threads end. */
  isOver: 5,
} as const;

/** In place of a token: a sampler chose none. */
export const NO_CHOICE = -1;

export interface Board {
  shared: SharedArrayBuffer;
  slots: Int32Array;
  /** The address of the first row of logits, and then each lane's chain. */
  pointers: BigUint64Array;
  /** Each lane's. */
  rows: Int32Array;
  tokens: Int32Array;
}

const SLOT_BYTES = 8 * Int32Array.BYTES_PER_ELEMENT;

/** @param shared of the thread that opened it first */
export function openBoard(lanes: number, shared = new SharedArrayBuffer(SLOT_BYTES + (lanes + 1) * 16)): Board {
  const pointers = new BigUint64Array(shared, SLOT_BYTES, lanes + 1);
  const end = SLOT_BYTES + pointers.byteLength;
  const rows = new Int32Array(shared, end, lanes);
  return {
    shared,
    slots: new Int32Array(shared, 0, Object.keys(SLOTS).length),
    pointers,
    rows,
    tokens: new Int32Array(shared, end + rows.byteLength, lanes),
  };
}

/** @returns the next lane that nobody has taken; null: there is none */
export function takeLane({ slots }: Board): number | null {
  const left = Atomics.sub(slots, SLOTS.left, 1);
  return left > 0 ? left - 1 : null;
}

/** What was drawn for a lane that was taken. The last one wakes who waits for all of them. */
export function putToken({ slots, tokens }: Board, lane: number, token: number): void {
  tokens[lane] = token;
  if (Atomics.add(slots, SLOTS.done, 1) + 1 === slots[SLOTS.lanes]) Atomics.notify(slots, SLOTS.done);
}
