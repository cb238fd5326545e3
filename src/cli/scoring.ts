// Scoring a run and telling of it, for `score` and at the end of `eval`. Start at `scoreAndTell`.
import { ExitCode } from '../core/errors.ts';
import { absolute } from '../core/world.ts';
import { junitCollector } from '../report/junit.ts';
import { type ProgressLine, progressLine } from '../report/progress-line.ts';
import { writeReport } from '../report/report-file.ts';
import { reportScoresToGithub } from '../report/score-github.ts';
import type { Gate } from '../score/gate-names.ts';
import { type ReportRequest, reportOn, type ScoreReport } from '../score/report-on.ts';
import type { PastRun } from '../store/past-run.ts';
import { say } from '../words/text.ts';
import type { ScoreReporter } from './commands/score-flags.ts';
import type { Host } from './host.ts';

interface TellRequest extends ReportRequest {
  reporters: readonly ScoreReporter[];
  /** Shows no progress. */
  isQuiet?: boolean;
}

/** Most runs are scored before anybody wonders. */
const PATIENCE_MS = 2_000;

/** @throws UserError if the run cannot be read, or if its folder or a reporter's file cannot be written */
export async function scoreAndTell(
  run: PastRun,
  { reporters, isQuiet = false, ...request }: TellRequest,
  host: Host,
): Promise<ScoreReport> {
  const start = host.now().getTime();
  const junit = junitCollector();
  const wantsJUnit = reporters.some(({ name }) => name === 'junit');
  const progress = progressLine(host);
  let conversations = 0;
  const report = await reportOn(run, request, host, (scored) => {
    if (wantsJUnit) junit.add(scored);
    conversations++;
    if (!isQuiet && host.now().getTime() - start > PATIENCE_MS) showProgress(progress, conversations, run);
  }).finally(() => progress.clear());
  const seconds = (host.now().getTime() - start) / 1_000;
  for (const reporter of reporters) {
    if (reporter.name === 'github') reportScoresToGithub(report, host);
    else await writeReport(absolute(reporter.file, host), [junit.xml(report.gates, seconds)]);
  }
  return report;
}

function showProgress(progress: ProgressLine, n: number, { summary }: PastRun): void {
  const all = summary?.totals.conversations;
  if (all !== undefined && n >= all) return;
  if (all) progress.show(say('scoring: {n} of {all} conversations', { n, all }), n / all);
  else progress.show(say('scoring: {n} conversations', { n }), null);
}

/** A gate that could not be judged is no pass. */
export function exitCodeOfGates(reports: readonly Pick<ScoreReport, 'gates'>[], typed: readonly Gate[] = []): number {
  const results = reports.flatMap(({ gates }) => gates.map(({ result }) => result));
  if (results.includes('fail')) return ExitCode.gateFailed;
  // A run without models has nothing to judge.
  const isUnjudged = typed.length > 0 && reports.some(({ gates }) => gates.length === 0);
  return isUnjudged || results.includes('unjudged') ? ExitCode.someFailed : ExitCode.done;
}
