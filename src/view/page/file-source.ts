// The comparison that the file carries. Nothing is asked of anybody. Start at `fileSource`.
import type { Comparison, Section } from '../../compare/comparison.ts';
import type { Regression } from '../regression.ts';
import type { Source } from './source.ts';

/**
 * @param head without sections
 * @param read takes a scenario's replies out of the file
 */
export function fileSource(
  head: Comparison,
  read: { section: (scenario: string) => Promise<Section>; regressions: () => Promise<Regression[]> },
): Source {
  const known = new Map<string, Promise<Section>>();
  const section = (scenario: string): Promise<Section> => {
    const reading = known.get(scenario) ?? read.section(scenario);
    known.set(scenario, reading);
    return reading;
  };
  return {
    isLive: false,
    ratesAs: null,
    runs: null,
    comparison: async () => {
      const [first] = head.scenarios;
      return { ...head, sections: first ? [await section(first.id)] : [] };
    },
    section: (_query, scenario) => section(scenario),
    figures: async () => head.columns,
    regressions: read.regressions,
    watch: () => () => {},
    record: async () => {},
  };
}
