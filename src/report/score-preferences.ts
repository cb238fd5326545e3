// Which of two replies people preferred, beside the ratings. Start at `preferenceSections`.
import { inertLine } from '../core/inert-text.ts';
import type { ComparedPair, ComparedSide, PreferencesReport } from '../score/preferences-tally.ts';
import type { ScoreReport } from '../score/report-on.ts';
import { plural, say, type Text } from '../words/text.ts';
import { fold } from './fold.ts';
import { describeRate, describeScoredModel } from './score-wording.ts';
import { columnsOf, PIPE_COLUMNS, type Screen, shown } from './screen.ts';
import { describeTally, type TallyTable } from './tally.ts';
import { joined } from './wording.ts';

/** Empty: nobody compared anything. */
export function preferenceSections({ preferences }: Pick<ScoreReport, 'preferences'>, screen: Screen): string {
  if (preferences === null) return '';
  const told = (text: Text): string =>
    fold(inertLine(shown(text, screen)), columnsOf(screen.stdout) ?? PIPE_COLUMNS, 2);
  const { pairs, unplaced } = preferences;
  return [
    told(summaryOf(preferences)),
    pairs.length === 0 ? '' : describeTally(pairTable(pairs), screen),
    pairs.length === 0 ? '' : remarksOn(pairs).map(told).join('\n'),
    unplaced === 0 ? '' : told(say('{n} are about replies that the run does not have', { n: unplaced })),
  ]
    .filter((section) => section !== '')
    .join('\n\n');
}

function summaryOf({ preferences, raters }: PreferencesReport): Text {
  const people = inertLine(raters.join(', '));
  const comparisons = plural(preferences, 'comparison');
  return raters.length === 0 ? comparisons : say('{comparisons} by {people}', { comparisons, people });
}

function pairTable(pairs: readonly ComparedPair[]): TallyTable {
  const numbers = [say('wins'), say('losses'), say('neither is better'), say('both are bad')];
  return {
    head: [say('model'), say('compared with'), ...numbers, say('better where one is (95 %)'), 'p'],
    rows: pairs.map(({ model, versus, wins, losses, ties, bothBad, won: { n, value, low, high }, pValue }) => [
      describeSide(model),
      describeSide(versus),
      ...[wins, losses, ties, bothBad].map(String),
      describeRate({ n, failed: wins, rate: value, low, high }),
      describeP(pValue),
    ]),
    numbers,
    titles: 2,
  };
}

function describeSide(side: ComparedSide): Text {
  return joined(describeScoredModel(side), side.run === null ? null : say('run {run}', { run: inertLine(side.run) }));
}

function describeP(pValue: number | null): string {
  if (pValue === null) return '–';
  return pValue < 0.001 ? '< 0.001' : pValue.toFixed(3);
}

/** Why there is a figure, or none. */
function remarksOn(pairs: readonly ComparedPair[]): Text[] {
  const tested = pairs.filter(({ pValue }) => pValue !== null).length;
  return [
    say('Replies of one scenario resemble each other, so the intervals and p count scenarios, not replies.'),
    ...(tested < pairs.length ? [say('With fewer than 6 scenarios, nothing can be told from chance.')] : []),
    ...(tested > 1 ? [say('p is adjusted for the number of pairs (Holm).')] : []),
  ];
}
