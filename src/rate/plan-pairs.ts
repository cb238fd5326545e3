// Which two replies a person is asked to compare, in which order, and which is shown first. Start at `planPairs`.
import { groupBy } from '../core/group-by.ts';
import { pcg32, type RandomSource } from '../stats/random.ts';
import { fairly, inRounds } from './fair-order.ts';
import type { Plan, PlanOptions } from './plan-replies.ts';
import { looksSame, type Reply, repliesOf, subjectOf } from './question.ts';
import type { Talk } from './talks.ts';

export interface PairPlan extends Plan {
  /** Pairs that came up and say the same: there is nothing to compare. */
  identical: number;
}

/** Replies to the same turn of the same scenario and sample, by two models, two settings of one model, or one model in two runs. */
export function planPairs(talks: readonly Talk[], { seed, most, before }: PlanOptions): PairPlan {
  const questions: PairPlan['questions'] = [];
  let answered = 0;
  let identical = 0;
  const pairs = pairsInOrder(talks, pcg32(seed), () => identical++);
  while (questions.length !== most) {
    const next = pairs.next();
    if (next.done) break;
    const [first, second] = next.value;
    if (before?.hasCompared(first, second)) answered++;
    else questions.push({ kind: 'pair', first, second });
  }
  return { questions, answered, identical };
}

type Pair = readonly [first: Reply, second: Reply];

/** Every two subjects take turns; what they have in common is looked up when it is their turn. */
function pairsInOrder(talks: readonly Talk[], random: RandomSource, onIdentical: () => void): Generator<Pair> {
  const subjects = [...groupBy(talks, subjectOf).values()].map((own) => groupBy(own, placeOf));
  const sources = subjects.flatMap((one, at) =>
    subjects.slice(at + 1).map((other) => pairsOf(one, other, random, onIdentical)),
  );
  return inRounds(sources, random);
}

function placeOf({ scenario, sample }: Talk): string {
  return JSON.stringify([scenario, sample]);
}

type Places = ReadonlyMap<string, readonly Talk[]>;

/** Each of the two comes first as often as the other. One that says the same takes nobody's turn. */
function* pairsOf(one: Places, other: Places, random: RandomSource, onIdentical: () => void): Generator<Pair> {
  const pairs = [...one].flatMap(([place, [talk]]) => {
    const [against] = other.get(place) ?? [];
    return talk && against ? commonReplies(talk, against) : [];
  });
  let isTurned = false;
  let isSecond = false;
  for (const [a, b] of fairly(pairs, [([{ talk }]) => talk.scenario], random)) {
    if (looksSame(a.said.reply, b.said.reply)) {
      onIdentical();
      continue;
    }
    isTurned = isSecond ? !isTurned : random() < 0.5;
    isSecond = !isSecond;
    yield isTurned ? [b, a] : [a, b];
  }
}

/** Up to where they were no longer told the same. */
function commonReplies(one: Talk, other: Talk): Pair[] {
  if (!isSamePerson(one, other)) return [];
  const until = one.turns.findIndex(({ user }, at) => other.turns[at]?.user !== user);
  const isBefore = ({ said }: Reply): boolean => until < 0 || said.turn <= until;
  const others = new Map(repliesOf(other).map((reply) => [reply.said.turn, reply]));
  return repliesOf(one)
    .filter(isBefore)
    .flatMap((reply): Pair[] => {
      const match = others.get(reply.said.turn);
      return match ? [[reply, match]] : [];
    });
}

function isSamePerson(one: Talk, other: Talk): boolean {
  const describe = ({ persona, greeting }: Talk): string =>
    JSON.stringify([persona?.name, persona?.user, persona?.instruction, greeting]);
  return describe(one) === describe(other);
}
