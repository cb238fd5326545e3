import type { Fact } from '../../scenario/schema.ts';
import { say, type Text } from '../../words/text.ts';
import { type Finding, notApplicable, passed, type TalkTurn, type TurnCheck } from '../check.ts';
import { merged, type Span, textOf } from '../reading/code-points.ts';
import { type FactReading, readFact } from '../reading/fact.ts';
import { fold } from '../reading/folded.ts';

/**
 * The reply says otherwise than a fact that the scenario states. A fact is touched when the user's line has one of its words, or, if it has
 * none, when the reply names the answer or a wrong one. It fails for a wrong answer, for a denial of the right one, and for another number,
 * time, date or day in place of the right one (八時, 8時 and 20時 are the same); it warns when the answer is not there, or beside a wrong one.
 * The value is the number of facts contradicted.
 */
export const factContradiction: TurnCheck<'fact.contradiction'> = {
  id: 'fact.contradiction',
  version: 1,
  unit: 'turn',
  onPartial: 'faults',
  run(turn, { persona }): Finding {
    const judged = persona.facts.flatMap((fact) => judgedFact(turn, fact));
    const failed = judged.filter(({ result }) => result === 'fail');
    const worst = failed[0] ?? judged.find(({ result }) => result === 'warn') ?? judged[0];
    if (!worst) return notApplicable(say('the reply touches on no fact of the scenario'));
    if (worst.result === 'pass') return passed(worst.message, 0);
    const spans = worst.result === 'fail' ? failed.flatMap((one) => one.spans) : worst.spans;
    return { result: worst.result, value: failed.length, spans: merged(spans), message: worst.message };
  },
};

interface JudgedFact {
  result: 'pass' | 'warn' | 'fail';
  spans: Span[];
  message: Text;
}

function judgedFact(turn: TalkTurn, fact: Fact): JudgedFact[] {
  const user = fold(turn.user).text;
  const isAsked = fact.asked.some((word) => user.includes(fold(word).text));
  if (fact.asked.length > 0 && !isAsked) return [];
  const reading = readFact(turn, fact, isAsked);
  if (!isAsked && reading.right.length + reading.wrong.length + reading.denied.length === 0) return [];
  return [judgedReading(turn, fact, reading)];
}

function judgedReading(turn: TalkTurn, { fact }: Fact, { right, wrong, denied, others }: FactReading): JudgedFact {
  const contradiction = (spans: Span[]): JudgedFact => {
    const words = spans[0] ? textOf(turn.reply, spans[0]) : '';
    return {
      result: 'fail',
      spans,
      message: say('the reply says "{words}", but the fact is: {fact}', { words, fact }),
    };
  };
  if (wrong.length > 0 && right.length === 0) return contradiction(wrong);
  if (wrong[0] && right[0]) {
    const values = { right: textOf(turn.reply, right[0]), words: textOf(turn.reply, wrong[0]), fact };
    return {
      result: 'warn',
      spans: wrong,
      message: say('the reply says both "{right}" and "{words}"; the fact is: {fact}', values),
    };
  }
  if (right.length > 0) return { result: 'pass', spans: [], message: say('the reply agrees with the facts') };
  if (denied.length > 0) return contradiction(denied);
  if (others.length > 0) return contradiction(others);
  // A reply that was cut off might have gone on to say it.
  if (turn.outcome !== 'ok' || (turn.probe !== null && NEEDS_NO_ANSWER.has(turn.probe))) {
    return { result: 'pass', spans: [], message: say('the reply contradicts no fact') };
  }
  return { result: 'warn', spans: [], message: say('the user asked, but the reply does not say: {fact}', { fact }) };
}

const NEEDS_NO_ANSWER: ReadonlySet<TalkTurn['probe']> = new Set([
  'unanswerable',
  'temptation',
  'role-reversal',
  'complaint-length',
  'complaint-register',
  'farewell',
]);
