import { say, type Text } from '../../words/text.ts';
import { type ConversationCheck, type Finding, notApplicable, onlyJapanese, passed, wholeTurns } from '../check.ts';
import { type Span, spanOf } from '../reading/code-points.ts';
import { firstPersonsOf } from '../reading/first-person.ts';

const MOST_IN_REPLY = 50;

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
    if (talk.persona.language !== 'ja') return onlyJapanese();
    const uses = wholeTurns(talk)
      .filter(({ probe }) => probe !== 'role-reversal')
      .flatMap((turn) =>
        turn.sentences
          .flatMap((sentence) => firstPersonsOf(turn, sentence))
          .filter(({ isDoubtful }) => !isDoubtful)
          .slice(0, MOST_IN_REPLY)
          .map(
            ({ word, words, start, end }): Use => ({
              word,
              words,
              span: { ...spanOf(turn.reply, start, end), turn: turn.turn },
            }),
          ),
      );
    const main = mostUsed(uses);
    if (!main) return notApplicable(say('no reply has a first-person word'));
    const others = uses.filter((use) => !isSameWord(use, main));
    const number = 1 + new Set(others.map(({ words }) => words[0])).size;
    const [other] = others;
    if (other) return found('fail', { number, others, message: switched(main.word, other.word) });
    const respelled = uses.filter(({ word }) => word !== main.word);
    const [spelling] = respelled;
    if (!spelling) return passed(say('the character calls itself "{word}" throughout', { word: main.word }), number);
    const message = say('the character writes both "{word}" and "{other}"', { word: main.word, other: spelling.word });
    return found('warn', { number, others: respelled, message });
  },
};

function switched(word: string, other: string): Text {
  return say('the character calls itself both "{word}" and "{other}"', { word, other });
}

function found(
  result: 'warn' | 'fail',
  { number, others, message }: { number: number; others: readonly Use[]; message: Text },
): Finding {
  return { result, value: number, spans: others.map(({ span }) => span), message };
}

/** The others are the odd ones. Of equally many, the first. */
function mostUsed(uses: readonly Use[]): Use | undefined {
  const distinct = [...new Map(uses.toReversed().map((use) => [use.word, use])).values()].toReversed();
  const counts = distinct.map((one) => uses.filter((use) => isSameWord(use, one)).length);
  const most = Math.max(0, ...counts);
  const words = distinct.filter((_, index) => counts[index] === most);
  const bySpelling = words.map((one) => uses.filter(({ word }) => word === one.word).length);
  return words[bySpelling.indexOf(Math.max(0, ...bySpelling))];
}

function isSameWord({ words }: Use, other: Use): boolean {
  return words.some((word) => other.words.includes(word));
}
