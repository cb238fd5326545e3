export interface StopScanner {
  /** Takes the next piece of text; returns what now certainly belongs to the reply, and the stop string if one is complete. */
  push(text: string): { text: string; stop: string | null };
  /** The text held back, for a reply that ends in another way. */
  flush(): string;
}

/**
 * Finds stop strings in text that arrives in pieces, however it is cut. Holds back the longest tail that could still become one. Of
 * several, the first to be complete wins, as if text came character by character; of those complete at the same time, the one that
 * starts first.
 */
export function stopScanner(stops: readonly string[]): StopScanner {
  let held = '';
  return {
    push(text) {
      held += text;
      const found = firstStop(held, stops);
      if (found) {
        const before = held.slice(0, found.at);
        held = '';
        return { text: before, stop: found.stop };
      }
      const safe = held.length - longestOpenTail(held, stops);
      const released = held.slice(0, safe);
      held = held.slice(safe);
      return { text: released, stop: null };
    },
    flush() {
      const rest = held;
      held = '';
      return rest;
    },
  };
}

function firstStop(text: string, stops: readonly string[]): { at: number; stop: string } | undefined {
  return stops
    .map((stop) => ({ stop, at: text.indexOf(stop) }))
    .filter(({ at }) => at >= 0)
    .sort((a, b) => a.at + a.stop.length - (b.at + b.stop.length) || a.at - b.at)[0];
}

function longestOpenTail(text: string, stops: readonly string[]): number {
  let longest = 0;
  for (const stop of stops) {
    for (let length = Math.min(stop.length - 1, text.length); length > longest; length--) {
      if (text.endsWith(stop.slice(0, length))) longest = length;
    }
  }
  return longest;
}
