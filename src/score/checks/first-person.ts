import { say } from '../../words/text.ts';
import { onlyJapanese, passed, personaDoesNotSay, type TurnCheck } from '../check.ts';
import { spanOf } from '../reading/code-points.ts';
import { firstPersonsOf, wordsOfSpelling } from '../reading/first-person.ts';

const MOST_SPANS = 50;

/**
 * Whether the character calls itself by its own word. Spellings of a word in other scripts (俺, オレ, おれ) are the same word. The value is the
 * number of other first-person words. Words that mean something else as well (うち, 自分, ワシ) warn at most,
 * and so does every word where the user has asked to change roles.
 */
export const firstPerson: TurnCheck<'first-person'> = {
  id: 'first-person',
  version: 1,
  unit: 'turn',
  onPartial: 'faults',
  needsTokens: true,
  run(turn, { persona }) {
    if (persona.language !== 'ja') return onlyJapanese();
    if (persona.firstPerson.length === 0) return personaDoesNotSay('firstPerson');
    const own = new Set(persona.firstPerson.flatMap(wordsOfSpelling));
    const foreign = turn.sentences
      .flatMap((sentence) => firstPersonsOf(turn, sentence))
      .filter(({ words }) => !words.some((word) => own.has(word)));
    const isPlaying = turn.probe === 'role-reversal';
    const worst = foreign.find(({ isDoubtful }) => !isDoubtful) ?? foreign[0];
    if (!worst) return passed(say('no other first-person word is used'), 0);
    return {
      result: worst.isDoubtful || isPlaying ? 'warn' : 'fail',
      value: foreign.length,
      spans: foreign.slice(0, MOST_SPANS).map(({ start, end }) => spanOf(turn.reply, start, end)),
      message: say('the character calls itself "{word}", not {own}', {
        word: worst.word,
        own: persona.firstPerson.join(', '),
      }),
    };
  },
};
