import type { Alternative } from './alternative.ts';
import type { RandomSource } from './random.ts';
import { requireCount, requireFinite } from './require.ts';

/** 2²⁰ assignments of signs are counted within some 20 ms. */
const MOST_ENUMERATED = 20;
const DRAWS = 10_000;

export interface SignFlipOptions {
  /** Default 'two-sided'. */
  alternative?: Alternative;
  /** Used only where the assignments are too many to enumerate. */
  random: RandomSource;
  /** How many assignments are drawn where they are too many to enumerate; default 10,000. */
  draws?: number;
}

export interface SignFlipResult {
  pValue: number;
  /** Whether all assignments of signs were enumerated; otherwise `assignments` of them were drawn. */
  isExact: boolean;
  assignments: number;
  /** No result of so many differences could have had a smaller p-value: with few units, none is ever significant. */
  leastPValue: number;
}

/**
 * The permutation test of paired differences: if nothing changed, each unit's difference could as well have had the other sign. The p-value
 * is the share of assignments of signs whose sum is at least as extreme as the observed one. R. A. Fisher, The Design of Experiments, 1935,
 * section 21. Beyond 20 differences other than 0, assignments are drawn, and the observed one counts as one more: (1 + extreme) ÷
 * (1 + drawn), B. Phipson and G. K. Smyth, Permutation p-values should never be zero, Statistical Applications in Genetics and Molecular
 * Biology 9, 2010.
 *
 * @param differences one of each independent unit (a scenario's sum or mean of paired differences)
 */
export function signFlipTest(
  differences: readonly number[],
  { alternative = 'two-sided', random, draws = DRAWS }: SignFlipOptions,
): SignFlipResult {
  requireFinite(differences);
  requireCount(draws, 'draws', 1);
  // The sign of 0 changes nothing.
  const values = differences.filter((value) => value !== 0).map((value) => (alternative === 'less' ? -value : value));
  const observed = values.reduce((sum, value) => sum + value, 0);
  // Assignments with the same sum may differ in the last digit.
  const rounding = 1e-12 * values.reduce((sum, value) => sum + Math.abs(value), 0);
  const isExtreme = (sum: number): boolean =>
    alternative === 'two-sided' ? Math.abs(sum) >= Math.abs(observed) - rounding : sum >= observed - rounding;

  if (values.length <= MOST_ENUMERATED) {
    const assignments = 2 ** values.length;
    const leastExtreme = alternative === 'two-sided' && values.length > 0 ? 2 : 1;
    const pValue = countExtreme(values, 0, 0, isExtreme) / assignments;
    return { pValue, isExact: true, assignments, leastPValue: leastExtreme / assignments };
  }
  let extreme = 0;
  for (let draw = 0; draw < draws; draw++) {
    if (isExtreme(values.reduce((sum, value) => sum + (random() < 0.5 ? value : -value), 0))) extreme++;
  }
  return {
    pValue: (1 + extreme) / (1 + draws),
    isExact: false,
    assignments: draws,
    leastPValue: 1 / (1 + draws),
  };
}

/** How many of the assignments of signs to the values from `index` on bring the sum to an extreme one. */
function countExtreme(
  values: readonly number[],
  index: number,
  sum: number,
  isExtreme: (sum: number) => boolean,
): number {
  const value = values[index];
  if (value === undefined) return isExtreme(sum) ? 1 : 0;
  return (
    countExtreme(values, index + 1, sum + value, isExtreme) + countExtreme(values, index + 1, sum - value, isExtreme)
  );
}
