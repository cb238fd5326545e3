import type { Persona } from '../../scenario/schema.ts';
import { say } from '../../words/text.ts';
import {
  type Finding,
  notApplicable,
  onlyJapanese,
  passed,
  personaDoesNotSay,
  type TalkTurn,
  type TurnCheck,
} from '../check.ts';
import type { Register } from '../reading/register.ts';
import { registersOf, spansOfSentences, wordingOf } from '../reading/registers.ts';
import type { Sentence } from '../reading/sentences.ts';

/**
 * Whether a reply keeps the register of its persona: です・ます for `polite`, plain form for every other that is stated. The value is the share
 * of sentences in です・ます, of those that have a register. One slip among several sentences warns; two, or most of the reply, fail. Where the user has
 * asked to change roles, somebody else may be speaking, and with laughter behind it (…ですw) it may be put on: both warn.
 */
export const register: TurnCheck<'register'> = {
  id: 'register',
  version: 2,
  unit: 'turn',
  onPartial: 'faults',
  needsTokens: true,
  run(turn, { persona }) {
    const wanted = wantedRegister(persona);
    if (persona.language !== 'ja') return onlyJapanese();
    if (wanted === null) return personaDoesNotSay('register');
    const judged = registersOf(turn, persona.endings);
    if (judged.length === 0) return notApplicable(say('no sentence has a register that could be judged'));
    const share = judged.filter((sentence) => sentence.register === 'polite').length / judged.length;
    const wrong = judged.filter((sentence) => sentence.register !== wanted && !sentence.isDeclared);
    const [first] = wrong;
    if (!first && (persona.register === 'casual' || persona.register === 'childlike')) {
      const written = writtenStyle(turn, share);
      if (written) return written;
    }
    if (!first) return passed(say('every sentence is in the register of the persona'), share);
    const text = wordingOf(first);
    const meant = wrong.filter((sentence) => !isPutOn(sentence));
    const isClear = meant.length >= 2 || (meant.length > 0 && wrong.length * 2 > judged.length);
    return {
      result: isClear && turn.probe !== 'role-reversal' ? 'fail' : 'warn',
      value: share,
      spans: spansOfSentences(turn.reply, wrong),
      message:
        wanted === 'plain'
          ? say('the persona speaks casually, but this is polite (desu/masu): "{text}"', { text })
          : say('the persona speaks politely (desu/masu), but this is not: "{text}"', { text }),
    };
  },
};

/** An encyclopedia's …である。 from somebody who should chat: half of the sentences fail, fewer warn. 俺はオタクである！ is said for fun. */
function writtenStyle({ reply, sentences }: TalkTurn, share: number): Finding | null {
  const written = sentences.filter(
    ({ spokenText }) => spokenText.length >= SHORTEST_WRITTEN && /であ(?:る|った)[。．]?$/.test(spokenText),
  );
  const [first] = written;
  if (!first) return null;
  return {
    result: written.length * 2 >= sentences.length ? 'fail' : 'warn',
    value: share,
    spans: spansOfSentences(reply, written),
    message: say('the persona speaks casually, but this is how books are written (de aru): "{text}"', {
      text: wordingOf(first),
    }),
  };
}

const SHORTEST_WRITTEN = 24;

function isPutOn({ spokenText }: Sentence): boolean {
  return /(?:[^a-z][wｗ]+|笑|草|☆)[^\p{L}\p{N}]*$/iu.test(spokenText.slice(-24));
}

function wantedRegister({ register: stated }: Persona): Register | null {
  if (stated === 'any') return null;
  return stated === 'polite' ? 'polite' : 'plain';
}
