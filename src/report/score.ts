// What checks found in a run, as a person reads it. Start at `describeScores`.
import { inertLine } from '../core/inert-text.ts';
import { shorten } from '../core/world.ts';
import type { ScoredModel, ScoreReport } from '../score/report-on.ts';
import type { CheckScore } from '../score/score-tally.ts';
import { asIs, joinTexts, plural, say, type Text } from '../words/text.ts';
import { fold } from './fold.ts';
import { painter } from './paint.ts';
import { ratingSections } from './score-ratings.ts';
import {
  describeDrift,
  describeFailurePlace,
  describeGate,
  describeRate,
  describeScoredModel,
  describeUnfinished,
  excerptOf,
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
  const sections = [
    ...(hasHead ? [paint('bold', told(say('scores of run {run}', { run: run.manifest.runId })))] : []),
    ...notes.map((note) => `${paint('yellow', shown(say('warning'), screen))} ${told(note)}`),
    ...(models.length === 0 ? [told(say('there is no reply to score'))] : []),
    ...(models.length > 0 ? [describeTally(modelTable(models), screen)] : []),
    models.flatMap((model) => {
      const unfinished = describeUnfinished(model);
      return unfinished ? [told(joinTexts(': ', [describeScoredModel(model), unfinished]))] : [];
    }),
    checkSection(report, screen),
    failureSection(report, failures, screen),
    ratingSections(report, screen),
    [...remarksOn(models)].map(told),
    gates.map((gate) => paint(gate.result === 'pass' ? 'green' : 'red', told(describeGate(gate)))),
    hasHead ? [told(say('scores are in {folder}', { folder: `${shorten(run.directory, screen)}/scores` }))] : [],
  ];
  return `${sections
    .map((section) => (Array.isArray(section) ? section.join('\n') : section))
    .filter((section) => section !== '')
    .join('\n\n')}\n`;
}

/** Speed beside quality. */
function modelTable(models: readonly ScoredModel[]): TallyTable {
  const numbers = [say('replies'), say('median\ntokens/s'), say('median\nfirst token'), say('file')];
  return {
    head: [
      say('model'),
      say('replies'),
      say('with a fault (95 %)'),
      say('second half\nminus first'),
      ...numbers.slice(1),
    ],
    rows: models.map((model) => [
      describeScoredModel(model),
      String(model.faults.n),
      describeRate(model.faults),
      describeDrift(model.drift),
      model.medianTokensPerSecond === null ? '–' : significant(model.medianTokensPerSecond),
      model.medianTimeToFirstTokenMs === null
        ? '–'
        : say('{ms} ms', { ms: significant(model.medianTimeToFirstTokenMs) }),
      model.fileBytes === null ? '–' : asIs(`${(model.fileBytes / 1e6).toPrecision(3)} MB`),
    ]),
    numbers,
    titles: 1,
  };
}

/** Checks that found something as a table; the others in a sentence each for what is clean and what does not apply. */
function checkSection({ models, checks }: ScoreReport, screen: Screen): string {
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
  const names = (list: readonly { id: string }[]): string => list.map(({ id }) => id).join(', ');
  const table: TallyTable = {
    head: [say('check: how many failed'), ...models.map((model) => asText(describeScoredModel(model)))],
    rows: found.map(({ id, scores }) => [id, ...scores.map((score) => (score ? describeCheck(score) : '–'))]),
    numbers: [],
    titles: 1,
  };
  return [
    found.length === 0 || models.length === 0 ? '' : describeTally(table, screen),
    clean.length === 0 ? '' : sentence(say('nothing found: {checks}', { checks: names(clean) })),
  ]
    .filter((text) => text !== '')
    .join('\n\n');
}

function asText(text: Text | string): Text {
  return joinTexts('', [text]);
}

function describeCheck(score: CheckScore): Text | string {
  return joinTexts(' · ', [
    describeRate(score),
    score.warned > 0 ? plural(score.warned, 'warning') : null,
    score.errors > 0 ? plural(score.errors, 'error') : null,
  ]);
}

function failureSection({ failures, failed, errors }: ScoreReport, most: number, screen: Screen): string {
  const paint = painter(screen);
  const columns = columnsOf(screen.stdout) ?? PIPE_COLUMNS;
  const listed = [...errors, ...failures].slice(0, most);
  const lines = listed.map((failure) => {
    const excerpt = excerptOf(failure);
    const place = fold(shown(joinTexts(' · ', [failure.row.check, describeFailurePlace(failure)]), screen), columns, 2);
    const message = fold(`  ${inertLine(shown(failure.row.message, screen))}`, columns, 2);
    return [place, message, ...(excerpt === null ? [] : [paint('dim', fold(`  ${excerpt}`, columns, 2))])].join('\n');
  });
  const left = failed + errors.length - listed.length;
  const more =
    left > 0 && most > 0
      ? [shown(say('and {n} more; --failures N lists as many, and the files in scores/ have all', { n: left }), screen)]
      : [];
  return [...lines, ...more].join('\n');
}

/** What could have been detected, beside what was found. */
function* remarksOn(models: readonly ScoredModel[]): Generator<Text> {
  for (const model of models) {
    const name = asText(describeScoredModel(model));
    if (model.faults.n === 0) continue;
    if (model.clusters < 2) {
      yield say('{model}: one conversation of one scenario gives no interval; play more scenarios, or --samples', {
        model: name,
      });
      continue;
    }
    if (model.cluster === 'sample')
      yield say('{model}: the intervals are about more samples of this one scenario, not about other scenarios', {
        model: name,
      });
    yield model.detectable === null
      ? say('{model}: too little was played to tell it from any other model', { model: name })
      : say(
          '{model}: another model on the same conversations would have to differ by {points} points in replies with a fault to be told from it (80 % power, 5 % level)',
          { model: name, points: percent(model.detectable).replace(' %', '') },
        );
  }
}
