import type { CheckId } from '../scenario/check-settings.ts';
import type { ConversationCheck, TurnCheck } from './check.ts';
import { empty } from './checks/empty.ts';
import { truncated } from './checks/truncated.ts';

export type CheckTable = { readonly [Id in CheckId]?: TurnCheck<Id> | ConversationCheck<Id> };

/** Every check by its id. */
export const CHECKS: CheckTable = {
  empty,
  truncated,
};
