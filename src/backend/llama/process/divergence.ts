// How far a candidate's distribution over the vocabulary is from a reference's, in nats: plain arithmetic. Start at `divergenceOf`.
import { expOfNegative, greatestOf } from './logits.ts';

export interface RowDivergence {
  /**
   * The exact Kullback–Leibler divergence, Σ p ln(p ⁄ q) over the whole vocabulary, p being the reference's. Exactly 0 for equal rows, and
   * never below; infinite where the candidate rules out what the reference does not. NaN if a logit is not a number.
   */
  divergence: number;
  /** ln Σ exp of the reference's logits, and of the candidate's. */
  logSum: number;
  candidateLogSum: number;
  /** The probability that the candidate gives all tokens together that were set apart. */
  candidateRest: number;
}

/**
 * In one pass: with p = exp(a − A) and q = exp(b − B), the divergence is Σ p (a − b) − A + B.
 *
 * @param apart ids, ascending, each once: the others are added up by themselves too, which gives their mass without taking anything away
 */
export function divergenceOf(
  reference: Float32Array,
  candidate: Float32Array,
  apart: ArrayLike<number>,
): RowDivergence {
  const pair = { reference, candidate, a: greatestOf(reference), b: greatestOf(candidate) };
  const rest = { power: 0, other: 0, weighted: 0 };
  const listed = { power: 0, other: 0, weighted: 0 };
  let begin = 0;
  for (let index = 0; index < apart.length; index++) {
    const id = apart[index] ?? reference.length;
    add(pair, begin, id, rest);
    add(pair, id, id + 1, listed);
    begin = id + 1;
  }
  add(pair, begin, reference.length, rest);
  const power = rest.power + listed.power;
  const other = rest.other + listed.other;
  const logSum = pair.a + Math.log(power);
  const candidateLogSum = pair.b + Math.log(other);
  const divergence = notBelowZero((rest.weighted + listed.weighted) / power - logSum + candidateLogSum);
  return { divergence, logSum, candidateLogSum, candidateRest: rest.other / other };
}

interface Pair {
  reference: Float32Array;
  candidate: Float32Array;
  /** The greatest of each. */
  a: number;
  b: number;
}

interface Sums {
  /** Σ exp(a − greatest a) */
  power: number;
  /** Σ exp(b − greatest b) */
  other: number;
  /** Σ exp(a − greatest a) × (a − b) */
  weighted: number;
}

function add(pair: Pair, begin: number, end: number, sums: Sums): void {
  const { reference, candidate, a: greatestA, b: greatestB } = pair;
  let { power, other, weighted } = sums;
  for (let index = begin; index < end; index++) {
    const a = reference[index] ?? 0;
    const b = candidate[index] ?? 0;
    const p = expOfNegative(a - greatestA);
    power += p;
    other += expOfNegative(b - greatestB);
    // A token that the reference rules out adds nothing, even if its logit is −∞. What is not a number shows in the other sums.
    if (p > 0) weighted += p * (a - b);
  }
  sums.power = power;
  sums.other = other;
  sums.weighted = weighted;
}

/** What is known of a distribution. */
export interface KnownPart {
  /** ln p of some tokens. */
  logProbabilities: Float64Array;
  /** The probability of all others together. */
  rest: number;
}

/**
 * The least that the divergence can be if all that is known of the reference is its likeliest tokens and the mass of the rest:
 * Σ p ln(p ⁄ q) over these tokens, and the rest counted as one. Merging outcomes never increases the divergence: Kullback and Leibler, "On
 * Information and Sufficiency" (1951), theorem 4.1; Cover and Thomas, "Elements of Information Theory", log sum inequality (theorem 2.7.1).
 *
 * @param candidate of the same tokens, in the same order
 */
export function divergenceBound(reference: KnownPart, candidate: KnownPart): number {
  let sum = 0;
  for (let index = 0; index < reference.logProbabilities.length; index++) {
    const a = reference.logProbabilities[index] ?? Number.NaN;
    const p = Math.exp(a);
    if (p !== 0) sum += p * (a - (candidate.logProbabilities[index] ?? Number.NaN));
  }
  const { rest } = reference;
  return notBelowZero(rest === 0 ? sum : sum + rest * Math.log(rest / candidate.rest));
}

/** It cannot be negative; what rounding leaves of a difference of nothing can. NaN stays. */
function notBelowZero(value: number): number {
  return Math.max(0, value);
}
