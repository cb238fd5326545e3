import { say } from '../../words/text.ts';
import { type Finding, notApplicable, passed, type Talk, type TalkTurn, type TurnCheck, wholeTurns } from '../check.ts';
import { spanOf } from '../reading/code-points.ts';
import { endOf, isMarked } from '../reading/reply-end.ts';

/**
 * The reply has no end: it was cut off at the token limit or inside the thinking, or the model itself stopped in the middle of a sentence,
 * which no outcome shows. After a comma or inside a quotation it fails. After a particle or the stem of an ending it fails if all other
 * replies end with punctuation, and else it warns. A reply that ends with a noun, as casual speakers write, warns only where all others end
 * with punctuation.
 */
export const truncated: TurnCheck<'truncated'> = {
  id: 'truncated',
  version: 2,
  unit: 'turn',
  onPartial: 'always',
  run(turn, talk) {
    const { outcome, reply } = turn;
    if (outcome === 'truncated')
      return { result: 'fail', value: null, spans: [], message: say('the reply was cut off before its end') };
    if (outcome !== 'ok') return notApplicable(say('the reply is not whole: {outcome}', { outcome: say(outcome) }));
    const end = endOf(reply);
    if (end.type === 'marked' || end.type === 'complete') return passed(say('the reply is whole'));
    const endsUnlikeOthers = othersAreMarked(turn, talk);
    if (end.type === 'bare' && !endsUnlikeOthers) return passed(say('the reply is whole'));
    const isFault = end.type === 'open' || (end.type === 'unfinished' && endsUnlikeOthers);
    return unfinished(turn, end.type === 'bare' ? (turn.sentences.at(-1)?.start ?? 0) : end.start, isFault);
  },
};

function unfinished({ reply, sentences }: TalkTurn, start: number, isFault: boolean): Finding {
  const to = reply.trimEnd().length;
  const end = [...(sentences.at(-1)?.text ?? reply.trim())].slice(-SHOWN).join('');
  const message = isFault
    ? say('the reply stops in the middle of a sentence: "{end}"', { end })
    : say('the reply may stop in the middle of a sentence: "{end}"', { end });
  return { result: isFault ? 'fail' : 'warn', value: null, spans: [spanOf(reply, start, to)], message };
}

/** Characters of the reply in the message. */
const SHOWN = 12;

/** Fewer replies show no habit. */
const ENOUGH = 3;

function othersAreMarked({ turn }: TalkTurn, talk: Talk): boolean {
  const others = wholeTurns(talk).filter((other) => other.turn !== turn);
  return others.length >= ENOUGH && others.filter(({ reply }) => isMarked(reply)).length >= others.length * 0.9;
}
