import { say } from '../../words/text.ts';
import { type ConversationCheck, notApplicable, passed, wholeTurns } from '../check.ts';
import { isQuestion } from '../reading/questions.ts';

/** How often the character asks something back. The value is the share of replies with a question; it is only reported unless `min` is set. */
export const questionsRate: ConversationCheck<'questions.rate'> = {
  id: 'questions.rate',
  version: 1,
  unit: 'conversation',
  run(talk, { min }) {
    const turns = wholeTurns(talk);
    if (turns.length === 0) return notApplicable(say('there is no whole reply'));
    const asking = turns.filter(({ sentences }) => sentences.some(isQuestion)).length;
    const share = asking / turns.length;
    const message = say('{n} of {all} replies ask something', { n: asking, all: turns.length });
    if (min === undefined || share >= min) return passed(message, share);
    return { result: 'fail', value: share, spans: [], message };
  },
};
