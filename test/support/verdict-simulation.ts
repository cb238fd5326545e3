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
/** On the scale of log odds: how much scenarios differ, in what both models do; and how much conversations of one scenario do. */
const BETWEEN_SCENARIOS = 0.8;
const BETWEEN_CONVERSATIONS = 0.5;

export function simulateVerdicts({ preset, worsening, checks, seed }: Simulation): Simulated {
  const verdicts: Simulated['verdicts'] = { regressed: 0, pass: 0, inconclusive: 0, 'not-comparable': 0 };
  const sums = { covered: 0, disagreement: 0, detectable: 0 };
  for (let check = 0; check < checks; check++) {
    const direction = simulatedDirection(preset, worsening, pcg32(seed, check));
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
    ...{ preconditions: [], sentinels: [], displacement: null, displacementProblem: 'not simulated', direction },
    ...{ gates: NAMES, limits: { maxKld: null, minSameTop: null }, unpaired: { reference: 0, candidate: 0 } },
  }).verdict;
}

function simulatedDirection(preset: Simulation['preset'], worsening: number, random: RandomSource): Direction {
  const reference: ReplyFaults[] = [];
  const candidate: ReplyFaults[] = [];
  for (let scenario = 0; scenario < preset.scenarios; scenario++) {
    const hardness = NAMES.map(() => BETWEEN_SCENARIOS * normal(random));
    for (let sample = 1; sample <= preset.samples; sample++) {
      for (const [replies, more] of [[reference, 0], [candidate, worsening]] as const) {
        const mood = NAMES.map(() => BETWEEN_CONVERSATIONS * normal(random));
        for (let turn = 1; turn <= preset.turns; turn++) {
          const faults = NAMES.map((name, index) => {
            const rate = rateOf(index, (hardness[index] ?? 0) + (mood[index] ?? 0)) + (index === 0 ? more : 0);
            return [name, random() < rate] as const;
          });
          replies.push({ scenario: `s${scenario}`, sample, turn, faults: Object.fromEntries(faults), isMissing: false });
        }
      }
    }
  }
  const { pairs } = pairedFaults({ reference, candidate });
  const options = { margin: preset.margin, metrics: METRICS, gates: NAMES };
  return directionOf(pairs, { ...options, seed: Math.floor(random() * 2 ** 32) });
}

function normal(random: RandomSource): number {
  return normalQuantile((1 + Math.floor(random() * 1_000_000)) / 1_000_002);
}

/** On average over scenarios and conversations it is the metric's rate. */
function rateOf(index: number, effect: number): number {
  return logistic((centers[index] ?? 0) + effect);
}

function logistic(value: number): number {
  return 1 / (1 + Math.exp(-value));
}

const centers = RATES.map((rate) => {
  const spread = Math.hypot(BETWEEN_SCENARIOS, BETWEEN_CONVERSATIONS);
  const effects = Array.from({ length: 199 }, (_, step) => spread * normalQuantile((step + 1) / 200));
  const meanAt = (center: number) => effects.reduce((sum, effect) => sum + logistic(center + effect), 0) / effects.length;
  let [low, high] = [-20, 20];
  for (let step = 0; step < 60; step++) {
    const middle = (low + high) / 2;
    if (meanAt(middle) < rate) low = middle;
    else high = middle;
  }
  return low;
});
