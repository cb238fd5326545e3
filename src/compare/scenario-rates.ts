// How often replies had faults in each scenario: the cells of the heat map. Start at `scenarioRates`.
import { rateOf } from '../score/score-tally.ts';
import { type EventCount, oneTrial, plus } from '../stats/proportion.ts';
import type { ColumnFigures } from './comparison.ts';

interface ScenarioRates {
  /** @param faulty null: not scored */
  add(
    conversation: { scenario: string; sample: number; turns: readonly unknown[] },
    faulty: ReadonlyMap<number, boolean> | null,
  ): void;
  table(): ColumnFigures['byScenario'];
}

/** The intervals are about other samples of the same scenario. */
export function scenarioRates(): ScenarioRates {
  const scenarios = new Map<string, { turns: number; samples: Map<number, EventCount> }>();
  return {
    add({ scenario, sample, turns }, faulty) {
      const own = scenarios.get(scenario) ?? { turns: 0, samples: new Map<number, EventCount>() };
      scenarios.set(scenario, own);
      own.turns += turns.length;
      for (const isFaulty of faulty?.values() ?? []) {
        own.samples.set(sample, plus(own.samples.get(sample), oneTrial(isFaulty)));
      }
    },
    table: () =>
      [...scenarios].map(([scenario, { turns, samples }]) => {
        return { scenario, turns, faults: samples.size === 0 ? null : rateOf([...samples.values()]) };
      }),
  };
}
