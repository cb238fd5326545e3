import { say } from '../../words/text.ts';
import { passed, type TurnCheck } from '../check.ts';

/** The model said nothing. The value is the number of visible characters. */
export const empty: TurnCheck<'empty'> = {
  id: 'empty',
  version: 1,
  unit: 'turn',
  onPartial: 'always',
  run({ reply }) {
    const visible = [...reply.replace(/[\s\p{Cf}\p{DI}\u2800]/gu, '')].length;
    if (visible > 0) return passed(say('something was said'), visible);
    return { result: 'fail', value: 0, spans: [], message: say('the reply is empty') };
  },
};
