// Events as a run tells them, for reporters that are tested without one, and streams that remember.

import { Writable } from 'node:stream';
import type { RunEvent } from '../../dist/run/events.js';
import type { ConversationRecord, Summary, TurnRecord } from '../../dist/store/records.js';
import { ENGLISH } from '../../dist/words/text.js';

type Of<Type extends RunEvent['type']> = Extract<RunEvent, { type: Type }>;

const NAMES = { key: 'key-1', model: 'm', scenario: 's', sample: 1, settings: {} };

export function runStart(change: Partial<Of<'run-start'>> = {}): RunEvent {
  return {
    type: 'run-start',
    damage: [],
    notes: [],
    runId: 'id',
    directory: 'results/id',
    mode: 'strict',
    models: 1,
    conversations: 2,
    turns: 4,
    varied: [],
    finished: null,
    ...change,
  };
}

export function modelReady(warnings: string[] = []): RunEvent {
  const description = { backend: 'scripted' as const, weightsDigest: '0'.repeat(64), warnings };
  return {
    type: 'model-ready',
    model: 'm',
    description,
    template: { id: 't', file: 't.hbs', from: 'entry', why: 'named in the model entry' },
  };
}

export function conversationStart(change: { key?: string; sample?: number; turns?: number } = {}): RunEvent {
  const { key = 'key-1', sample = 1, turns = 2 } = change;
  const persona = { name: 'B', user: 'A', instruction: 'p', language: 'ja', register: 'any' } as const;
  return {
    type: 'conversation-start',
    model: 'm',
    scenario: {
      id: 's',
      title: { ja: '題', en: 'title' },
      tags: [],
      persona: {
        ...persona,
        ...{ firstPerson: [], endings: [], traits: [], facts: [], requiredWords: [], forbiddenWords: [], lorebook: [] },
      },
      sampling: {},
      checks: {},
      turns: Array.from({ length: turns }, (_, index) => ({ user: `u${index + 1}` })),
    },
    sample,
    seed: 1,
    key,
    sampling: { temperature: 0 },
    notSent: [],
    settings: {},
  };
}

export function turnStart(turn = 1, key = 'key-1'): RunEvent {
  return { type: 'turn-start', key, turn, user: `u${turn}` };
}

export function text(text: string, key = 'key-1'): RunEvent {
  return { type: 'text', key, text };
}

export function turnEnd(change: Partial<TurnRecord> = {}, isReplay = false): RunEvent {
  const record: TurnRecord = {
    type: 'turn',
    schemaVersion: 3,
    ...NAMES,
    seed: 1,
    turn: 1,
    user: 'u1',
    reply: 'r',
    finishReason: { unified: 'stop', raw: 'stop' },
    promptTokens: 10,
    reusedTokens: 0,
    evaluatedTokens: 10,
    replyTokens: 5,
    timeToFirstTokenMs: 20,
    promptMs: 20,
    generateMs: 50,
    promptTokensPerSecond: 500,
    tokensPerSecond: 100,
    promptHash: '0',
    costUsd: 0,
    attempts: 1,
    sampling: { requested: {}, effective: {} },
    outcome: 'ok',
    droppedTurns: 0,
    warnings: [],
    ...change,
  };
  return { type: 'turn-end', record, isReplay };
}

export function conversationEnd(change: Partial<ConversationRecord> = {}): RunEvent {
  const outcomes = { ok: 2, empty: 0, truncated: 0, failed: 0, refused: 0 };
  const figures = { outcomes, promptTokens: 20, evaluatedTokens: 20, replyTokens: 10, costUsd: 0 };
  return {
    type: 'conversation-end',
    record: { type: 'conversation', schemaVersion: 3, ...NAMES, seed: 1, status: 'done', turns: 2, figures, ...change },
  };
}

export function runEnd(change: Partial<Summary> = {}): RunEvent {
  const none = { ok: 0, empty: 0, truncated: 0, failed: 0, refused: 0 };
  const totals = { conversations: 2, done: 2, failed: 0, turns: 4, outcomes: none };
  const summary: Summary = {
    schemaVersion: 3,
    runId: 'id',
    status: 'done',
    startedAt: '',
    endedAt: '',
    elapsedMs: 1_000,
    totals: { ...totals, promptTokens: 0, evaluatedTokens: 0, replyTokens: 0, costUsd: 0 },
    speeds: [],
    ...change,
  };
  return { type: 'run-end', summary, directory: 'results/id' };
}

/** A host whose streams are kept and whose clock stands until it is moved. */
export function rememberingHost({ isTTY = false, columns = 80, environment = {} } = {}) {
  let output = '';
  let errors = '';
  let milliseconds = 0;
  const stream = (remember: (text: string) => void) =>
    Object.assign(
      new Writable({
        decodeStrings: false,
        write(chunk, _encoding, done) {
          remember(String(chunk));
          done();
        },
      }),
      { isTTY, columns },
    );
  return {
    stdout: stream((chunk) => {
      output += chunk;
    }),
    stderr: stream((chunk) => {
      errors += chunk;
    }),
    environment,
    workingDirectory: '/place',
    packageDirectory: '/package',
    words: ENGLISH,
    now: () => new Date(milliseconds),
    output: () => output,
    errors: () => errors,
    forget() {
      output = '';
    },
    pass(time: number) {
      milliseconds += time;
    },
  };
}
