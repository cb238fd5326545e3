import { betaProbability } from './beta.ts';
import { bisect } from './bisect.ts';

/**
 * The quantile of Student's t distribution: the value that a variable stays below with the given probability.
 *
 * With t = √ν·tan θ the probability of −t…t is a finite series in cos θ (Abramowitz and Stegun, Handbook of Mathematical Functions,
 * 26.7.3 and 26.7.4), which increases with θ; θ is found by bisection. Accurate to about 1e-12 relative to the value, as far as
 * 1 − probability is.
 *
 * @param probability between 0 and 1, exclusive
 * @param degreesOfFreedom ν, a whole number from 1
 */
export function studentTQuantile(probability: number, degreesOfFreedom: number): number {
  if (!(probability > 0 && probability < 1))
    throw new RangeError(`${probability} is not a probability between 0 and 1`);
  if (!Number.isInteger(degreesOfFreedom) || degreesOfFreedom < 1) {
    throw new RangeError(`${degreesOfFreedom} is not a valid number of degrees of freedom`);
  }
  if (probability < 0.5) return -studentTQuantile(1 - probability, degreesOfFreedom);
  const central = 2 * probability - 1;
  const theta = bisect(0, Math.PI / 2, (middle) => centralProbability(middle, degreesOfFreedom) < central);
  return Math.sqrt(degreesOfFreedom) * Math.tan(theta);
}

/**
 * The probability that a variable of Student's t distribution stays below the value: one minus ½·Iₓ(ν/2, ½) with x = ν/(ν + t²) for t > 0
 * (Abramowitz and Stegun, 26.7.1 with 26.5.27).
 *
 * @param degreesOfFreedom ν, above 0
 */
export function studentTProbability(value: number, degreesOfFreedom: number): number {
  if (!Number.isFinite(value)) throw new RangeError(`${value} is not a finite number`);
  const tail = betaProbability(degreesOfFreedom / (degreesOfFreedom + value * value), degreesOfFreedom / 2, 0.5) / 2;
  return value > 0 ? 1 - tail : tail;
}

/** The probability of −t…t, where t = √ν·tan θ. */
function centralProbability(theta: number, degreesOfFreedom: number): number {
  const isOdd = degreesOfFreedom % 2 === 1;
  const cosine = Math.cos(theta);
  // Odd: 1·cos + 2/3·cos³ + 2·4/(3·5)·cos⁵ + …, up to the power ν − 2. Even: 1 + 1/2·cos² + 1·3/(2·4)·cos⁴ + …, up to the same.
  let term = isOdd ? cosine : 1;
  let sum = 0;
  for (let power = isOdd ? 1 : 0; power <= degreesOfFreedom - 2; power += 2) {
    sum += term;
    term *= ((power + 1) / (power + 2)) * cosine * cosine;
  }
  return isOdd ? (2 / Math.PI) * (theta + Math.sin(theta) * sum) : Math.sin(theta) * sum;
}
