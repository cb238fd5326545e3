// One conversation as a sample of an Inspect log. Start at `sampleOf`.
import { type Attempt, attemptsIn } from './attempts.ts';
import type { ExportedConversation, ExportedRun, ExportedScore } from './exported-run.ts';
import { instructionOf, repliesIn } from './said.ts';
import { defined } from './sampling-names.ts';
import { usageTally } from './usage.ts';

/** @param model as the log calls it */
export function sampleOf(run: ExportedRun, conversation: ExportedConversation, model: string): object {
  const { scenario, sample, key, greeting, status, seed, turns, cutOff } = conversation;
  const attempts = attemptsIn(conversation);
  const opening = openingOf(run, conversation);
  const messages = [...opening, ...attempts.flatMap((attempt) => messagesOf(attempt, model))];
  const first = attempts[0]?.user;
  const usage = usageTally();
  for (const turn of repliesIn(conversation)) usage.add(turn);
  const used = usage.total();
  const problem = attempts.find((each) => each.problem !== null)?.problem ?? null;
  return {
    id: scenario,
    epoch: sample,
    input: first === null || first === undefined ? opening : [...opening, userMessage(first)],
    target: '',
    messages,
    output: outputOf(attempts, model, used),
    scores: conversation.scores === null ? {} : scoresOf(conversation.scores),
    metadata: defined({
      key,
      status,
      seed,
      greeting,
      sampling: turns[0]?.sampling.effective,
      partial_reply: cutOff?.partialReply ?? attempts.find((each) => each.partialReply !== null)?.partialReply,
    }),
    store: {},
    events: [],
    model_usage: used === null ? {} : { [model]: used },
    uuid: `${run.id}-${key}-${sample}`,
    ...(status !== 'done' && { error: { message: problem ?? 'interrupted', traceback: '', traceback_ansi: '' } }),
    attachments: {},
  };
}

function openingOf(run: ExportedRun, conversation: ExportedConversation): object[] {
  const instruction = instructionOf(run, conversation);
  const { greeting } = conversation;
  return [
    ...(instruction === null ? [] : [{ content: instruction, source: 'input', role: 'system' }]),
    ...(greeting === null ? [] : [{ content: greeting, source: 'input', role: 'assistant' }]),
  ];
}

function userMessage(content: string): object {
  return { content, source: 'input', role: 'user' };
}

function messagesOf({ user, reply, record }: Attempt, model: string): object[] {
  return [
    ...(user === null ? [] : [userMessage(user)]),
    ...(reply === null || record === null ? [] : [replyMessage(reply, record, model)]),
  ];
}

function replyMessage(text: string, record: NonNullable<Attempt['record']>, model: string): object {
  const { reasoning, turn, outcome, finishReason, seed, attempts, droppedTurns, promptHash, costUsd } = record;
  const { replyTokens, promptTokens, reusedTokens, timeToFirstTokenMs, generateMs, tokensPerSecond } = record;
  return {
    content:
      reasoning === undefined
        ? text
        : [
            { type: 'reasoning', reasoning },
            { type: 'text', text },
          ],
    source: 'generate',
    metadata: {
      ...{ turn, outcome, finish_reason: finishReason.raw, seed, attempts, dropped_turns: droppedTurns },
      ...{ reply_tokens: replyTokens, prompt_tokens: promptTokens, reused_tokens: reusedTokens },
      ...{ time_to_first_token_ms: timeToFirstTokenMs, generate_ms: generateMs, tokens_per_second: tokensPerSecond },
      ...{ cost_usd: costUsd, prompt_hash: promptHash },
    },
    role: 'assistant',
    model,
  };
}

const STOP_REASONS = {
  stop: 'stop',
  length: 'max_tokens',
  filter: 'content_filter',
  refusal: 'content_filter',
} as const;

/** The last reply, as that of the sample. */
function outputOf(attempts: readonly Attempt[], model: string, usage: object | null): object {
  const last = attempts.findLast(({ reply }) => reply !== null);
  if (!last?.record || last.reply === null) return { model, choices: [] };
  const { unified } = last.record.finishReason;
  const message = replyMessage(last.reply, last.record, model);
  return {
    model,
    choices: [{ message, stop_reason: unified === 'error' ? 'unknown' : STOP_REASONS[unified] }],
    completion: last.reply,
    ...(usage !== null && { usage }),
  };
}

/** For each check that judged something: the share of what it judged that failed. */
function scoresOf(scores: readonly ExportedScore[]): object {
  const byCheck = new Map<string, ExportedScore[]>();
  for (const score of scores) byCheck.set(score.check, [...(byCheck.get(score.check) ?? []), score]);
  return Object.fromEntries(
    [...byCheck].flatMap(([check, own]) => {
      const judged = own.filter(({ result, isError }) => result !== 'not-applicable' && !isError);
      if (judged.length === 0) return [];
      const failed = judged.filter(({ result }) => result === 'fail');
      const told = judged
        .filter(({ result }) => result !== 'pass')
        .map(({ turn, result, message }) =>
          turn === null ? `${result}: ${message}` : `turn ${turn}: ${result}: ${message}`,
        );
      const results = judged.map(({ turn, result, value }) => ({ turn, result, value }));
      return [
        [
          check,
          {
            value: failed.length / judged.length,
            ...(told.length > 0 && { explanation: told.join('\n') }),
            metadata: { version: judged[0]?.version, results },
          },
        ],
      ];
    }),
  );
}
