// Parts of a text that repeat one unit without anything between. Knows nothing of what is a fault. Start at `repeatedUnits`.

export interface RepeatedUnit {
  unit: string;
  /** In code points, as `end`. */
  start: number;
  /** Exclusive. */
  end: number;
}

/**
 * The longest stretch of each period, shortest periods first. Takes time in proportion to the text's length times the longest period.
 * @param characters code points of a text
 */
export function repeatedUnits(
  characters: readonly string[],
  longestPeriod: number,
  leastTimes: number,
): RepeatedUnit[] {
  const found: RepeatedUnit[] = [];
  const most = Math.min(longestPeriod, Math.floor(characters.length / leastTimes));
  for (let period = 1; period <= most; period++) {
    let from = 0;
    for (let index = period; index <= characters.length; index++) {
      if (index < characters.length && characters[index] === characters[index - period]) continue;
      const times = Math.floor((index - from) / period);
      if (times >= leastTimes && isPrimitive(characters, from, period)) {
        found.push({ unit: characters.slice(from, from + period).join(''), start: from, end: index });
      }
      from = index - period + 1;
    }
  }
  return found;
}

/** Whether a unit is not a shorter one repeated itself, which is found on its own. */
function isPrimitive(characters: readonly string[], from: number, period: number): boolean {
  for (let divisor = 1; divisor <= period / 2; divisor++) {
    if (period % divisor !== 0) continue;
    let index = divisor;
    while (index < period && characters[from + index] === characters[from + index - divisor]) index++;
    if (index === period) return false;
  }
  return true;
}
