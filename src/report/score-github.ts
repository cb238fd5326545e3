// Scores in GitHub Actions: annotations for gates and for the scenarios in which most failed, and the job's summary. GitHub shows ten
// errors and ten warnings of a step. Start at `reportScoresToGithub`.
import { inertLine } from '../core/inert-text.ts';
import type { ScoreReport } from '../score/report-on.ts';
import { plural, say } from '../words/text.ts';
import { workflowCommand } from './github-commands.ts';
import { markdownLine, markdownTable } from './markdown.ts';
import { describeFailurePlace, describeGate, describeRate, describeScoredModel } from './score-wording.ts';
import { type Screen, shown } from './screen.ts';
import { appendToSummary } from './step-summary.ts';

const MOST_ANNOTATIONS = 10;
const MOST_LINES = 10;
const MOST_ROWS = 50;

export function reportScoresToGithub(report: ScoreReport, screen: Screen): void {
  const { stdout, environment } = screen;
  const gates = report.gates.filter(({ result }) => result !== 'pass').slice(0, MOST_ANNOTATIONS);
  for (const gate of gates) {
    stdout.write(workflowCommand('error', `hitogara ${gate.check}`, shown(describeGate(gate), screen)));
  }
  for (const { model, scenario, failed } of report.failedIn.slice(0, MOST_ANNOTATIONS)) {
    const failures = report.failures.filter((each) => each.model === model && each.scenario === scenario);
    const lines = failures.slice(0, MOST_LINES).map(({ row }) => {
      const turn = row.turn === null ? '' : ` ${shown(say('turn {turn}', { turn: row.turn }), screen)}`;
      return `${row.check}${turn}: ${shown(row.message, screen)}`;
    });
    const more = failed - lines.length;
    const rest = more > 0 ? [shown(say('and {n} more', { n: more }), screen)] : [];
    stdout.write(workflowCommand('warning', inertLine(`${model}/${scenario}`), [...lines, ...rest].join('\n')));
  }
  const file = environment.GITHUB_STEP_SUMMARY;
  const problem = file ? appendToSummary(file, summaryOf(report, screen)) : null;
  if (problem !== null) stdout.write(workflowCommand('warning', 'hitogara', problem));
}

function summaryOf({ run, models, gates, failures, failed }: ScoreReport, screen: Screen): string {
  const told = (text: Parameters<typeof shown>[0]): string => shown(text, screen);
  const checks = [
    ...new Set(
      models.flatMap((model) =>
        model.checks.filter((score) => score.failed + score.warned > 0).map(({ check }) => check),
      ),
    ),
  ];
  const table = markdownTable(
    [told(say('how many failed each check')), ...models.map((model) => told(describeScoredModel(model)))],
    [
      [told(say('with a fault\n(95 %)')), ...models.map((model) => told(describeRate(model.faults)))],
      ...checks.map((check) => [
        check,
        ...models.map((model) => {
          const score = model.checks.find((each) => each.check === check);
          return score ? told(describeRate(score)) : '–';
        }),
      ]),
    ],
  );
  const listed = failures.slice(0, MOST_ROWS);
  const sections = [
    `## ${markdownLine(told(say('scores of run {run}', { run: run.manifest.runId })))}`,
    gates.map((gate) => `- **${markdownLine(told(describeGate(gate)))}**`).join('\n'),
    models.length === 0 ? '' : table,
    listed
      .map(
        (failure) =>
          `- ${markdownLine(`${failure.row.check} · ${told(describeFailurePlace(failure))}: ${told(failure.row.message)}`)}`,
      )
      .join('\n'),
    failed > listed.length
      ? `- ${told(say('and {failures}', { failures: plural(failed - listed.length, 'more failure') }))}`
      : '',
  ];
  return `${sections.filter((section) => section !== '').join('\n\n')}\n\n`;
}
