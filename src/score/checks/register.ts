import type { Persona } from '../../scenario/schema.ts';
import { say } from '../../words/text.ts';
import { notApplicable, passed, personaDoesNotSay, type TurnCheck } from '../check.ts';
import { spanOf } from '../reading/code-points.ts';
import type { Register } from '../reading/register.ts';
import { registersOf } from '../reading/registers.ts';

/**
 * Whether a reply keeps the register of its persona: です・ます for `polite`, plain form for every other that is stated. The value is the share
 * of sentences in です・ます, of those that have a register. One slip among several sentences warns; two, or most of the reply, fail.
 */
export const register: TurnCheck<'register'> = {
  id: 'register',
  version: 1,
  unit: 'turn',
  onPartial: 'faults',
  needsTokens: true,
  run(turn, { persona }) {
    const wanted = wantedRegister(persona);
    if (persona.language !== 'ja') return notApplicable(say('the check is for Japanese'));
    if (wanted === null) return personaDoesNotSay('register');
    const judged = registersOf(turn, persona.endings);
    if (judged.length === 0) return notApplicable(say('no sentence has a register that could be judged'));
    const share = judged.filter((sentence) => sentence.register === 'polite').length / judged.length;
    const wrong = judged.filter((sentence) => sentence.register !== wanted && !sentence.isDeclared);
    const [first] = wrong;
    if (!first) return passed(say('every sentence is in the register of the persona'), share);
    const text = first.sentence.spokenText.trim();
    return {
      result: wrong.length >= 2 || wrong.length * 2 > judged.length ? 'fail' : 'warn',
      value: share,
      spans: wrong.map(({ sentence: { start, end } }) => spanOf(turn.reply, start, end)),
      message:
        wanted === 'plain'
          ? say('the persona speaks casually, but this is polite (desu/masu): "{text}"', { text })
          : say('the persona speaks politely (desu/masu), but this is not: "{text}"', { text }),
    };
  },
};

function wantedRegister({ register: stated }: Persona): Register | null {
  if (stated === 'any') return null;
  return stated === 'polite' ? 'polite' : 'plain';
}
