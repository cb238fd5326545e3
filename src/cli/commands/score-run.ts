// `hitogara score`: checks of past runs. Start at `runScore`.
import { ExitCode, UserError } from '../../core/errors.ts';
import { globToRegExp, isGlob } from '../../core/glob.ts';
import { didYouMean } from '../../core/suggest.ts';
import { absolute } from '../../core/world.ts';
import { written } from '../../report/json.ts';
import { writeReport } from '../../report/report-file.ts';
import { describeScores } from '../../report/score.ts';
import { csvOf } from '../../report/score-csv.ts';
import { printScores } from '../../report/score-json.ts';
import { describeTally } from '../../report/tally.ts';
import { CHECK_IDS, type CheckId } from '../../scenario/check-settings.ts';
import { CHECK_SUMMARIES } from '../../score/check-summaries.ts';
import { CHECKS } from '../../score/check-table.ts';
import { parseGates } from '../../score/gate-names.ts';
import type { ScoreReport } from '../../score/report-on.ts';
import type { ScenarioForm } from '../../score/scenario-forms.ts';
import { wantedIn } from '../../store/named-in-run.ts';
import { openPastRun } from '../../store/past-run.ts';
import { readOpinions } from '../../store/ratings.ts';
import { say } from '../../words/text.ts';
import type { Host } from '../host.ts';
import { exitCodeOfGates, scoreAndTell } from '../scoring.ts';
import type { ScoreOptions } from './score-flags.ts';

export async function runScore(names: readonly string[], options: ScoreOptions, host: Host): Promise<number> {
  const gates = parseGates(options.gates);
  const checks = checksNamed(options.checks);
  if (names.length > 1 && options.reporters.some(({ name }) => name === 'junit'))
    throw new UserError(say('junit:FILE holds one run; score the runs one by one'));
  if (options.list) return listChecks(checks, host);
  const form = formOf(options);
  const screen = options.json ? { ...host, stdout: host.stderr } : host;
  const reports: ScoreReport[] = [];
  for (const name of names) {
    const run = await openPastRun(name, options.out, host);
    const opinions = await readOpinions(
      run.directory,
      options.ratings === null ? null : absolute(options.ratings, host),
    );
    const request = {
      checks,
      form,
      gates,
      isWanted: wantedIn([run], options),
      ...opinions,
      reporters: options.reporters,
      keep: Math.max(KEPT, options.failures),
    };
    const report = await scoreAndTell(run, request, screen);
    reports.push(report);
    if (options.json) continue;
    const text = describeScores(report, { failures: options.failures, hasHead: true }, host);
    if (!(await written(host.stdout, `${reports.length > 1 ? '\n' : ''}${text}`))) break;
  }
  if (options.json) await printAll(reports, host);
  if (options.csv !== null) await writeReport(absolute(options.csv, host), csvOf(reports));
  return exitCodeOfGates(reports, gates);
}

/** Of one check, model and scenario: as many as a reporter may want. */
const KEPT = 10;

async function listChecks(checks: readonly CheckId[], host: Host): Promise<number> {
  const rows = checks.map((id) => [
    id,
    say(CHECKS[id].unit === 'turn' ? 'reply' : 'conversation'),
    say(CHECK_SUMMARIES[id]),
  ]);
  const head = [say('check'), say('unit'), say('looks for')];
  await written(host.stdout, `${describeTally({ head, rows, numbers: [], titles: 1 }, host)}\n`);
  return ExitCode.done;
}

/** One run is one object; several are a list of such objects. */
async function printAll(reports: readonly ScoreReport[], host: Host): Promise<void> {
  const isList = reports.length > 1;
  if (isList) await written(host.stdout, '[\n');
  for (const [index, report] of reports.entries()) {
    if (index > 0) await written(host.stdout, ',\n');
    await printScores(report, host.stdout, host);
  }
  if (isList) await written(host.stdout, ']\n');
}

function checksNamed(names: readonly string[]): readonly CheckId[] {
  if (names.length === 0) return CHECK_IDS;
  const found = new Set<CheckId>();
  for (const name of names) {
    const pattern = globToRegExp(name);
    const ids = CHECK_IDS.filter((id) => pattern.test(id));
    for (const id of ids) found.add(id);
    if (ids.length > 0) continue;
    throw new UserError(say('there is no check "{name}"', { name }), {
      remedy: didYouMean(name, [...CHECK_IDS]),
      exitCode: isGlob(name) ? ExitCode.nothingMatched : ExitCode.usage,
    });
  }
  return CHECK_IDS.filter((id) => found.has(id));
}

function formOf({ scenarioOfRun, scenarioNow }: ScoreOptions): ScenarioForm | null {
  if (scenarioOfRun && scenarioNow)
    throw new UserError(say('--scenario-of-run and --scenario-now cannot be used together'));
  return scenarioNow ? 'now' : scenarioOfRun ? 'run' : null;
}
