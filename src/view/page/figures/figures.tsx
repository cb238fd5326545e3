// The tab of figures: charts, each with its table. Start at `Figures`.
import type { Comparison } from '../../../compare/comparison.ts';

export function Figures({ comparison }: { comparison: Comparison }) {
  return <div class="figures" data-columns={comparison.columns.length} />;
}
