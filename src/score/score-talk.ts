// One conversation through the checks: which of them run, on what, and what they found. Pure. Start at `scoreTalk`.
import { describeError, UserError } from '../core/errors.ts';
import { CHECK_IDS, type CheckId, type CheckSettings, type SettingsOf } from '../scenario/check-settings.ts';
import { asIs, say } from '../words/text.ts';
import { type Finding, notApplicable, type Talk, type TalkTurn, type TurnCheck } from './check.ts';
import { CHECKS } from './check-table.ts';

export interface ScoredRow extends Finding {
  check: CheckId;
  version: number;
  unit: 'turn' | 'conversation';
  /** 1-based; null: the row is about the whole conversation. */
  turn: number | null;
  /** The check itself failed: no result can be relied on, so it is not-applicable. */
  isError?: true;
}

/** @param checks settings of the scenario; a turn's own go over them */
export function scoreTalk(talk: Talk, checks: CheckSettings, ids: readonly CheckId[] = CHECK_IDS): ScoredRow[] {
  return ids.flatMap((id) => rowsOf(id, talk, checks));
}

function rowsOf<Id extends CheckId>(id: Id, talk: Talk, checks: CheckSettings): ScoredRow[] {
  const check = CHECKS[id];
  const named = { check: id, version: check.version, unit: check.unit };
  if (check.unit === 'conversation') {
    const settings = settingsOf(id, checks);
    return settings === null ? [] : [rowOf(named, null, () => check.run(talk, settings))];
  }
  return talk.turns.flatMap((turn): ScoredRow[] => {
    const settings = settingsOf(id, checks, turn.checks);
    return settings === null ? [] : [rowOf(named, turn.turn, () => judged(check, { turn, talk, settings }))];
  });
}

/** Field by field: there are hundreds of thousands of rows, and spreading takes several times as long. */
function rowOf(
  { check, version, unit }: Pick<ScoredRow, 'check' | 'version' | 'unit'>,
  turn: number | null,
  run: () => Finding,
): ScoredRow {
  const { result, value, spans, message, isError } = guarded(run);
  const row: ScoredRow = { check, version, unit, turn, result, value, spans, message };
  return isError ? { ...row, isError } : row;
}

/** null: the check is off. */
function settingsOf<Id extends CheckId>(id: Id, ...layers: readonly CheckSettings[]): SettingsOf<Id> | null {
  let merged: object = {};
  let isOff = false;
  for (const layer of layers) {
    const own = layer[id];
    if (own === undefined) continue;
    isOff = own === false;
    if (own !== false) merged = { ...merged, ...own };
  }
  // Each layer was parsed by the schema of just this check: hence the cast.
  return isOff ? null : (merged as SettingsOf<Id>);
}

function judged<Id extends CheckId>(
  check: TurnCheck<Id>,
  { turn, talk, settings }: { turn: TalkTurn; talk: Talk; settings: SettingsOf<Id> },
): Finding {
  const { outcome } = turn;
  const isSaid = outcome !== 'refused' && outcome !== 'failed';
  if (outcome === 'ok' || (check.onPartial === 'always' && isSaid)) return check.run(turn, talk, settings);
  if (outcome === 'truncated' && check.onPartial === 'faults') {
    const found = check.run(turn, talk, settings);
    if (found.result !== 'pass') return found;
  }
  return notApplicable(say('the reply is not whole: {outcome}', { outcome: say(outcome) }));
}

/** A check that throws is an error of that check, never a pass. */
function guarded(run: () => Finding): Finding & { isError?: true } {
  try {
    return run();
  } catch (error) {
    const reason = error instanceof UserError ? error.text : asIs(describeError(error));
    return { ...notApplicable(say('the check itself failed: {reason}', { reason })), isError: true };
  }
}
