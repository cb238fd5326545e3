import { say } from '../../words/text.ts';
import { passed, personaDoesNotSay, type TurnCheck } from '../check.ts';
import { charactersOf, spanOver } from '../reading/reply-length.ts';

/**
 * A published comparison of the anime-fan persona, whose limit is 60, called replies of more than 80 characters too long, and hardly any
 * shorter one. What lies between is doubtful.
 */
const TOLERANCE = 1 / 3;

/** Whether a reply is longer than its character may speak. The value is the number of characters, as a person counts them. */
export const lengthMax: TurnCheck<'length.max'> = {
  id: 'length.max',
  version: 1,
  unit: 'turn',
  onPartial: 'faults',
  run({ reply }, { persona }, { characters, tolerance = TOLERANCE }) {
    const limit = characters ?? persona.maxReplyCharacters;
    if (limit === undefined) return personaDoesNotSay('maxReplyCharacters');
    const count = charactersOf(reply);
    const over = spanOver(reply, limit);
    if (!over) return passed(say('{n} characters, at most {limit} allowed', { n: count, limit }), count);
    return {
      // Floating point must not make 80 of 60 × 4/3.
      result: count <= limit * (1 + tolerance) + 1e-9 ? 'warn' : 'fail',
      value: count,
      spans: [over],
      message: say('the reply has {n} characters; the limit is {limit}', { n: count, limit }),
    };
  },
};
