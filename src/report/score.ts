// What checks found in a run, as a person reads it. Start at `describeScores`.
import { inertLine } from '../core/inert-text.ts';
import { shorten } from '../core/world.ts';
import type { ScoredModel, ScoreReport } from '../score/report-on.ts';
import type { CheckScore } from '../score/score-tally.ts';
import { joinTexts, plural, say, type Text } from '../words/text.ts';
import { fold } from './fold.ts';
import { withoutCommands } from './github-commands.ts';
import { painter } from './paint.ts';
import { failureSection } from './score-failures.ts';
import { preferenceSections } from './score-preferences.ts';
import { ratingSections } from './score-ratings.ts';
import {
  describeDrift,
  describeGate,
  describeRate,
  describeScoredModel,
  describeUnfinished,
  percent,
} from './score-wording.ts';
import { columnsOf, PIPE_COLUMNS, type Screen, shown } from './screen.ts';
import { describeTally, type TallyTable } from './tally.ts';
import { significant } from './wording.ts';

export interface ScoreDetails {
  /** How many failures are listed. */
  failures: number;
  /** Whether the run is named first: not where it has just been played. */
  hasHead: boolean;
}

/** Ends with a newline. */
export function describeScores(report: ScoreReport, { failures, hasHead }: ScoreDetails, screen: Screen): string {
  const paint = painter(screen);
  const columns = columnsOf(screen.stdout) ?? PIPE_COLUMNS;
  const told = (text: Text | string): string => fold(inertLine(shown(text, screen)), columns, 2);
  const { run, notes, models, gates } = report;
  const turns = turnTable(models);
  const sections = [
    ...(hasHead ? [paint('bold', told(say('scores of run {run}', { run: run.manifest.runId })))] : []),
    ...notes.map((note) => `${paint('yellow', shown(say('warning'), screen))} ${told(note)}`),
    ...(models.length === 0 ? [told(say('there is no reply to score'))] : []),
    ...(models.length > 0 ? [describeTally(modelTable(models, screen), screen)] : []),
    models.flatMap((model) => {
      const unfinished = describeUnfinished(model);
      return unfinished ? [told(joinTexts(': ', [describeScoredModel(model), unfinished]))] : [];
    }),
    turns === null ? '' : titled(say('replies with a fault, by turn'), turns, screen),
    checkSection(report, hasHead, screen),
    failureSection(report, failures, screen),
    ratingSections(report, screen),
    preferenceSections(report, screen),
    remarksOn(models).map(told),
    gates.map((gate) => paint(gate.result === 'pass' ? 'green' : 'red', told(describeGate(gate)))),
    hasHead ? [told(say('scores are in {folder}', { folder: `${shorten(run.directory, screen)}/scores` }))] : [],
  ];
  // It quotes replies, and whatever runs this may read commands from what is printed.
  return withoutCommands(
    `${sections
      .map((section) => (Array.isArray(section) ? section.join('\n') : section))
      .filter((section) => section !== '')
      .join('\n\n')}\n`,
  );
}

/** Speed beside quality. */
function modelTable(models: readonly ScoredModel[], screen: Screen): TallyTable {
  const numbers = [say('replies'), say('median\ntokens/s'), say('median\nfirst token'), say('file'), say('memory')];
  return {
    head: [
      say('model'),
      say('replies'),
      say('with a fault\n(95 %)'),
      say('second half\nminus first'),
      ...numbers.slice(1),
    ],
    rows: models.map((model) => [
      describeScoredModel(model),
      String(model.faults.n),
      unbroken(describeRate(model.faults), screen),
      unbroken(describeDrift(model.drift), screen),
      model.medianTokensPerSecond === null ? '–' : significant(model.medianTokensPerSecond),
      model.medianTimeToFirstTokenMs === null
        ? '–'
        : say('{ms} ms', { ms: significant(model.medianTimeToFirstTokenMs) }),
      megabytes(model.fileBytes),
      megabytes(model.peakMemoryBytes),
    ]),
    numbers,
    titles: 1,
  };
}

/** Checks that found something as a table; the others in a sentence each for what is clean and what does not apply. */
function checkSection({ models, checks }: ScoreReport, isWhole: boolean, screen: Screen): string {
  const of = (model: ScoredModel, id: string): CheckScore | undefined => model.checks.find(({ check }) => check === id);
  const all = checks.map((id) => ({ id, scores: models.map((model) => of(model, id)) }));
  const found = all.filter(({ scores }) =>
    scores.some((score) => score && score.failed + score.warned + score.errors > 0),
  );
  const clean = all.filter(
    ({ id, scores }) => !found.some((each) => each.id === id) && scores.some((score) => score && score.n > 0),
  );
  const columns = columnsOf(screen.stdout) ?? PIPE_COLUMNS;
  const sentence = (text: Text): string => fold(shown(text, screen), columns, 2);
  const table: TallyTable = {
    head: [say('check'), ...models.map(describeScoredModel)],
    rows: found.map(({ id, scores }) => [
      id,
      ...scores.map((score) => (score ? unbroken(describeCheck(score), screen) : '–')),
    ]),
    numbers: [],
    titles: 1,
  };
  return [
    found.length === 0 || models.length === 0 ? '' : titled(say('how many failed each check'), table, screen),
    clean.length === 0 ? '' : sentence(describeClean(clean, isWhole)),
  ]
    .filter((text) => text !== '')
    .join('\n\n');
}

/** A table with a line above it. */
function titled(title: Text, table: TallyTable, screen: Screen): string {
  return `${painter(screen)('bold', shown(title, screen))}\n${describeTally(table, screen)}`;
}

function megabytes(bytes: number | null): string {
  return bytes === null ? '–' : `${significant(bytes / 1e6)} MB`;
}

/** In a narrow column, figures stay together: `0 of 86 · 0 % (0–34 %)` breaks at the dots only. */
function unbroken(text: Text | string, screen: Screen): string {
  return shown(text, screen)
    .split(' · ')
    .map((part) => part.replaceAll(' ', '\u00a0'))
    .join(' · ');
}

/** @param isWhole whether they are named */
function describeClean(clean: readonly { id: string }[], isWhole: boolean): Text {
  return isWhole
    ? say('nothing found: {checks}', { checks: clean.map(({ id }) => id).join(', ') })
    : say('{checks} found nothing', { checks: plural(clean.length, 'check') });
}

function describeCheck(score: CheckScore): Text | string {
  return joinTexts(' · ', [
    describeRate(score),
    score.warned > 0 ? plural(score.warned, 'warning') : null,
    score.errors > 0 ? plural(score.errors, 'error') : null,
  ]);
}

/** Counts of faults in four parts of the conversations, by turn; the table above has the change with its interval. */
function turnTable(models: readonly ScoredModel[]): TallyTable | null {
  const last = Math.max(0, ...models.flatMap(({ byTurn }) => byTurn.map(({ turn }) => turn)));
  if (last < QUARTERS || models.every(({ faults }) => faults.failed === 0)) return null;
  const parts = Array.from({ length: QUARTERS }, (_, at) => ({
    from: Math.floor((last * at) / QUARTERS) + 1,
    to: Math.floor((last * (at + 1)) / QUARTERS),
  }));
  const heads = parts.map(({ from, to }) =>
    from === to ? say('turn {turn}', { turn: from }) : say('turns {from}–{to}', { from, to }),
  );
  return {
    head: [say('model'), ...heads],
    rows: models.map((model) => [
      describeScoredModel(model),
      ...parts.map(({ from, to }) => {
        const own = model.byTurn.filter(({ turn }) => turn >= from && turn <= to);
        const all = own.reduce((sum, { n }) => sum + n, 0);
        return all === 0 ? '–' : say('{n} of {all}', { n: own.reduce((sum, { failed }) => sum + failed, 0), all });
      }),
    ]),
    numbers: heads,
    titles: 1,
  };
}

const QUARTERS = 4;

/** What could have been detected, beside what was found. */
function remarksOn(models: readonly ScoredModel[]): Text[] {
  const judged = models.filter(({ faults }) => faults.n > 0);
  const several = judged.filter(({ clusters }) => clusters > 1);
  const about = (some: readonly ScoredModel[], remark: (models: Text) => Text): Text[] =>
    some.length === 0 ? [] : [remark(joinTexts(', ', some.map(describeScoredModel)))];
  const known = several.flatMap((model) => (model.detectable === null ? [] : [{ model, points: model.detectable }]));
  return [
    ...about(
      judged.filter(({ clusters }) => clusters < 2),
      (names) =>
        say(
          '{model}: one conversation of one scenario gives no interval; play more scenarios, or more samples with --samples',
          {
            model: names,
          },
        ),
    ),
    ...about(
      several.filter(({ cluster }) => cluster === 'sample'),
      (names) =>
        say('{model}: the intervals are about more samples of this one scenario, not about other scenarios', {
          model: names,
        }),
    ),
    ...about(
      several.filter(({ detectable }) => detectable === null),
      (names) => say('{model}: too little was played to tell it from any other model', { model: names }),
    ),
    ...(known.length === 0
      ? []
      : [
          say(
            'smallest difference from another model that the same conversations would show, in the share of replies with a fault (80 % power, 5 % level): {points}',
            {
              points: joinTexts(
                ', ',
                known.map(({ model, points }) =>
                  say('{model} {points} points', {
                    model: describeScoredModel(model),
                    points: percent(points).replace(' %', ''),
                  }),
                ),
              ),
            },
          ),
        ]),
  ];
}
