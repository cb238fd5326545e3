// What people said of a run, beside what checks found. Start at `ratingSections`.
import { inertLine } from '../core/inert-text.ts';
import type { CheckAgreement, Figure, RatedModel, RatingsReport } from '../score/ratings-tally.ts';
import type { ScoreReport } from '../score/report-on.ts';
import { joinTexts, plural, say, type Text } from '../words/text.ts';
import { fold } from './fold.ts';
import { columnsOf, PIPE_COLUMNS, type Screen, shown } from './screen.ts';
import { describeTally } from './tally.ts';

/** Empty: nobody rated anything. */
export function ratingSections({ ratings }: Pick<ScoreReport, 'ratings'>, screen: Screen): string {
  if (ratings === null) return '';
  const columns = columnsOf(screen.stdout) ?? PIPE_COLUMNS;
  const told = (text: Text): string => fold(inertLine(shown(text, screen)), columns, 2);
  const { models, checks, unplaced } = ratings;
  // A check that never failed where people found fault, and never where they did not, says nothing of agreement.
  const telling = checks.filter(({ both, checkOnly, peopleOnly }) => both + checkOnly + peopleOnly > 0);
  return [
    told(summaryOf(ratings)),
    models.length === 0 ? '' : describeTally(modelTable(models), screen),
    telling.length === 0 ? '' : describeTally(checkTable(telling), screen),
    ...unplaced
      .slice(0, MOST_UNPLACED)
      .map(({ file, line }) => told(say('{place}: the run has no such reply', { place: `${file}:${line}` }))),
    unplaced.length > MOST_UNPLACED ? told(say('and {n} more', { n: unplaced.length - MOST_UNPLACED })) : '',
  ]
    .filter((section) => section !== '')
    .join('\n\n');
}

const MOST_UNPLACED = 5;

function summaryOf({ ratings, raters, people }: RatingsReport): Text {
  return joinTexts(' · ', [
    say('{ratings} by {people}', { ratings: plural(ratings, 'rating'), people: inertLine(raters.join(', ')) }),
    people.n === 0
      ? null
      : say("agreement between people, Krippendorff's alpha: {figure}", { figure: describeFigure(people) }),
  ]);
}

function modelTable(models: readonly RatedModel[]) {
  const numbers = [say('up'), say('down')];
  return {
    head: [say('model'), say('mean human rating (95 %)'), ...numbers],
    rows: models.map(({ model, meanRating, thumbsUp, thumbsDown }) => [
      inertLine(model),
      describeFigure(meanRating),
      String(thumbsUp),
      String(thumbsDown),
    ]),
    numbers,
    titles: 1,
  };
}

function checkTable(checks: readonly CheckAgreement[]) {
  const numbers = [say('both'), say('check only'), say('people only'), say('neither')];
  return {
    head: [say('fault found by'), ...numbers, say("Cohen's kappa (95 %)")],
    rows: checks.map(({ check, both, checkOnly, peopleOnly, neither, kappa }) => [
      check,
      ...[both, checkOnly, peopleOnly, neither].map(String),
      describeFigure(kappa),
    ]),
    numbers,
    titles: 1,
  };
}

/** For example `3.6 (2.9–4.3), n 24`. */
function describeFigure({ n, value, low, high }: Figure): Text | string {
  if (value === null) return n === 0 ? '–' : say('not known, n {n}', { n });
  return low === null || high === null
    ? say('{value}, n {n}, no interval', { value: value.toFixed(2), n })
    : say('{value} ({low} to {high}), n {n}', {
        value: value.toFixed(2),
        low: low.toFixed(2),
        high: high.toFixed(2),
        n,
      });
}
