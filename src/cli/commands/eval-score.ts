// The end of `hitogara eval`: what was played is scored at once. Start at `scorePlayed`.
import { ExitCode, UserError } from '../../core/errors.ts';
import { inertJson } from '../../core/inert-text.ts';
import { printedScores } from '../../report/json.ts';
import type { ReporterName } from '../../report/reporter-names.ts';
import { messageText } from '../../report/screen.ts';
import type { RunResult } from '../../run/engine.ts';
import type { Gate } from '../../score/gate-names.ts';
import type { ScoreReport } from '../../score/report-on.ts';
import { say } from '../../words/text.ts';
import type { Host } from '../host.ts';
import type { EvalOptions } from './eval-flags.ts';
import type { ScoreReporter } from './score-flags.ts';

interface ScoreContext {
  options: EvalOptions;
  gates: readonly Gate[];
  progress: ReporterName | null;
}

export type Played = Pick<RunResult, 'summary' | 'directory'>;

export interface Scored {
  /** null: nothing was scored. */
  report: ScoreReport | null;
  exitCode: number;
}

/** How many failures are listed below a run; `score` lists more. */
const FEW = 5;

/** Of one check, model and scenario: as many as a reporter may want. */
const KEPT = 10;

/** What was recorded stays, whatever goes wrong here. */
export async function scorePlayed(
  { summary, directory }: Played,
  { options, gates, progress }: ScoreContext,
  host: Host,
): Promise<Scored> {
  const isOver = summary.status === 'done' || summary.status === 'failed';
  if (!options.score || !isOver || directory === null || summary.totals.turns === 0) {
    // What a gate was to judge is not there: no pass.
    return { report: null, exitCode: gates.length > 0 ? ExitCode.someFailed : ExitCode.done };
  }
  // Loaded only now, so that nothing starts later for it.
  const [{ scoreAndTell, exitCodeOfGates }, { openPastRun }, { CHECK_IDS }, { describeScores }] = await Promise.all([
    import('../scoring.ts'),
    import('../../store/past-run.ts'),
    import('../../scenario/check-settings.ts'),
    import('../../report/score.ts'),
  ]);
  try {
    const run = await openPastRun(directory, options.out, host);
    const people = { ratings: [], preferences: [] };
    const request = { checks: CHECK_IDS, form: 'run', gates, isWanted: () => true, keep: KEPT, ...people } as const;
    const report = await scoreAndTell(
      run,
      { ...request, reporters: reportersOf(options, progress, host), isQuiet: progress === 'silent' },
      host,
    );
    const told = describeScores(report, { failures: FEW, hasHead: false }, host);
    if (progress === 'jsonl') host.stdout.write(`${inertJson({ type: 'scores', ...printedScores(report) }, 0)}\n`);
    else if (progress !== 'silent') host.stdout.write(`\n${told}`);
    return { report, exitCode: exitCodeOfGates([report]) };
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    const isInterrupted = error.exitCode === ExitCode.interrupted;
    const told = isInterrupted ? say('scoring was interrupted; the run itself is whole: hitogara score') : error.text;
    host.stderr.write(`${messageText(told.in(host.words), host)}\n`);
    return { report: null, exitCode: isInterrupted ? ExitCode.interrupted : ExitCode.someFailed };
  }
}

function reportersOf({ reporters }: EvalOptions, progress: ReporterName | null, host: Host): ScoreReporter[] {
  const files = reporters.flatMap((reporter): ScoreReporter[] => (reporter.name === 'junit' ? [reporter] : []));
  const isGithub = progress === 'github' || (progress === null && host.environment.GITHUB_ACTIONS === 'true');
  return isGithub ? [...files, { name: 'github' }] : files;
}
