import type { CheckId } from '../scenario/check-settings.ts';
import type { ConversationCheck, TurnCheck } from './check.ts';
import { charactersUnknown } from './checks/characters-unknown.ts';
import { echoUser } from './checks/echo-user.ts';
import { empty } from './checks/empty.ts';
import { language } from './checks/language.ts';
import { leakRoleMarker } from './checks/leak-role-marker.ts';
import { leakTemplate } from './checks/leak-template.ts';
import { loop } from './checks/loop.ts';
import { openerRepeat } from './checks/opener-repeat.ts';
import { repeatPrevious } from './checks/repeat-previous.ts';
import { script } from './checks/script.ts';
import { speaksForUser } from './checks/speaks-for-user.ts';
import { truncated } from './checks/truncated.ts';

export type CheckTable = { readonly [Id in CheckId]?: TurnCheck<Id> | ConversationCheck<Id> };

/** Every check by its id. */
export const CHECKS: CheckTable = {
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
};
