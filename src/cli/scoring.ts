// Scoring a run and telling of it, for `score` and at the end of `eval`. Start at `scoreAndTell`.
import { ExitCode } from '../core/errors.ts';
import { absolute } from '../core/world.ts';
import { junitCollector } from '../report/junit.ts';
import { writeReport } from '../report/report-file.ts';
import { reportScoresToGithub } from '../report/score-github.ts';
import { type ReportRequest, reportOn, type ScoreReport } from '../score/report-on.ts';
import type { PastRun } from '../store/past-run.ts';
import type { ScoreReporter } from './commands/score-flags.ts';
import type { Host } from './host.ts';

/** @throws UserError if the run cannot be read, or if its folder or a reporter's file cannot be written */
export async function scoreAndTell(
  run: PastRun,
  { reporters, ...request }: ReportRequest & { reporters: readonly ScoreReporter[] },
  host: Host,
): Promise<ScoreReport> {
  const start = host.now().getTime();
  const junit = junitCollector();
  const wantsJUnit = reporters.some(({ name }) => name === 'junit');
  const report = await reportOn(run, request, host, (scored) => {
    if (wantsJUnit) junit.add(scored);
  });
  const seconds = (host.now().getTime() - start) / 1_000;
  for (const reporter of reporters) {
    if (reporter.name === 'github') reportScoresToGithub(report, host);
    else await writeReport(absolute(reporter.file, host), [junit.xml(report.gates, seconds)]);
  }
  return report;
}

/** A gate that could not be judged is no pass. */
export function exitCodeOfGates(reports: readonly Pick<ScoreReport, 'gates'>[]): number {
  const results = reports.flatMap(({ gates }) => gates.map(({ result }) => result));
  if (results.includes('fail')) return ExitCode.gateFailed;
  return results.includes('unjudged') ? ExitCode.someFailed : ExitCode.done;
}
