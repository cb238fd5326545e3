// Results of promptfoo (version 3): a row for each turn that was begun, a column for each model. Start at `promptfooOut`.
import { sha256 } from '../../core/hash.ts';
import { inertJson } from '../../core/inert-text.ts';
import { type Attempt, attemptsIn } from './attempts.ts';
import type { ExportedConversation, ExportedRun, ExportedScore } from './exported-run.ts';
import type { FormatWriter, OutFormat } from './format.ts';
import { defined } from './sampling-names.ts';
import { type Usage, usageTally } from './usage.ts';
import { variantNames } from './variants.ts';

export const promptfooOut: OutFormat = {
  isFolder: false,
  losses: ['persona', 'greeting', 'prompts', 'whole-checks', 'ratings'],
  open: promptfooWriter,
};

/** What a user line fills in. */
const PROMPT = { raw: '{{user}}', label: '{{user}}' };
const PROMPT_ID = sha256(PROMPT.raw);

/** As promptfoo numbers why a row failed. */
const FAILURE = { none: 0, assertion: 1, error: 2 } as const;

interface Column {
  index: number;
  model: string;
  passed: number;
  failed: number;
  errors: number;
  checks: { passed: number; failed: number };
  usage: Usage;
}

function promptfooWriter(run: ExportedRun): FormatWriter {
  const nameOf = variantNames(run);
  const columns = new Map<string, Column>();
  const tests = new Map<string, number>();
  let isFirst = true;
  const columnOf = (conversation: ExportedConversation): Column => {
    const variant = nameOf(conversation);
    const counts = { passed: 0, failed: 0, errors: 0, checks: { passed: 0, failed: 0 } };
    const empty = { ...counts, index: columns.size, model: conversation.model, usage: usageTally() };
    const column = columns.get(variant) ?? empty;
    columns.set(variant, column);
    return column;
  };
  const testOf = ({ scenario, sample }: ExportedConversation, { turn }: Attempt): number => {
    const name = JSON.stringify([scenario, sample, turn]);
    const test = tests.get(name) ?? tests.size;
    tests.set(name, test);
    return test;
  };
  return {
    begin() {
      const head = inertJson({ version: 3, timestamp: run.startedAt }, 0).replace(/\}$/, ',"results":[');
      return [{ file: '', data: `{"evalId":${inertJson(`eval-${run.id}`, 0)},"results":${head}` }];
    },
    conversation(conversation) {
      const column = columnOf(conversation);
      return attemptsIn(conversation).map((attempt) => {
        const place = { promptIdx: column.index, testIdx: testOf(conversation, attempt), promptId: PROMPT_ID };
        const row = rowOf({ conversation, attempt, variant: nameOf(conversation) });
        count(column, attempt, row);
        const comma = isFirst ? '' : ',';
        isFirst = false;
        return { file: '', data: `${comma}\n${inertJson({ ...place, ...row }, 0)}` };
      });
    },
    end: () => [{ file: '', data: `\n],${endOf(run, columns)}\n` }],
  };
}

interface RowSources {
  conversation: ExportedConversation;
  attempt: Attempt;
  variant: string;
}

function rowOf({ conversation, attempt, variant }: RowSources) {
  const { scenario, sample, scores } = conversation;
  const { turn, user, reply, outcome, problem, partialReply, record } = attempt;
  const vars = { user: user ?? '', scenario, sample, turn };
  const judged = (scores ?? []).filter((score) => score.turn === turn && score.result !== 'not-applicable');
  const faults = judged.filter(({ result }) => result === 'fail');
  const isPassed = outcome === 'ok' && faults.length === 0;
  const isError = reply === null;
  const score = isPassed ? 1 : 0;
  return {
    testCase: { vars, metadata: { scenario, sample, turn } },
    provider: { id: variant, label: variant },
    prompt: { ...PROMPT, raw: user ?? '' },
    vars,
    ...(isError ? { error: problem ?? outcome } : { response: responseOf(attempt) }),
    failureReason: isError ? FAILURE.error : isPassed ? FAILURE.none : FAILURE.assertion,
    success: isPassed,
    score,
    namedScores: Object.fromEntries(judged.map(({ check, result }) => [check, result === 'fail' ? 0 : 1])),
    ...(!isError && {
      gradingResult: {
        pass: isPassed,
        score,
        reason: reasonOf(outcome, faults),
        componentResults: judged.map(componentOf),
      },
    }),
    ...defined({ latencyMs: latencyOf(record), cost: record?.costUsd }),
    metadata: defined({
      ...{ outcome, partialReply, thinking: record?.reasoning, seed: record?.seed },
      ...{ sampling: record?.sampling.effective, tokensPerSecond: record?.tokensPerSecond },
      ...{ timeToFirstTokenMs: record?.timeToFirstTokenMs, attempts: record?.attempts, key: conversation.key },
      ...{ droppedTurns: record?.droppedTurns, promptHash: record?.promptHash },
    }),
  };
}

function responseOf({ reply, record }: Attempt): object {
  const { promptTokens = null, reusedTokens = null, replyTokens = null, costUsd, finishReason } = record ?? {};
  const isCounted = promptTokens !== null && replyTokens !== null;
  return {
    output: reply,
    ...(isCounted && {
      tokenUsage: defined({
        ...{ total: promptTokens + replyTokens, prompt: promptTokens, completion: replyTokens },
        ...{ cached: reusedTokens, numRequests: 1 },
      }),
    }),
    ...defined({ cost: costUsd, finishReason: finishReason?.raw }),
  };
}

function reasonOf(outcome: Attempt['outcome'], faults: readonly ExportedScore[]): string {
  if (faults.length > 0) return faults.map(({ check, message }) => `${check}: ${message}`).join('\n');
  return outcome === 'ok' ? 'no check failed' : outcome;
}

function componentOf({ check, result, message }: ExportedScore): object {
  const pass = result !== 'fail';
  const assertion = { type: 'javascript', metric: check, value: `hitogara ${check}` };
  return { pass, score: pass ? 1 : 0, reason: message === '' ? result : message, assertion };
}

/** From the request to the end of the reply. */
function latencyOf(record: Attempt['record']): number | null {
  const { timeToFirstTokenMs = null, generateMs = null } = record ?? {};
  return timeToFirstTokenMs === null || generateMs === null ? null : Math.round(timeToFirstTokenMs + generateMs);
}

function count(column: Column, { record, reply }: Attempt, { success, namedScores }: ReturnType<typeof rowOf>): void {
  if (reply === null) column.errors++;
  else if (success) column.passed++;
  else column.failed++;
  for (const score of Object.values(namedScores)) score === 1 ? column.checks.passed++ : column.checks.failed++;
  if (record && reply !== null) column.usage.add(record);
}

function endOf(run: ExportedRun, columns: ReadonlyMap<string, Column>): string {
  const all = [...columns];
  const total = (of: 'passed' | 'failed' | 'errors'): number => all.reduce((sum, [, column]) => sum + column[of], 0);
  const prompts = all.map(([variant, column]) => ({
    ...PROMPT,
    id: PROMPT_ID,
    provider: variant,
    metrics: metricsOf(column),
  }));
  const stats = { successes: total('passed'), failures: total('failed'), errors: total('errors'), tokenUsage: {} };
  const rest = {
    config: {
      description: `hitogara ${run.id}`,
      providers: all.map(([variant]) => ({ id: variant, label: variant })),
      prompts: [PROMPT.raw],
      tests: [],
    },
    shareableUrl: null,
    metadata: { evaluationCreatedAt: run.startedAt, exportedAt: run.exportedAt, hitogara: run.version },
  };
  const end = inertJson({ prompts, stats }, 0).replace(/^\{/, '');
  return `${end},${inertJson(rest, 0).replace(/^\{/, '')}`;
}

function metricsOf({ passed, failed, errors, checks, usage }: Column): object {
  const tokens = usage.total();
  return {
    score: passed,
    testPassCount: passed,
    testFailCount: failed,
    testErrorCount: errors,
    assertPassCount: checks.passed,
    assertFailCount: checks.failed,
    ...(tokens !== null && {
      tokenUsage: defined({
        ...{ total: tokens.total_tokens, prompt: tokens.input_tokens, completion: tokens.output_tokens },
        cached: tokens.input_tokens_cache_read,
      }),
    }),
    namedScores: {},
    namedScoresCount: {},
  };
}
