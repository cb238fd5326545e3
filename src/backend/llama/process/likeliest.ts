// The likeliest tokens of a row of logits. Start at `likeliestOf`.

export interface Likeliest {
  /** The likeliest first; of equals, the one with the lower id. */
  ids: Int32Array;
  /** Theirs, as they were computed. */
  logits: Float32Array;
}

/**
 * One look at each logit: a heap holds the best so far, with the worst of them on top, and few of the others get past that one.
 *
 * @param count at most as many as the row has
 */
export function likeliestOf(row: Float32Array, count: number): Likeliest {
  const heap: Likeliest = { ids: new Int32Array(count), logits: new Float32Array(count) };
  for (let id = 0; id < count; id++) {
    heap.ids[id] = id;
    heap.logits[id] = row[id] ?? Number.NaN;
  }
  for (let at = (count >> 1) - 1; at >= 0; at--) sink(heap, at, count);
  let worst = heap.logits[0] ?? Number.POSITIVE_INFINITY;
  for (let id = count; id < row.length; id++) {
    const logit = row[id] ?? 0;
    // An equal one has the higher id.
    if (!(logit > worst)) continue;
    heap.ids[0] = id;
    heap.logits[0] = logit;
    sink(heap, 0, count);
    worst = heap.logits[0] ?? Number.POSITIVE_INFINITY;
  }
  // The worst of those that are left goes to the end, one after the other.
  for (let left = count - 1; left > 0; left--) {
    swap(heap, 0, left);
    sink(heap, 0, left);
  }
  return heap;
}

/** Puts what stands at a place below everything that is worse: the worse ones move up, one after the other, and it takes the last one's place. */
function sink({ ids, logits }: Likeliest, from: number, size: number): void {
  const id = ids[from] ?? 0;
  const logit = logits[from] ?? 0;
  let at = from;
  for (;;) {
    let child = 2 * at + 1;
    if (child >= size) break;
    let childId = ids[child] ?? 0;
    let childLogit = logits[child] ?? 0;
    if (child + 1 < size) {
      const otherId = ids[child + 1] ?? 0;
      const otherLogit = logits[child + 1] ?? 0;
      if (otherLogit < childLogit || (otherLogit === childLogit && otherId > childId)) {
        child++;
        childId = otherId;
        childLogit = otherLogit;
      }
    }
    if (!(childLogit < logit || (childLogit === logit && childId > id))) break;
    ids[at] = childId;
    logits[at] = childLogit;
    at = child;
  }
  ids[at] = id;
  logits[at] = logit;
}

function swap({ ids, logits }: Likeliest, a: number, b: number): void {
  const id = ids[a] ?? 0;
  const logit = logits[a] ?? 0;
  ids[a] = ids[b] ?? 0;
  logits[a] = logits[b] ?? 0;
  ids[b] = id;
  logits[b] = logit;
}
