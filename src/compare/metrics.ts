// What columns are compared by: which direction is better, and what a difference is measured in. Start at `METRICS`.
import type { MetricId } from './comparison.ts';

export interface Metric {
  /** null: neither direction is better by itself. */
  better: 'higher' | 'lower' | null;
  /** Of the difference from the baseline. */
  kind: 'difference' | 'ratio';
  /** rate: 0 to 1, and differences are points. */
  unit: 'rate' | 'rating' | 'tokens/s' | 'ms' | 'characters' | 'bytes';
}

export const METRICS: Record<MetricId, Metric> = {
  faults: { better: 'lower', kind: 'difference', unit: 'rate' },
  rating: { better: 'higher', kind: 'difference', unit: 'rating' },
  tokensPerSecond: { better: 'higher', kind: 'ratio', unit: 'tokens/s' },
  timeToFirstTokenMs: { better: 'lower', kind: 'ratio', unit: 'ms' },
  replyCharacters: { better: null, kind: 'difference', unit: 'characters' },
  fileBytes: { better: 'lower', kind: 'ratio', unit: 'bytes' },
  peakMemoryBytes: { better: 'lower', kind: 'ratio', unit: 'bytes' },
};
