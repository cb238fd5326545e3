// Checks of a model against itself with other seeds, drawn from one large pool of what it said: how often would the verdict be wrong? One
// real play pays for hundreds of checks. Start at `playPool`; `checksWithin` draws.
import { evaluate, scoreRun } from '../../dist/index.js';
import { directionOf } from '../../dist/regress/direction.js';
import { faultsOf, type ReplyFaults } from '../../dist/regress/faults.js';
import { METRICS } from '../../dist/regress/metrics.js';
import { pairedFaults } from '../../dist/regress/paired-faults.js';
import type { Preset } from '../../dist/regress/presets.js';
import type { Displacement, Sentinel, Verdict } from '../../dist/regress/report.js';
import { sentinelTally } from '../../dist/regress/sentinels.js';
import { verdictOf } from '../../dist/regress/verdict.js';
import { CHECK_IDS } from '../../dist/scenario/check-settings.js';
import type { ScoredConversation } from '../../dist/score/score-run.js';
import { pcg32, type RandomSource } from '../../dist/stats/random.js';
import { worldIn } from './world.ts';

/** Conversations by scenario, as checks saw them. */
export type Pool = ReadonlyMap<string, readonly ScoredConversation[]>;

export interface PoolOptions {
  model: string;
  scenarios: readonly string[];
  turns: number;
  samples: number;
  seed: number;
}

export async function playPool(folder: string, { model, scenarios, ...options }: PoolOptions): Promise<Pool> {
  const world = worldIn(folder);
  const { directory } = await evaluate(
    {
      ...{ models: [model], scenarios: [...scenarios], ...options, mode: 'fast', parallel: 4, out: 'pool' },
      llama: { gpu: 'off', threads: 1 },
    },
    { world },
  );
  const pool = new Map<string, ScoredConversation[]>();
  const each = (scored: ScoredConversation): void => {
    const { scenario } = scored.conversation;
    pool.set(scenario, [...(pool.get(scenario) ?? []), scored]);
  };
  await scoreRun({ run: directory ?? '', checks: [...CHECK_IDS], each }, { world });
  return pool;
}

export interface Drawing {
  preset: Pick<Preset, 'scenarios' | 'samples' | 'margin'>;
  checks: number;
  seed: number;
  /** What a model has beside itself, as it was measured. */
  displacement: Displacement | null;
  /** So much more often, as a share, one side's replies get a fault of the metric that they did not have; 0: nothing is changed. */
  worsening: number;
}

/** A fault that the model does not have by itself, so that the worsening is as large as it is said to be. */
const WORSENED = 'length';

/** In each check both sides are other conversations, drawn anew; no conversation is on both. */
export function checksWithin(
  pool: Pool,
  { preset, checks, seed, displacement, worsening }: Drawing,
): Record<Verdict, number> {
  const counts: Record<Verdict, number> = { regressed: 0, pass: 0, inconclusive: 0, 'not-comparable': 0 };
  const scenarios = [...pool.values()].slice(0, preset.scenarios);
  if (scenarios.length < preset.scenarios) throw new Error(`the pool has only ${scenarios.length} scenarios`);
  for (let check = 0; check < checks; check++) {
    const random = pcg32(seed, check);
    const drawn = scenarios.map((own) => shuffled(own, random).slice(0, 2 * preset.samples));
    const sideOf = (from: number) =>
      drawn.flatMap((own) =>
        own.slice(from, from + preset.samples).map((scored, index) => asSample(scored, index + 1)),
      );
    const faults = (side: readonly ScoredConversation[]): ReplyFaults[] =>
      side.flatMap((each) => faultsOf(each, METRICS));
    const [reference, candidate] = [sideOf(0), sideOf(preset.samples)];
    const worsened = faults(candidate).map((reply) => (random() < worsening ? withFault(reply) : reply));
    const { pairs, unpaired } = pairedFaults({ reference: faults(reference), candidate: worsened });
    const options = { margin: preset.margin, metrics: METRICS, gates: Object.keys(METRICS), seed: check };
    const { verdict } = verdictOf({
      ...{ preconditions: [], displacement, displacementProblem: null, gates: options.gates, unpaired },
      ...{ sentinels: sentinelsOf(reference, candidate), direction: directionOf(pairs, options) },
      limits: { maxKld: null, minSameTop: null },
    });
    counts[verdict]++;
  }
  return counts;
}

/** Pairs are made by the sample's number. */
function asSample(scored: ScoredConversation, sample: number): ScoredConversation {
  return { ...scored, conversation: { ...scored.conversation, sample } };
}

function withFault(reply: ReplyFaults): ReplyFaults {
  return reply.faults[WORSENED] === false ? { ...reply, faults: { ...reply.faults, [WORSENED]: true } } : reply;
}

function sentinelsOf(reference: readonly ScoredConversation[], candidate: readonly ScoredConversation[]): Sentinel[] {
  const tally = sentinelTally();
  for (const each of reference) tally.add('reference', each);
  for (const each of candidate) tally.add('candidate', each);
  return tally.table();
}

/** R. A. Fisher and F. Yates, 1938, as D. E. Knuth has it. */
function shuffled<Item>(items: readonly Item[], random: RandomSource): Item[] {
  const all = [...items];
  for (let last = all.length - 1; last > 0; last--) {
    const other = Math.floor(random() * (last + 1));
    const [one, two] = [all[last], all[other]];
    // Both places are in the list.
    if (one === undefined || two === undefined) throw new RangeError('no such place');
    [all[last], all[other]] = [two, one];
  }
  return all;
}
