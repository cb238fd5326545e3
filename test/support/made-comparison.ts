// Comparisons without runs: each column's replies as plain texts, for tests of the printed forms.
import type { Column, Comparison, Mark, Reply, Row } from '../../dist/compare/comparison.js';

/** What a column says in a turn: one text, or one for each sample; null: the conversation is shorter. */
type Said = string | readonly string[] | null;

interface MadeTurn {
  user: string | null;
  said: readonly Said[];
}

export interface Made {
  labels: readonly string[];
  turns: readonly MadeTurn[];
  column?: Partial<Column>;
  scenario?: Partial<Comparison['scenarios'][number]>;
  marks?: Mark[];
}

export const MADE_FACTS: Column['facts'] = {
  ...{ title: null, notes: null, link: null, backend: 'llama', file: 'x.gguf', fileBytes: 1e6, fileType: 'Q8_0' },
  ...{ architecture: 'llama', parameters: 1e6, weightsDigest: 'abc', engine: 'llama.cpp', device: 'CPU' },
  ...{ threads: 1, contextSize: 1024, server: null, warnings: [] },
};

export function madeComparison({ labels, turns, column = {}, scenario = {}, marks = [] }: Made): Comparison {
  const columns = labels.map((label, index) => ({ ...madeColumn(label, index), ...column }));
  const samples = Math.max(1, ...turns.flatMap(({ said }) => said.map((each) => samplesIn(each).length)));
  return {
    schemaVersion: 1,
    madeAt: '2026-01-01T00:00:00.000Z',
    hitogara: '0.1.0',
    notes: [],
    runs: [],
    columns,
    baseline: 'c1',
    scenarios: [
      {
        ...{ id: 'short', title: { ja: '短い', en: 'short' }, tags: [], greeting: null, turns: turns.length, samples },
        persona: { name: '花', user: 'あなた', instruction: '短く話してください。' },
        differs: false,
        columns: columns.map(({ id }) => id),
        ...scenario,
      },
    ],
    sections: [
      {
        scenario: scenario.id ?? 'short',
        talks: columns.map(() => []),
        rows: turns.map((turn, index) => madeRow(turn, index + 1, marks)),
        preferences: [],
      },
    ],
  };
}

function madeColumn(label: string, index: number): Column {
  return {
    ...{ id: `c${index + 1}`, run: 'run', model: label, settings: {}, label, status: 'ready', reason: null },
    facts: MADE_FACTS,
    template: { id: 'chatml', from: 'entry', why: 'named in the model entry', text: '{{system}}', hash: 'abc' },
    sampling: null,
    figures: null,
    deltas: [],
  };
}

function madeRow({ user, said }: MadeTurn, turn: number, marks: Mark[]): Row {
  const cells = said.map((each) => ({
    replies: repliesOf(samplesIn(each), user === null ? 'ひとりだけへの質問' : null, marks),
    missing: each === null ? [{ samples: [], code: 'shorter' as const, reason: '' }] : [],
  }));
  return { turn, user, probe: null, differs: new Set(said.map((each) => JSON.stringify(each))).size > 1, cells };
}

function samplesIn(said: Said): readonly string[] {
  return said === null ? [] : typeof said === 'string' ? [said] : said;
}

/** Samples that say the same are one reply. */
function repliesOf(texts: readonly string[], user: string | null, marks: Mark[]): Reply[] {
  return [...new Set(texts)].map((text) => ({
    ...{ text, reasoning: null, user, outcome: 'ok', finish: { unified: 'stop', raw: 'eos' } },
    takes: texts.flatMap((each, index) => (each === text ? [madeTake(index + 1, marks)] : [])),
  }));
}

function madeTake(sample: number, marks: Mark[]): Reply['takes'][number] {
  return {
    ...{ sample, seed: 1, replyTokens: 5, tokensPerSecond: 123, timeToFirstTokenMs: 45, generateMs: 40 },
    ...{ promptTokens: 9, reusedTokens: 0, costUsd: null, attempts: 1, droppedTurns: 0, warnings: [] },
    ...{ promptHash: 'abc', prompt: null, marks, ratings: [] },
  };
}
