import { say } from '../../words/text.ts';
import { type Finding, passed, personaDoesNotSay, type TurnCheck } from '../check.ts';
import { merged } from '../reading/code-points.ts';
import { placesOfWord } from '../reading/words.ts';

/** Words that must not occur, whatever their width and case: of the persona and of the scenario. The value is the number of places. */
export const wordsForbidden: TurnCheck<'words.forbidden'> = {
  id: 'words.forbidden',
  version: 1,
  unit: 'turn',
  onPartial: 'faults',
  run({ reply }, { persona }, settings): Finding {
    const words = [...new Set([...persona.forbiddenWords, ...(settings.words ?? [])])];
    if (words.length === 0) return personaDoesNotSay('forbiddenWords');
    const found = words.flatMap((word) => placesOfWord(reply, word).map((span) => ({ word, span })));
    const [first] = found;
    if (!first) return passed(say('no forbidden word is said'), 0);
    const spans = merged(found.map(({ span }) => span));
    return {
      result: 'fail',
      value: spans.length,
      spans,
      message: say('a forbidden word is said: "{word}"', { word: first.word }),
    };
  },
};
