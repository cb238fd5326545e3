import type { CheckId } from '../scenario/check-settings.ts';
import type { ConversationCheck, TurnCheck } from './check.ts';
import { empty } from './checks/empty.ts';
import { endings } from './checks/endings.ts';
import { firstPerson } from './checks/first-person.ts';
import { firstPersonSwitch } from './checks/first-person-switch.ts';
import { lengthAfterComplaint } from './checks/length-after-complaint.ts';
import { lengthMax } from './checks/length-max.ts';
import { lengthParagraphs } from './checks/length-paragraphs.ts';
import { lengthSentences } from './checks/length-sentences.ts';
import { lengthTrend } from './checks/length-trend.ts';
import { questionsRate } from './checks/questions-rate.ts';
import { register } from './checks/register.ts';
import { registerMix } from './checks/register-mix.ts';
import { registerSwitch } from './checks/register-switch.ts';
import { truncated } from './checks/truncated.ts';

export type CheckTable = { readonly [Id in CheckId]?: TurnCheck<Id> | ConversationCheck<Id> };

/** Every check by its id. */
export const CHECKS: CheckTable = {
  'length.max': lengthMax,
  'length.sentences': lengthSentences,
  'length.paragraphs': lengthParagraphs,
  'length.trend': lengthTrend,
  'length.after-complaint': lengthAfterComplaint,
  register,
  'register.switch': registerSwitch,
  'register.mix': registerMix,
  'first-person': firstPerson,
  'first-person.switch': firstPersonSwitch,
  endings,
  'questions.rate': questionsRate,
  empty,
  truncated,
};
