import { say } from '../../words/text.ts';
import { passed, type TurnCheck } from '../check.ts';

/** The reply was cut off: at the token limit, or inside the thinking. */
export const truncated: TurnCheck<'truncated'> = {
  id: 'truncated',
  version: 1,
  unit: 'turn',
  onPartial: 'always',
  run({ outcome }) {
    if (outcome !== 'truncated') return passed(say('the reply is whole'));
    return { result: 'fail', value: null, spans: [], message: say('the reply was cut off before its end') };
  },
};
