// How fast the content of a reply came. Start at `contentClock`.

/** How fast the content came after its beginning. */
export interface Pace {
  /** From the first content to the last. */
  generateMs: number;
  /** The part of the content that came after the beginning, from 0 to 1. */
  laterShare: number;
  /** The time in which that part came. */
  laterMs: number;
}

/** Content within this time of the first counts as its beginning. */
const BEGINNING_MS = 10;
/** If more pieces than this arrive together on average, something between the model and us has kept them back. */
const MOST_TOGETHER = 32;

/** A reply that comes in one go, or in a few large parts, shows how fast the network is and not the model. */
export function contentClock(started: number) {
  let isIgnored = false;
  /** When the pieces that are being read arrived: all that came in one read have the same time. null: the next ones are not here yet. */
  let now: number | null = null;
  let [firstAt, beginningEndedAt, lastAt] = [0, 0, 0];
  let [characters, later] = [0, 0];
  let [pieces, reads] = [0, 0];
  return {
    /** The content does not come as it is written. */
    ignore() {
      isIgnored = true;
    },
    content(length: number) {
      if (now === null) {
        now = performance.now();
        reads++;
        setImmediate(() => {
          now = null;
        });
      }
      if (pieces === 0) firstAt = now;
      lastAt = now;
      pieces++;
      characters += length;
      if (lastAt - firstAt < BEGINNING_MS) beginningEndedAt = lastAt;
      else later += length;
    },
    timeToFirstMs: (): number | null => (isIgnored || pieces === 0 ? null : firstAt - started),
    pace: (): Pace | null =>
      isIgnored || later === 0 || pieces > reads * MOST_TOGETHER
        ? null
        : { generateMs: lastAt - firstAt, laterShare: later / characters, laterMs: lastAt - beginningEndedAt },
  };
}
