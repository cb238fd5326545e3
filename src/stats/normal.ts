import { bisect } from './bisect.ts';
import { requireProbability } from './require.ts';

/** Φ(±40) is 0 or 1 in double precision. */
const FARTHEST = 40;
/** From here on the continued fraction converges faster than the series, and keeps the digits of a small tail. */
const TAIL = 3;

/**
 * Φ: the probability that a standard normal variable stays below the value.
 *
 * In the middle by the series Φ(x) = ½ + φ(x)·(x + x³/3 + x⁵/(3·5) + …), G. Marsaglia, Evaluating the Normal Distribution, Journal of
 * Statistical Software 11 (4), 2004; in the tails by Laplace's continued fraction, Abramowitz and Stegun, 26.2.14. Relative error about
 * 1e-13 even in the lower tail.
 */
export function normalProbability(value: number): number {
  if (Number.isNaN(value)) throw new RangeError('NaN has no place in a distribution');
  if (value > TAIL) return 1 - upperTail(value);
  if (value < -TAIL) return upperTail(-value);
  let term = value;
  let sum = 0;
  for (let divisor = 3; sum + term !== sum; divisor += 2) {
    sum += term;
    term *= (value * value) / divisor;
  }
  return 0.5 + density(value) * sum;
}

/** Φ⁻¹: the value that a standard normal variable stays below with the given probability, between 0 and 1, exclusive. */
export function normalQuantile(probability: number): number {
  requireProbability(probability);
  // 1 − p loses digits of a small p, but none of one above ½.
  if (probability > 0.5) return -normalQuantile(1 - probability);
  if (probability === 0.5) return 0;
  return bisect(-FARTHEST, 0, (value) => normalProbability(value) < probability);
}

function density(value: number): number {
  return Math.exp((-value * value) / 2) / Math.sqrt(2 * Math.PI);
}

/** 1 − Φ(x) = φ(x) ÷ (x + 1/(x + 2/(x + 3/(x + …)))), from the inside out. */
function upperTail(value: number): number {
  let fraction = value;
  for (let level = 80; level >= 1; level--) fraction = value + level / fraction;
  return density(value) / fraction;
}
