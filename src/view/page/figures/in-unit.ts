// A figure in the unit of its metric. Start at `inUnit`.
import type { MetricId } from '../../../compare/comparison.ts';
import { METRICS } from '../../../compare/metrics.ts';
import { milliseconds, number, percent, size } from '../numbers.ts';

export function inUnit(metric: MetricId, value: number): string {
  switch (METRICS[metric].unit) {
    case 'rate':
      return percent(value);
    case 'rating':
      return value.toFixed(1);
    case 'tokens/s':
    case 'characters':
      return number(value);
    case 'ms':
      return milliseconds(value);
    case 'bytes':
      return size(value);
  }
}
