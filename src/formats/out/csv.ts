// A table for spreadsheets: a row for each turn that was begun. Start at `csvOut`.

import { type CsvValue, csvHead, csvRows } from '../../core/csv.ts';
import { inertText } from '../../core/inert-text.ts';
import { type Attempt, attemptsIn } from './attempts.ts';
import type { ExportedConversation, ExportedRun, ExportedScore } from './exported-run.ts';
import type { OutFormat } from './format.ts';

const HEAD = [
  ...['run', 'model', 'settings', 'scenario', 'sample', 'turn', 'greeting', 'user', 'reply', 'thinking'],
  ...['outcome', 'finish', 'problem', 'partialReply', 'faults', 'warnings'],
  ...['replyTokens', 'tokensPerSecond', 'timeToFirstTokenMs', 'generateMs', 'promptTokens', 'reusedTokens'],
  ...['costUsd', 'attempts', 'droppedTurns', 'seed', 'promptHash'],
];

export const csvOut: OutFormat = {
  isFolder: false,
  losses: ['persona', 'whole-checks', 'ratings', 'controls'],
  open: (run) => ({
    begin: () => [{ file: '', data: csvHead(HEAD) }],
    conversation(conversation) {
      const rows = attemptsIn(conversation).map((attempt) => rowOf(run, conversation, attempt));
      return rows.length === 0 ? [] : [{ file: '', data: csvRows(rows) }];
    },
    end: () => [],
  }),
};

function rowOf(run: ExportedRun, conversation: ExportedConversation, attempt: Attempt): CsvValue[] {
  const { model, settings, scenario, sample, greeting, scores } = conversation;
  const { turn, user, reply, outcome, problem, partialReply, record } = attempt;
  const cells = [
    ...[run.id, model, settings && JSON.stringify(settings), scenario, sample, turn, turn === 1 ? greeting : null],
    ...[user, reply, record?.reasoning ?? null, outcome, record?.finishReason.unified ?? null, problem, partialReply],
    ...[checksWith('fail', turn, scores), checksWith('warn', turn, scores)],
    ...[record?.replyTokens, record?.tokensPerSecond, record?.timeToFirstTokenMs, record?.generateMs],
    ...[record?.promptTokens, record?.reusedTokens, record?.costUsd, record?.attempts, record?.droppedTurns],
    ...[record?.seed, record?.promptHash],
  ];
  return cells.map((cell) => (typeof cell === 'string' ? inertText(cell) : (cell ?? null)));
}

/** Empty: none; null: not known. */
function checksWith(result: 'fail' | 'warn', turn: number, scores: readonly ExportedScore[] | null): string | null {
  const own = scores?.filter((score) => score.turn === turn);
  if (!own || own.length === 0) return null;
  return own
    .filter((score) => score.result === result)
    .map(({ check }) => check)
    .join(' ');
}
