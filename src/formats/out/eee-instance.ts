// A conversation as a line of Every Eval Ever. Start at `instanceOf`.
import { attemptsIn } from './attempts.ts';
import type { ExportedConversation, ExportedRun, ExportedTurn } from './exported-run.ts';
import { faultyTurns } from './faulty-turns.ts';
import { instructionOf, repliesIn } from './said.ts';
import { defined } from './sampling-names.ts';
import { usageTally } from './usage.ts';

/** null: no check has judged a reply of it, and a line cannot be without a score. */
export function instanceOf(run: ExportedRun, conversation: ExportedConversation): object | null {
  const { scenario, sample, key, seed, scores } = conversation;
  const turns = repliesIn(conversation);
  const faulty = faultyTurns(scores ?? []);
  if (faulty.size === 0 || turns.length === 0) return null;
  const failed = [...faulty.values()].filter(Boolean).length;
  const faults = (scores ?? []).filter(({ turn, result }) => turn !== null && result === 'fail');
  const problem = attemptsIn(conversation).find((each) => each.problem !== null)?.problem;
  return {
    sample_id: `${scenario}#${sample}`,
    interaction_type: 'multi_turn',
    input: { raw: turns.map(({ user }) => user).join('\n'), reference: [] },
    output: null,
    messages: messagesOf(run, conversation, turns),
    answer_attribution: [],
    evaluation: { score: failed / faulty.size, is_correct: failed === 0, num_turns: turns.length },
    ...measuredIn(turns),
    ...(conversation.status !== 'done' && { error: problem ?? conversation.status }),
    metadata: defined({
      ...{ scenario, sample: String(sample), key, seed: seed === null ? null : String(seed) },
      faults: faults.length === 0 ? null : faults.map(({ turn, check }) => `turn ${turn}: ${check}`).join('; '),
      outcomes: turns.map(({ outcome }) => outcome).join(' '),
    }),
  };
}

function messagesOf(run: ExportedRun, conversation: ExportedConversation, turns: readonly ExportedTurn[]): object[] {
  const instruction = instructionOf(run, conversation);
  const { greeting } = conversation;
  const messages = [
    ...(instruction === null ? [] : [{ role: 'system', content: instruction }]),
    ...(greeting === null ? [] : [{ role: 'assistant', content: greeting }]),
    ...turns.flatMap(({ user, reply, reasoning }) => [
      { role: 'user', content: user },
      { role: 'assistant', content: reply, ...(reasoning !== undefined && { reasoning_trace: reasoning }) },
    ]),
  ];
  return messages.map((message, index) => ({ turn_idx: index, ...message }));
}

/** Left out where it is not known of every reply. */
function measuredIn(turns: readonly ExportedTurn[]): object {
  const usage = usageTally();
  for (const turn of turns) usage.add(turn);
  const tokens = usage.total();
  const times = turns.map(({ generateMs }) => generateMs).filter((each) => each !== null);
  const isTimed = times.length === turns.length;
  return {
    ...(tokens !== null && { token_usage: tokens }),
    ...(isTimed && { performance: { generation_time_ms: times.reduce((sum, each) => sum + each, 0) } }),
  };
}
