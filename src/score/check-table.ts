import type { CheckId } from '../scenario/check-settings.ts';
import type { ConversationCheck, TurnCheck } from './check.ts';
import { charactersUnknown } from './checks/characters-unknown.ts';
import { deferral } from './checks/deferral.ts';
import { echoUser } from './checks/echo-user.ts';
import { empty } from './checks/empty.ts';
import { endings } from './checks/endings.ts';
import { factContradiction } from './checks/fact-contradiction.ts';
import { farewellPremature } from './checks/farewell-premature.ts';
import { firstPerson } from './checks/first-person.ts';
import { firstPersonSwitch } from './checks/first-person-switch.ts';
import { language } from './checks/language.ts';
import { leakRoleMarker } from './checks/leak-role-marker.ts';
import { leakTemplate } from './checks/leak-template.ts';
import { lengthAfterComplaint } from './checks/length-after-complaint.ts';
import { lengthMax } from './checks/length-max.ts';
import { lengthParagraphs } from './checks/length-paragraphs.ts';
import { lengthSentences } from './checks/length-sentences.ts';
import { lengthTrend } from './checks/length-trend.ts';
import { loop } from './checks/loop.ts';
import { metaTalk } from './checks/meta-talk.ts';
import { openerRepeat } from './checks/opener-repeat.ts';
import { personaBreak } from './checks/persona-break.ts';
import { personaDenial } from './checks/persona-denial.ts';
import { questionsRate } from './checks/questions-rate.ts';
import { register } from './checks/register.ts';
import { registerMix } from './checks/register-mix.ts';
import { registerSwitch } from './checks/register-switch.ts';
import { repeatPrevious } from './checks/repeat-previous.ts';
import { script } from './checks/script.ts';
import { servicePhrase } from './checks/service-phrase.ts';
import { speaksForUser } from './checks/speaks-for-user.ts';
import { textMatches } from './checks/text-matches.ts';
import { truncated } from './checks/truncated.ts';
import { wordsForbidden } from './checks/words-forbidden.ts';
import { wordsRequired } from './checks/words-required.ts';

export type CheckTable = { readonly [Id in CheckId]: TurnCheck<Id> | ConversationCheck<Id> };

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
  'persona.break': personaBreak,
  'persona.denial': personaDenial,
  'service.phrase': servicePhrase,
  'meta.talk': metaTalk,
  deferral,
  'farewell.premature': farewellPremature,
  empty,
  truncated,
  'leak.template': leakTemplate,
  'leak.role-marker': leakRoleMarker,
  'speaks-for-user': speaksForUser,
  loop,
  'opener.repeat': openerRepeat,
  'repeat.previous': repeatPrevious,
  'echo.user': echoUser,
  language,
  script,
  'characters.unknown': charactersUnknown,
  'fact.contradiction': factContradiction,
  'words.required': wordsRequired,
  'words.forbidden': wordsForbidden,
  'text.matches': textMatches,
  'questions.rate': questionsRate,
};
