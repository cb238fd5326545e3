// Which replies a person is asked to rate, in which order. Start at `planReplies`.
import { pcg32 } from '../stats/random.ts';
import { fairly } from './fair-order.ts';
import type { Opinionated } from './opinions-of.ts';
import { type Question, type Reply, repliesOf, subjectOf } from './question.ts';
import type { Talk } from './talks.ts';

export interface PlanOptions {
  seed: number;
  /** At most so many; null: all. */
  most: number | null;
  /** What the person has said before, and is not asked again; null: is asked again. */
  before: Opinionated | null;
}

export interface Plan {
  questions: Question[];
  /** How many the person has answered before. */
  answered: number;
}

export function planReplies(talks: readonly Talk[], { seed, most, before }: PlanOptions): Plan {
  const replies = talks.flatMap(repliesOf);
  const kinds = [({ talk }: Reply) => subjectOf(talk), ({ talk }: Reply) => talk.scenario];
  const order = [...fairly(replies, kinds, pcg32(seed))];
  // The others keep their order, so that the next time goes on where this one stops.
  const left = order.filter((reply) => !before?.hasRated(reply));
  return {
    questions: left.slice(0, most ?? left.length).map((reply) => ({ kind: 'reply', reply })),
    answered: order.length - left.length,
  };
}
