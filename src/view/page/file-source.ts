// The comparison that the file carries. Nothing is asked of anybody. Start at `fileSource`.
import type { Comparison } from '../../compare/comparison.ts';
import type { Source } from './source.ts';

export function fileSource(comparison: Comparison): Source {
  return {
    isLive: false,
    ratesAs: null,
    runs: null,
    comparison: async () => comparison,
    section: async (_query, scenario) => {
      const section = comparison.sections.find((each) => each.scenario === scenario);
      if (!section) throw new Error(`the file has no replies of ${scenario}`);
      return section;
    },
    figures: async () => comparison.columns,
    watch: () => () => {},
    record: async () => {},
  };
}
