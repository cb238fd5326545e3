import { say } from '../../words/text.ts';
import { type ConversationCheck, type Finding, notApplicable, passed, type Talk, wholeTurns } from '../check.ts';
import { type Span, wholeSpan } from '../reading/code-points.ts';
import { placesOfWord } from '../reading/words.ts';

/**
 * Words that must occur, whatever their width and case: those of the persona and of the scenario in some reply, those of a turn in that
 * turn's reply. The value is the number of words that are missing. A conversation that is not whole might still have said a word of the
 * first kind: then it warns.
 */
export const wordsRequired: ConversationCheck<'words.required'> = {
  id: 'words.required',
  version: 1,
  unit: 'conversation',
  run(talk, settings): Finding {
    const turns = wholeTurns(talk);
    const words = [...new Set([...talk.persona.requiredWords, ...(settings.words ?? [])])];
    const missing = words.filter((word) => !turns.some(({ reply }) => placesOfWord(reply, word).length > 0));
    const inTurns = requiredInTurns(talk);
    if (words.length + talk.turnsWithRequiredWords === 0) return notApplicable(say('no word is required'));
    if (turns.length === 0) return notApplicable(say('the conversation has no whole reply'));
    const missingInTurns = inTurns.filter(({ isSaid }) => !isSaid);
    const value = missing.length + missingInTurns.length;
    const spans = missingInTurns.map(({ span }) => span);
    const [word] = missing;
    const [inTurn] = missingInTurns;
    if (inTurn) {
      return {
        result: 'fail',
        value,
        spans,
        message: say('turn {turn} does not say "{word}"', { turn: inTurn.turn, word: inTurn.word }),
      };
    }
    if (word === undefined && new Set(inTurns.map((each) => each.turn)).size < talk.turnsWithRequiredWords) {
      return notApplicable(say('a turn that requires a word was not played, or its reply is not whole'));
    }
    if (word === undefined) return passed(say('every required word is said'), 0);
    const isWhole = turns.length >= talk.scenarioTurns;
    return { result: isWhole ? 'fail' : 'warn', value, spans, message: say('no reply says "{word}"', { word }) };
  },
};

interface RequiredInTurn {
  turn: number;
  word: string;
  isSaid: boolean;
  span: Span;
}

function requiredInTurns(talk: Talk): RequiredInTurn[] {
  return wholeTurns(talk).flatMap(({ turn, reply, checks }) => {
    const own = checks['words.required'];
    const words = own ? (own.words ?? []) : [];
    return words.map((word) => {
      return { turn, word, isSaid: placesOfWord(reply, word).length > 0, span: { ...wholeSpan(reply), turn } };
    });
  });
}
