/** Uniform numbers from 0 (inclusive) to 1 (exclusive). */
export type RandomSource = () => number;

/** 6364136223846793005, in two halves of 32 bits. */
const MULTIPLIER = { high: 0x5851_f42d, low: 0x4c95_7f2d };

/**
 * PCG32 (XSH-RR): 32 bits a number from a linear congruential generator of 64 bits. M. E. O'Neill, PCG: A family of simple fast
 * space-efficient statistically good algorithms for random number generation, 2014, https://www.pcg-random.org.
 *
 * @param seed a whole number from 0 to 2⁵³ − 1; the same seed always gives the same numbers
 * @param stream a whole number from 0 to 2³¹ − 1: which of many independent sequences
 */
export function pcg32(seed: number, stream = 0): RandomSource {
  if (!Number.isSafeInteger(seed) || seed < 0) throw new RangeError(`${seed} is not a valid seed`);
  if (!Number.isInteger(stream) || stream < 0 || stream >= 2 ** 31)
    throw new RangeError(`${stream} is not a valid stream`);
  const increment = stream * 2 + 1;
  let high = 0;
  let low = 0;

  function step(): void {
    const product = Math.imul(low, MULTIPLIER.low) >>> 0;
    high = (highHalf(low, MULTIPLIER.low) + Math.imul(low, MULTIPLIER.high) + Math.imul(high, MULTIPLIER.low)) >>> 0;
    low = (product + increment) >>> 0;
    if (product + increment >= 2 ** 32) high = (high + 1) >>> 0;
  }

  function add(number: number): void {
    const sum = low + (number >>> 0);
    high = (high + Math.floor(number / 2 ** 32) + (sum >= 2 ** 32 ? 1 : 0)) >>> 0;
    low = sum >>> 0;
  }

  step();
  add(seed);
  step();
  return () => {
    const shiftedHigh = high ^ (high >>> 18);
    const shiftedLow = low ^ ((high << 14) | (low >>> 18));
    const bits = (shiftedHigh << 5) | (shiftedLow >>> 27);
    const rotation = high >>> 27;
    step();
    return (((bits >>> rotation) | (bits << (-rotation & 31))) >>> 0) / 2 ** 32;
  };
}

/** The upper 32 bits of the product of two numbers of 32 bits. */
function highHalf(first: number, second: number): number {
  const [firstHigh, firstLow] = [first >>> 16, first & 0xffff];
  const [secondHigh, secondLow] = [second >>> 16, second & 0xffff];
  const middle = firstHigh * secondLow + ((firstLow * secondLow) >>> 16);
  const other = firstLow * secondHigh + (middle & 0xffff);
  return firstHigh * secondHigh + (middle >>> 16) + (other >>> 16);
}
