// What a person has said in one sitting, counted. Start at `tallyOf`.
import { groupBy } from '../core/group-by.ts';
import type { Opinion } from './opinion.ts';
import { type Question, subjectOf } from './question.ts';
import type { Talk } from './talks.ts';

export interface SessionTally {
  /** By subject, those with most opinions first. */
  rated: RatedSubject[];
  compared: ComparedSubjects[];
  /** Fewer than could tell anything from chance, of some subject or pair of subjects. */
  isTooLittle: boolean;
}

export interface RatedSubject {
  talk: Talk;
  /** How often 1, 2, 3, 4 and 5 were given. */
  ratings: number[];
  up: number;
  down: number;
  notes: number;
}

export interface ComparedSubjects {
  one: Talk;
  other: Talk;
  oneBetter: number;
  otherBetter: number;
  ties: number;
  bothBad: number;
}

/** Of five opinions that all say the same, chance could still be the reason: 2 · ½⁵ = 0.06. Of six, 0.03. */
const LEAST_OPINIONS = 6;

export function tallyOf(questions: readonly Question[], given: ReadonlyMap<number, Opinion>): SessionTally {
  const opinions = [...given].flatMap(([at, opinion]) => {
    const question = questions[at];
    return question ? [{ question, opinion }] : [];
  });
  const rated = [
    ...groupBy(
      opinions.flatMap(({ question, opinion }) =>
        question.kind === 'reply' ? [{ talk: question.reply.talk, opinion }] : [],
      ),
      ({ talk }) => subjectOf(talk),
    ).values(),
  ].flatMap(ratedSubject);
  const compared = [
    ...groupBy(
      opinions.flatMap(({ question, opinion }) => (question.kind === 'pair' ? [placed(question, opinion)] : [])),
      ({ one, other }) => `${subjectOf(one)}\n${subjectOf(other)}`,
    ).values(),
  ].flatMap(comparedSubjects);
  return { rated, compared, isTooLittle: isTooLittle(rated, compared) };
}

interface Told {
  talk: Talk;
  opinion: Opinion;
}

function ratedSubject(told: readonly Told[]): RatedSubject[] {
  const [first] = told;
  if (!first) return [];
  const verdicts = told.map(({ opinion }) => opinion.verdict);
  const count = (is: (verdict: Opinion['verdict']) => boolean): number => verdicts.filter(is).length;
  return [
    {
      talk: first.talk,
      ratings: [1, 2, 3, 4, 5].map((rating) => count((each) => each?.kind === 'rating' && each.rating === rating)),
      up: count((each) => each?.kind === 'thumb' && each.thumb === 'up'),
      down: count((each) => each?.kind === 'thumb' && each.thumb === 'down'),
      notes: count((each) => each === null),
    },
  ];
}

type Better = 'one' | 'other' | 'neither' | 'both-bad';

interface Placed {
  one: Talk;
  other: Talk;
  better: Better;
}

/** Whichever was shown first, two subjects are named in one order. */
function placed({ first, second }: Extract<Question, { kind: 'pair' }>, { verdict }: Opinion): Placed {
  const isTurned = subjectOf(second.talk) < subjectOf(first.talk);
  const [one, other] = isTurned ? [second.talk, first.talk] : [first.talk, second.talk];
  const better = verdict?.kind === 'better' ? verdict.better : 'neither';
  const isEither = better === 'first' || better === 'second';
  return { one, other, better: isEither ? ((better === 'first') !== isTurned ? 'one' : 'other') : better };
}

function comparedSubjects(all: readonly Placed[]): ComparedSubjects[] {
  const [first] = all;
  if (!first) return [];
  const count = (wanted: Better): number => all.filter(({ better }) => better === wanted).length;
  return [
    {
      ...{ one: first.one, other: first.other, oneBetter: count('one'), otherBetter: count('other') },
      ...{ ties: count('neither'), bothBad: count('both-bad') },
    },
  ];
}

function isTooLittle(rated: readonly RatedSubject[], compared: readonly ComparedSubjects[]): boolean {
  const opinions = rated.map(({ ratings, up, down }) => ratings.reduce((sum, n) => sum + n, up + down));
  const decided = compared.map(({ oneBetter, otherBetter }) => oneBetter + otherBetter);
  return (rated.length > 1 && Math.min(...opinions) < LEAST_OPINIONS) || decided.some((n) => n < LEAST_OPINIONS);
}
