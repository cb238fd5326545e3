import { settingsOf } from '../core/sampling.ts';
import type { Scenario } from './schema.ts';

/**
 * Only what reaches the model or the random numbers: correcting a title, adding a reference reply or moving a threshold keeps the seeds and
 * the finished conversations. Adding a field here changes every scenario's digest, unless it is left out when unused.
 */
export function playedPart({ persona, greeting, turns, ...settings }: Scenario): unknown {
  const { instruction, lorebook, name, user } = persona;
  const spoken = { ...(greeting !== undefined && { greeting }), turns: turns.map((turn) => turn.user) };
  const lore = lorebook.length > 0 && { lorebook };
  return { instruction, ...lore, name, user, ...spoken, sampling: settingsOf(settings) };
}
