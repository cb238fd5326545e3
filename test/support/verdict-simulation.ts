// Two models that play the same scenarios, made up: how often the verdict is right. Start at `simulateVerdicts`.
import { directionOf } from '../../dist/regress/direction.js';
import type { ReplyFaults } from '../../dist/regress/faults.js';
import { METRICS } from '../../dist/regress/metrics.js';
import { pairedFaults } from '../../dist/regress/paired-faults.js';
import type { Preset } from '../../dist/regress/presets.js';
import type { Direction, Verdict } from '../../dist/regress/report.js';
import { verdictOf } from '../../dist/regress/verdict.js';
import { normalQuantile } from '../../dist/stats/normal.js';
import { pcg32, type RandomSource } from '../../dist/stats/random.js';

export interface Simulation {
  preset: Pick<Preset, 'scenarios' | 'turns' | 'samples' | 'margin'>;
  /** How much more often the candidate has the first metric's fault, as a share; 0: nothing changed. */
  worsening: number;
  /** On the scale of log odds: how much conversations of one scenario differ; default 0. */
  moods?: number;
  checks: number;
  seed: number;
}

export interface Simulated {
  checks: number;
  verdicts: Record<Verdict, number>;
  /** Checks in which the first metric's upper bound was not below the true worsening. */
  covered: number;
  /** Of the first metric, on average over the checks. */
  disagreement: number;
  detectable: number;
}

const NAMES = Object.keys(METRICS);
/** How often each metric's fault occurs in the reference. */
const RATES = [0.1, 0.05, 0.04, 0.03, 0.03, 0.02, 0.02, 0.02];
/** On the scale of log odds: how much scenarios differ, alike for both models. */
const BETWEEN_SCENARIOS = 0.8;

export function simulateVerdicts(simulation: Simulation): Simulated {
  const { checks, seed, worsening } = simulation;
  const verdicts: Simulated['verdicts'] = { regressed: 0, pass: 0, inconclusive: 0, 'not-comparable': 0 };
  const sums = { covered: 0, disagreement: 0, detectable: 0 };
  for (let check = 0; check < checks; check++) {
    const direction = simulatedDirection(simulation, pcg32(seed, check));
    const [first] = direction.metrics;
    if (!first) throw new Error('nothing was compared');
    verdicts[judged(direction)]++;
    if ((first.upper ?? 1) >= worsening) sums.covered++;
    sums.disagreement += (first.worse + first.better) / first.pairs / checks;
    sums.detectable += (direction.detectable ?? 1) / checks;
  }
  return { checks, verdicts, ...sums };
}

function judged(direction: Direction): Verdict {
  return verdictOf({
    ...{
      preconditions: [],
      sentinels: [],
      displacement: null,
      displacementProblem: 'no-probabilities: not simulated',
      direction,
    },
    ...{ gates: NAMES, limits: { maxKld: null, minSameTop: null }, unpaired: { reference: 0, candidate: 0 } },
  }).verdict;
}

function simulatedDirection({ preset, worsening, moods = 0 }: Simulation, random: RandomSource): Direction {
  const reference: ReplyFaults[] = [];
  const candidate: ReplyFaults[] = [];
  const centers = centersFor(moods);
  for (let scenario = 0; scenario < preset.scenarios; scenario++) {
    const hardness = NAMES.map(() => BETWEEN_SCENARIOS * normal(random));
    for (let sample = 1; sample <= preset.samples; sample++) {
      for (const [replies, more] of [
        [reference, 0],
        [candidate, worsening],
      ] as const) {
        const mood = NAMES.map(() => moods * normal(random));
        for (let turn = 1; turn <= preset.turns; turn++) {
          const faults = NAMES.map((name, index) => {
            const effect = (hardness[index] ?? 0) + (mood[index] ?? 0);
            const rate = logistic((centers[index] ?? 0) + effect) + (index === 0 ? more : 0);
            return [name, random() < rate] as const;
          });
          replies.push({
            scenario: `s${scenario}`,
            sample,
            turn,
            faults: Object.fromEntries(faults),
            isMissing: false,
          });
        }
      }
    }
  }
  const { pairs } = pairedFaults({ reference, candidate });
  const options = { margin: preset.margin, metrics: METRICS, gates: NAMES };
  return directionOf(pairs, { ...options, seed: Math.floor(random() * 2 ** 32) });
}

function normal(random: RandomSource): number {
  // G. E. P. Box and M. E. Muller, A note on the generation of random normal deviates, 1958.
  return Math.sqrt(-2 * Math.log1p(-random())) * Math.cos(2 * Math.PI * random());
}

function logistic(value: number): number {
  return 1 / (1 + Math.exp(-value));
}

const known = new Map<number, number[]>();

/** For each metric the log odds around which it is varied, so that it has its rate on average. */
function centersFor(moods: number): number[] {
  const centers = known.get(moods) ?? RATES.map((rate) => centerFor(rate, Math.hypot(BETWEEN_SCENARIOS, moods)));
  known.set(moods, centers);
  return centers;
}

function centerFor(rate: number, spread: number): number {
  const effects = Array.from({ length: 199 }, (_, step) => spread * normalQuantile((step + 1) / 200));
  const meanAt = (center: number): number =>
    effects.reduce((sum, effect) => sum + logistic(center + effect), 0) / effects.length;
  let [low, high] = [-20, 20];
  for (let step = 0; step < 60; step++) {
    const middle = (low + high) / 2;
    if (meanAt(middle) < rate) low = middle;
    else high = middle;
  }
  return low;
}
