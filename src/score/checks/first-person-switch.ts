import { say } from '../../words/text.ts';
import { type ConversationCheck, notApplicable, passed, wholeTurns } from '../check.ts';
import { type Span, spanOf } from '../reading/code-points.ts';
import { firstPersonsOf } from '../reading/first-person.ts';

interface Use {
  word: string;
  words: readonly string[];
  span: Span;
}

/**
 * Whether the character keeps to one first-person word, even where the persona allows several: who begins with 俺 does not go on with 私. The
 * value is the number of different words. The same word in another script (僕, ぼく) only warns, and わたし is read into 私.
 */
export const firstPersonSwitch: ConversationCheck<'first-person.switch'> = {
  id: 'first-person.switch',
  version: 1,
  unit: 'conversation',
  needsTokens: true,
  run(talk) {
    if (talk.persona.language !== 'ja') return notApplicable(say('the check is for Japanese'));
    const uses = wholeTurns(talk).flatMap((turn) =>
      turn.sentences
        .flatMap((sentence) => firstPersonsOf(turn, sentence))
        .filter(({ isDoubtful }) => !isDoubtful)
        .map(
          ({ word, words, start, end }): Use => ({
            word,
            words,
            span: { ...spanOf(turn.reply, start, end), turn: turn.turn },
          }),
        ),
    );
    const [first] = uses;
    if (!first) return notApplicable(say('no reply has a first-person word'));
    const others = uses.filter(({ words }) => !words.some((word) => first.words.includes(word)));
    const number = 1 + new Set(others.map(({ words }) => words[0])).size;
    const [other] = others;
    if (other) {
      return {
        result: 'fail',
        value: number,
        spans: others.map(({ span }) => span),
        message: say('the character calls itself "{word}" first and "{other}" later', {
          word: first.word,
          other: other.word,
        }),
      };
    }
    const respelled = uses.filter(({ word }) => word !== first.word);
    const [spelling] = respelled;
    if (!spelling) return passed(say('the character calls itself "{word}" throughout', { word: first.word }), number);
    return {
      result: 'warn',
      value: number,
      spans: respelled.map(({ span }) => span),
      message: say('the character writes "{word}" first and "{other}" later', {
        word: first.word,
        other: spelling.word,
      }),
    };
  },
};
