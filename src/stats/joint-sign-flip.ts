import type { RandomSource } from './random.ts';
import { requireCount } from './require.ts';

/** 2¹³ assignments of signs are enumerated; of more, as many are drawn as a p-value of 1 % is known from to ± 0.2 points. */
const MOST_ENUMERATED = 13;
const DRAWS = 10_000;

export interface JointSignFlip {
  /** One-sided, exact: the share of assignments of signs whose sum is at least the observed one. */
  pValue: number;
  /** For all variables together; never below `pValue`. */
  adjusted: number;
}

/**
 * The sign-flip test (see `signFlipTest`) of whether variables became greater, for several that were observed on the same units, adjusted
 * step-down by the joint distribution of their smallest p-values: P. H. Westfall and S. S. Young, Resampling-Based Multiple Testing, Wiley
 * 1993, algorithm 2.8. All variables of a unit get the same sign, so that whatever depends on each other stays so.
 *
 * Holm multiplies by the number of variables even where most of them could never reach a small p-value because hardly any unit differs in
 * them; here such a variable costs next to nothing. With eight units and eight variables this is what makes the difference between a large
 * effect being found nearly always and in a third of cases.
 *
 * The joint distribution is of mid-p-values (H. O. Lancaster, Significance tests in discrete distributions, Journal of the American
 * Statistical Association 56, 1961), which count half of the ties: with few units most assignments tie, and counting all of them makes 5 %
 * into 1 %. What is lost is the guarantee that the joint level is never exceeded in the rarest discrete cases; that of each variable for
 * itself stays, because an adjusted p-value is no smaller than the exact one. `npm run prove:verdict` shows the level that it has.
 *
 * @param variables for each, one whole number of each unit, in the same order of units: its sum of paired differences
 */
export function jointSignFlip(variables: readonly (readonly number[])[], random: RandomSource): JointSignFlip[] {
  const tails = variables.map(tailsOf);
  const observed = variables.map((values, index) => tailAt(tails[index], sumOf(values)));
  const ascending = [...observed.keys()].sort((a, b) => midOf(observed[a]) - midOf(observed[b]));
  const below = countsBelow(
    variables,
    tails,
    ascending.map((index) => ({ index, mid: midOf(observed[index]) })),
    random,
  );
  const adjusted: number[] = [];
  let greatest = 0;
  for (const [rank, index] of ascending.entries()) {
    greatest = Math.max(greatest, below[rank] ?? 1);
    adjusted[index] = greatest;
  }
  return observed.map(({ pValue }, index) => ({ pValue, adjusted: Math.max(pValue, adjusted[index] ?? 1) }));
}

interface Tail {
  /** P(S ≥ sum) */
  pValue: number;
  /** P(S > sum) + ½ P(S = sum) */
  mid: number;
}

/** For each sum from −`most` to `most`. */
interface Tails {
  most: number;
  all: Tail[];
}

/** The exact distribution of the sum under random signs, by adding one value after the other. */
function tailsOf(values: readonly number[]): Tails {
  for (const value of values) requireCount(Math.abs(value), 'differences');
  const most = values.reduce((sum, value) => sum + Math.abs(value), 0);
  let chances = new Float64Array(2 * most + 1);
  chances[most] = 1;
  for (const value of values.filter((each) => each !== 0)) {
    const next = new Float64Array(2 * most + 1);
    for (const [place, chance] of chances.entries()) {
      if (chance === 0) continue;
      next[place + value] = (next[place + value] ?? 0) + chance / 2;
      next[place - value] = (next[place - value] ?? 0) + chance / 2;
    }
    chances = next;
  }
  const all: Tail[] = [];
  let above = 0;
  for (let place = 2 * most; place >= 0; place--) {
    const chance = chances[place] ?? 0;
    all[place] = { pValue: Math.min(1, above + chance), mid: above + chance / 2 };
    above += chance;
  }
  return { most, all };
}

function tailAt(tails: Tails | undefined, sum: number): Tail {
  return tails?.all[sum + tails.most] ?? { pValue: 1, mid: 1 };
}

function midOf(tail: Tail | undefined): number {
  return tail?.mid ?? 1;
}

function sumOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0);
}

/**
 * For each rank of the ascending order: the share of assignments in which the smallest mid-p-value of this variable and those after it is
 * below the observed one, ties counting half.
 */
function countsBelow(
  variables: readonly (readonly number[])[],
  tails: readonly Tails[],
  order: readonly { index: number; mid: number }[],
  random: RandomSource,
): number[] {
  const count = variables.length;
  const units = unitsOf(variables);
  const isExact = units.length <= MOST_ENUMERATED * count;
  const assignments = isExact ? 2 ** (units.length / count) : DRAWS;
  const counts = new Float64Array(count);
  const sums = new Int32Array(count);
  for (let assignment = 0; assignment < assignments; assignment++) {
    sums.fill(0);
    let signs = assignment;
    for (let place = 0, unit = 0; place < units.length; unit++) {
      // 32 signs of one random number; an enumerated assignment is its own signs.
      if (!isExact && unit % 32 === 0) signs = Math.floor(random() * 2 ** 32);
      const sign = (signs >> (unit % 32)) & 1 ? 1 : -1;
      for (let index = 0; index < count; index++) sums[index] = at(sums, index) + sign * at(units, place++);
    }
    let least = 1;
    for (let rank = count - 1; rank >= 0; rank--) {
      const { index, mid } = order[rank] ?? { index: 0, mid: 1 };
      least = Math.min(least, tailAt(tails[index], at(sums, index)).mid);
      if (least < mid - ROUNDING) counts[rank] = at(counts, rank) + 1;
      else if (least <= mid + ROUNDING) counts[rank] = at(counts, rank) + 0.5;
    }
  }
  // Where they are drawn, the observed one counts as one more, and as a tie.
  return Array.from(counts, (below) => (isExact ? below / assignments : (0.5 + below) / (1 + assignments)));
}

/** All values of the first unit, then of the next; without units in which nothing differs, which have no sign. */
function unitsOf(variables: readonly (readonly number[])[]): Int32Array {
  const units = (variables[0] ?? []).map((_, unit) => variables.map((values) => values[unit] ?? 0));
  return Int32Array.from(units.filter((values) => values.some((value) => value !== 0)).flat());
}

function at(values: Int32Array | Float64Array, index: number): number {
  return values[index] ?? 0;
}

/** The same probability, added up in another order, may differ in the last digits. */
const ROUNDING = 1e-12;
