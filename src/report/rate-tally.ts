// What a person has said in one sitting, with the names of what was rated. Start at `describeSession`.
import type { ComparedSubjects, RatedSubject, SessionTally } from '../rate/session-tally.ts';
import { asIs, say, type Text } from '../words/text.ts';
import { fold } from './fold.ts';
import { describeSubject } from './rate-question.ts';
import { columnsOf, PIPE_COLUMNS, type Screen, shown } from './screen.ts';
import { describeTally, type TallyTable } from './tally.ts';

/** Empty: nothing was said. */
export function describeSession(
  { rated, compared, isTooLittle }: SessionTally,
  hasRuns: boolean,
  screen: Screen,
): string[] {
  const told = (text: Text): string => fold(shown(text, screen), columnsOf(screen.stdout) ?? PIPE_COLUMNS, 2);
  return [
    ...(rated.length === 0 ? [] : [describeTally(ratedTable(rated, hasRuns), screen)]),
    ...(compared.length === 0 ? [] : [describeTally(comparedTable(compared, hasRuns), screen)]),
    ...(isTooLittle ? [told(say('These are too few to say which is better: it may be chance.'))] : []),
  ];
}

/** Kinds of opinions that nobody gave are left out, but not grades. */
function ratedTable(rated: readonly RatedSubject[], hasRuns: boolean): TallyTable {
  const others = [
    { head: say('up'), counts: rated.map(({ up }) => up) },
    { head: say('down'), counts: rated.map(({ down }) => down) },
    { head: say('only a note'), counts: rated.map(({ notes }) => notes) },
  ].filter(({ counts }) => counts.some((count) => count > 0));
  const numbers = [...['1', '2', '3', '4', '5'].map(asIs), ...others.map(({ head }) => head)];
  const rows = rated.map(({ talk, ratings }, at) => [
    describeSubject(talk, hasRuns),
    ...[...ratings, ...others.map(({ counts }) => counts[at] ?? 0)].map(String),
  ]);
  return { head: [say('model'), ...numbers], rows, numbers, titles: 1 };
}

function comparedTable(compared: readonly ComparedSubjects[], hasRuns: boolean): TallyTable {
  const numbers = [say('first better'), say('second better'), say('neither is better'), say('both are bad')];
  const rows = compared.map(({ one, other, oneBetter, otherBetter, ties, bothBad }) => [
    describeSubject(one, hasRuns),
    describeSubject(other, hasRuns),
    ...[oneBetter, otherBetter, ties, bothBad].map(String),
  ]);
  return { head: [say('first model'), say('second model'), ...numbers], rows, numbers, titles: 2 };
}
