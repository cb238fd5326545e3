import type { Persona } from '../../scenario/schema.ts';
import { say } from '../../words/text.ts';
import { notApplicable, passed, personaDoesNotSay, type TalkTurn, type TurnCheck } from '../check.ts';
import { hasEnding } from '../reading/endings.ts';
import { registerOf } from '../reading/register.ts';
import { spansOfSentences } from '../reading/registers.ts';
import type { Sentence } from '../reading/sentences.ts';
import { spokenWords } from '../reading/spoken-words.ts';

const NEEDED_SHARE = 0.5;

/**
 * Whether sentences end as the persona declares, such as with にゃ. The value is the share of those that do, of the sentences that could:
 * in Japanese, those with a predicate (greetings, single nouns and interjections could not). An ending may stand before a form of address, as
 * in 承知でござる、殿。 Less than the needed share warns, less than half of it fails.
 */
export const endings: TurnCheck<'endings'> = {
  id: 'endings',
  version: 2,
  unit: 'turn',
  onPartial: 'never',
  needsTokens: true,
  run(turn, { persona }, { share: needed = NEEDED_SHARE }) {
    if (persona.endings.length === 0) return personaDoesNotSay('endings');
    const hasOwn = (sentence: Sentence): boolean =>
      hasEnding(sentence.spokenText, persona.endings) || endsBeforeAddress(sentence, turn, persona);
    const ended = turn.sentences.filter(hasOwn);
    const others = turn.sentences.filter((one) => !hasOwn(one) && couldEnd(one, turn, persona.language));
    const judged = ended.length + others.length;
    if (judged === 0) return notApplicable(say('no sentence has an ending that could be judged'));
    const share = ended.length / judged;
    const figures = { n: ended.length, all: judged, endings: persona.endings.join(', ') };
    const message = say('{n} of {all} sentences end as the persona declares: {endings}', figures);
    if (share >= needed) return passed(message, share);
    return {
      result: share < needed / 2 ? 'fail' : 'warn',
      value: share,
      spans: spansOfSentences(turn.reply, others),
      message,
    };
  },
};

/** Whether what follows the last comma is no predicate, and the ending stands before it. */
function endsBeforeAddress(sentence: Sentence, { tokens }: TalkTurn, persona: Persona): boolean {
  const { spokenText } = sentence;
  const comma = Math.max(spokenText.lastIndexOf('、'), spokenText.lastIndexOf(', '));
  if (comma < 0 || !hasEnding(spokenText.slice(0, comma), persona.endings)) return false;
  const after = spokenText.slice(comma + 1);
  if (persona.language !== 'ja') return after.trim().split(/\s+/).length <= LONGEST_ADDRESS;
  const words = spokenWords(sentence, tokens);
  return registerOf(words.slice(words.findLastIndex(({ surface }) => surface === '、') + 1)) === null;
}

/** In words of English. */
const LONGEST_ADDRESS = 2;

function couldEnd(sentence: Sentence, { tokens }: TalkTurn, language: string): boolean {
  if (language === 'ja') return registerOf(spokenWords(sentence, tokens)) !== null;
  return /\p{L}+\P{L}+\p{L}/u.test(sentence.spokenText);
}
