// What checks for regressions have found in the runs of a page, out of the runs' folders. Start at `regressionsIn`.
import { UserError } from '../core/errors.ts';
import { schemaProblem } from '../core/schema-problem.ts';
import { RegressReportSchema } from '../regress/report.ts';
import { REPORT } from '../regress/request.ts';
import { readMeasurementFile } from '../store/measurements.ts';
import type { Regression } from './regression.ts';

/** @param runs their ids and folders; most have no such check */
export async function regressionsIn(runs: Iterable<readonly [id: string, directory: string]>): Promise<Regression[]> {
  const found = await Promise.all([...runs].map(([run, directory]) => regressionIn(run, directory)));
  return found.filter((regression) => regression !== null);
}

/** null: there is none. */
async function regressionIn(run: string, directory: string): Promise<Regression | null> {
  try {
    const data = await readMeasurementFile(directory, REPORT);
    if (data === null) return null;
    const parsed = RegressReportSchema.safeParse(data, { reportInput: true });
    if (parsed.success) return { run, report: parsed.data, problem: null };
    const { message, path } = schemaProblem(parsed.error, RegressReportSchema);
    return { run, report: null, problem: new UserError(message, { field: path.join('.') || undefined }).message };
  } catch (problem) {
    if (!(problem instanceof UserError)) throw problem;
    return { run, report: null, problem: String(problem.bare) };
  }
}
