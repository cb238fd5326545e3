// Which faults each reply of a conversation has, metric by metric. Start at `faultsOf`.
import { groupBy } from '../core/group-by.ts';
import type { CheckId } from '../scenario/check-settings.ts';
import type { ScoredConversation } from '../score/score-run.ts';
import type { ScoredRow } from '../score/score-talk.ts';

/** true: a check of the metric failed; false: at least one could judge, and none failed; null: none could judge. */
export type Faults = Readonly<Record<string, boolean | null>>;

export interface ReplyFaults {
  scenario: string;
  sample: number;
  /** 1-based; 0: the conversation as a whole, for checks of conversations. */
  turn: number;
  faults: Faults;
  /** The model's own failure left no reply here. */
  isMissing: boolean;
}

/**
 * A failure of the model itself, not of the machine or the connection: it computed something that is no number, or wrote so much that its
 * context was full. The code comes first in the reason that a conversation has.
 */
const OWN_FAILURES = ['nan-logits', 'context-overflow'];

/** Metrics made of one of these are about a reply having a beginning and an end. */
const ABOUT_ENDING: readonly CheckId[] = ['empty', 'truncated'];

/**
 * One entry for each turn, and one for the conversation if a check of conversations judged it.
 *
 * A reply that is not there: if the model's own failure ended the conversation, that turn and all later ones of the scenario are entries
 * without a reply (`isMissing`), with a fault of every metric about endings and no judgement of the others. Whoever compares uses them
 * only where the other model did reply. If the machine, the connection or the user ended it, there is no entry: what the model would have
 * said is not known, and whoever compares counts those replies as without a counterpart.
 */
export function faultsOf(
  { conversation, scenario, rows }: ScoredConversation,
  metrics: Readonly<Record<string, readonly CheckId[]>>,
): ReplyFaults[] {
  const names = { scenario: conversation.scenario, sample: conversation.sample };
  const byTurn = groupBy(rows, ({ turn }) => turn ?? WHOLE);
  const whole = byTurn.get(WHOLE);
  const said = conversation.turns.filter(({ outcome }) => outcome !== 'failed').map(({ turn }) => turn);
  const planned = Math.max(conversation.turns.length, scenario?.turns.length ?? 0);
  const unsaid = isOwnFailure(conversation) ? turnsAfter(Math.max(0, ...said), planned) : [];
  return [
    ...(whole ? [{ ...names, turn: WHOLE, faults: judged(whole, metrics), isMissing: false }] : []),
    ...said.map((turn) => ({ ...names, turn, faults: judged(byTurn.get(turn) ?? [], metrics), isMissing: false })),
    ...unsaid.map((turn) => ({ ...names, turn, faults: missing(metrics), isMissing: true })),
  ];
}

/** The turn that stands for the conversation as a whole. */
const WHOLE = 0;

function judged(rows: readonly ScoredRow[], metrics: Readonly<Record<string, readonly CheckId[]>>): Faults {
  return Object.fromEntries(
    Object.entries(metrics).map(([metric, checks]) => {
      const results = rows.filter(({ check }) => checks.includes(check)).map(({ result }) => result);
      const known = results.filter((result) => result !== 'not-applicable');
      return [metric, known.length === 0 ? null : known.includes('fail')];
    }),
  );
}

function missing(metrics: Readonly<Record<string, readonly CheckId[]>>): Faults {
  return Object.fromEntries(
    Object.entries(metrics).map(([metric, checks]) => [
      metric,
      checks.some((check) => ABOUT_ENDING.includes(check)) ? true : null,
    ]),
  );
}

function isOwnFailure({ status, reason = '' }: ScoredConversation['conversation']): boolean {
  return status === 'failed' && OWN_FAILURES.includes(reason.split(':')[0] ?? '');
}

function turnsAfter(last: number, planned: number): number[] {
  return Array.from({ length: planned - last }, (_, index) => last + 1 + index);
}
