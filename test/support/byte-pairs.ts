// Learns byte pair merges from words, for vocabularies small enough to be made by a test. Start at `learnMerges`.

export type Merge = readonly [left: string, right: string];

/**
 * Merges the pair that stands most often side by side, again and again. Where counts are equal the pair seen first wins, so that
 * the same words always give the same merges.
 */
export function learnMerges(words: readonly (readonly string[])[], count: number): Merge[] {
  const merges: Merge[] = [];
  let current = words;
  while (merges.length < count) {
    const merge = mostFrequentPair(current);
    if (!merge) break;
    merges.push(merge);
    current = current.map((symbols) => applyMerge(symbols, merge));
  }
  return merges;
}

/** null when no pair is there twice: one that is there once teaches nothing. */
function mostFrequentPair(words: readonly (readonly string[])[]): Merge | null {
  const counts = new Map<string, { merge: Merge; count: number }>();
  for (const symbols of words) {
    for (const [index, right] of symbols.entries()) {
      const left = symbols[index - 1];
      if (left === undefined) continue;
      const key = `${left} ${right}`;
      const counted = counts.get(key);
      if (counted) counted.count++;
      else counts.set(key, { merge: [left, right], count: 1 });
    }
  }
  let best: { merge: Merge | null; count: number } = { merge: null, count: 1 };
  for (const counted of counts.values()) if (counted.count > best.count) best = counted;
  return best.merge;
}

function applyMerge(symbols: readonly string[], [left, right]: Merge): readonly string[] {
  if (!symbols.includes(left)) return symbols;
  const merged: string[] = [];
  for (let index = 0; index < symbols.length; index++) {
    const symbol = symbols[index] ?? '';
    const isPair = symbol === left && symbols[index + 1] === right;
    merged.push(isPair ? left + right : symbol);
    if (isPair) index++;
  }
  return merged;
}
