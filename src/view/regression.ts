// What the page is given of a check for regressions. Start at `Regression`.
import type { RegressReport } from '../regress/report.ts';

/** One that cannot be read does not keep the page from being shown. */
export interface Regression {
  /** A run's id. */
  run: string;
  /** null: it cannot be read. */
  report: RegressReport | null;
  /** Why; in English. */
  problem: string | null;
}
