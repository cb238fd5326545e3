import { say } from '../../words/text.ts';
import { notApplicable, passed, personaDoesNotSay, type TalkTurn, type TurnCheck } from '../check.ts';
import { spanOf } from '../reading/code-points.ts';
import { hasEnding } from '../reading/endings.ts';
import { registerOf } from '../reading/register.ts';
import type { Sentence } from '../reading/sentences.ts';
import { spokenWords } from '../reading/spoken-words.ts';

const NEEDED_SHARE = 0.5;

/**
 * Whether sentences end as the persona declares, such as with にゃ. The value is the share of those that do, of the sentences that could:
 * in Japanese, those with a predicate (greetings, single nouns and interjections could not). Less than the needed share warns, less than
 * half of it fails.
 */
export const endings: TurnCheck<'endings'> = {
  id: 'endings',
  version: 1,
  unit: 'turn',
  onPartial: 'never',
  needsTokens: true,
  run(turn, { persona }, { share: needed = NEEDED_SHARE }) {
    if (persona.endings.length === 0) return personaDoesNotSay('endings');
    const ended = turn.sentences.filter(({ spokenText }) => hasEnding(spokenText, persona.endings));
    const others = turn.sentences.filter(
      (sentence) => !ended.includes(sentence) && couldEnd(sentence, turn, persona.language),
    );
    const judged = ended.length + others.length;
    if (judged === 0) return notApplicable(say('no sentence has an ending that could be judged'));
    const share = ended.length / judged;
    const figures = { n: ended.length, all: judged, endings: persona.endings.join(', ') };
    const message = say('{n} of {all} sentences end as the persona declares: {endings}', figures);
    if (share >= needed) return passed(message, share);
    return {
      result: share < needed / 2 ? 'fail' : 'warn',
      value: share,
      spans: others.map(({ start, end }) => spanOf(turn.reply, start, end)),
      message,
    };
  },
};

function couldEnd(sentence: Sentence, { tokens }: TalkTurn, language: string): boolean {
  if (language === 'ja') return registerOf(spokenWords(sentence, tokens)) !== null;
  return /\p{L}+\P{L}+\p{L}/u.test(sentence.spokenText);
}
