// Comparisons of any size, made up from a seed: what is said, measured, found, rated, and what is missing. Start at `madeComparison`.
import {
  type Cell,
  COMPARISON_VERSION,
  type Column,
  type Comparison,
  type Mark,
  type Missing,
  type Reply,
  type Row,
  type Section,
  type Take,
} from '../../src/compare/comparison.ts';
import { randomFrom } from './random.ts';

export interface Making {
  seed?: number;
  columns?: number;
  scenarios?: number;
  turns?: number;
  samples?: number;
  /** Share of replies with a fault. */
  faults?: number;
  /** The last column breaks off here in the first scenario. */
  shorter?: boolean;
  /** In the last scenario, each column is told something else in the second turn. */
  diverged?: boolean;
  /** Somebody has rated the first reply of each scenario. */
  rated?: boolean;
}

/** Names that occur nowhere in what is said. */
export const MODELS = [
  'kaede-7b',
  'tsubaki-3b',
  'sumire-13b',
  'hinoki-1b',
  'momiji-8b',
  'ayame-4b',
  'botan-9b',
  'fuji-2b',
];
const QUANTS = ['Q8_0', 'Q4_K_M', 'Q2_K', 'F16', 'Q6_K', 'Q5_K_M', 'Q3_K_L', 'IQ4_XS'];
export const RUN = '20261126-101500-123-ab12';

const USERS = [
  'やっほー、元気にしてた？',
  '今期のアニメ、何見てる？',
  '1話の作画すごくなかった？',
  '推しは誰？',
  '原作も読んでるの？',
  '週末のイベント行く？',
  'もう少し短く話してくれる？',
  '最近ちょっと疲れててさ',
  'おすすめ一つだけ教えて',
  'じゃあそろそろ寝るね',
];
const OPENERS = ['うん', 'いやー', 'まじで', 'それな', 'わかる', 'えっと', 'もちろん', 'あー'];
const MIDDLES = [
  '今期は作画が本当に良くて、毎週楽しみにしてる',
  '原作を読み返したばかりだから語りたいことが山ほどある',
  '主人公の表情の変化だけでご飯三杯いける',
  '声優さんの演技が神がかってた',
  '劇場版は三回見た',
  '二話のラストで泣いた',
];
const ENDINGS = ['よ！', 'んだよね。', 'わ。', 'ってば。', 'かな。', 'よね？'];

export function madeComparison(making: Making = {}): Comparison {
  const { seed = 1, columns = 3, scenarios = 2, turns = 6, samples = 1 } = making;
  const random = randomFrom(seed);
  const made: Required<Making> = {
    ...{ seed, columns, scenarios, turns, samples },
    ...{ faults: 0.12, shorter: true, diverged: true, rated: true },
    ...making,
  };
  const columnIds = Array.from({ length: columns }, (_, index) => `c${index + 1}`);
  const ids = Array.from({ length: scenarios }, (_, index) => `scenario-${index + 1}`);
  return {
    schemaVersion: COMPARISON_VERSION,
    madeAt: '2026-11-26T12:00:00.000Z',
    hitogara: '0.1.0',
    notes: [`run ${RUN} was not scored; hitogara score ${RUN} does that`],
    runs: [runOf(samples)],
    columns: columnIds.map((id, index) => columnOf(id, index, { random, ids, turns, samples })),
    baseline: 'c1',
    scenarios: ids.map((id, index) => ({
      id,
      title: { ja: `アニメ好きの友達 ${index + 1}`, en: `A friend who likes anime ${index + 1}` },
      tags: index % 2 === 0 ? ['published', 'casual'] : ['casual'],
      persona: {
        name: 'オタク',
        user: 'ユーザー',
        instruction: 'あなたはアニメが大好きな友達です。\n短く、くだけた口調で話してください。',
      },
      greeting: index === 0 ? 'お、久しぶり。' : null,
      turns,
      samples,
      differs: false,
      columns: columnIds,
    })),
    sections: ids.map((id, index) => sectionOf(id, { index, random, made })),
  };
}

function runOf(samples: number): Comparison['runs'][number] {
  return {
    id: RUN,
    directory: `results/${RUN}`,
    status: 'done',
    startedAt: '2026-11-26T10:15:00.123Z',
    endedAt: '2026-11-26T10:25:00.000Z',
    arguments: ['eval', '--model', '*'],
    mode: 'strict',
    seed: 7,
    samples,
    program: 'hitogara 0.1.0',
    machine: { platform: 'linux', architecture: 'x64', cpu: 'A CPU', cores: 8, memoryBytes: 16e9 },
    isImported: false,
  };
}

interface ColumnMaking {
  random: () => number;
  ids: readonly string[];
  turns: number;
  samples: number;
}

function columnOf(id: string, index: number, { random, ids, turns, samples }: ColumnMaking): Column {
  const model = MODELS[index % MODELS.length] ?? '';
  const name = index < MODELS.length ? model : `${model}-${index}`;
  const replies = ids.length * turns * samples;
  const failed = Math.round(replies * random() * 0.3);
  const rate = failed / replies;
  const speed = 20 + random() * 800;
  const faults = { n: replies, failed, rate, low: Math.max(0, rate - 0.05), high: Math.min(1, rate + 0.06) };
  return {
    ...{ id, run: RUN, model: name, settings: null, label: name, status: 'ready', reason: null },
    facts: {
      ...{ title: `${name} title`, notes: null, link: `https://huggingface.co/someone/${name}`, backend: 'llama' },
      ...{ file: `${name}.gguf`, fileBytes: 4e9, fileType: QUANTS[index % QUANTS.length] ?? null },
      ...{ architecture: 'llama', parameters: 7e9, weightsDigest: 'ab'.repeat(32), engine: 'llama.cpp b6432 prebuilt' },
      ...{ device: 'CPU', threads: 8, contextSize: 4096, server: null, warnings: [] },
    },
    template: { id: 'chatml', from: 'entry', why: null, text: '<|im_start|>{{role}}', hash: 'cd'.repeat(32) },
    sampling: { requested: { temperature: 0.7 }, effective: { temperature: 0.7, topP: 0.9 }, varies: false },
    figures: {
      ...{ conversations: ids.length * samples, unfinished: 0, turns: replies },
      outcomes: { ok: replies, empty: 0, truncated: 0, failed: 0, refused: 0 },
      faults,
      checks: [
        { ...faults, check: 'length.max', unit: 'turn', warned: 0 },
        { ...faults, check: 'persona.break', unit: 'turn', warned: 1 },
      ],
      rating: null,
      thumbs: { up: 0, down: 0 },
      tokensPerSecond: { n: replies, median: speed },
      timeToFirstTokenMs: { n: replies, median: 5 + random() * 400 },
      replyCharacters: { n: replies, median: 24 },
      ...{ replyTokens: replies * 15, costUsd: null, peakMemoryBytes: 5e9 },
      byTurn: Array.from({ length: turns }, (_, turn) => ({
        turn: turn + 1,
        tokensPerSecond: { n: ids.length, median: speed * (1 - turn * 0.01) },
        timeToFirstTokenMs: { n: ids.length, median: 10 + turn },
        judged: ids.length,
        failed: turn % 3 === 0 ? 1 : 0,
      })),
      byScenario: ids.map((scenario) => ({ scenario, turns, faults })),
    },
    deltas: index === 0 ? [] : deltasOf(random, replies),
  };
}

function deltasOf(random: () => number, n: number): Column['deltas'] {
  const ratio = 0.5 + random() * 1.5;
  return [
    {
      metric: 'tokensPerSecond',
      kind: 'ratio',
      n,
      value: ratio,
      low: ratio - 0.1,
      high: ratio + 0.1,
      isBetter: ratio > 1,
    },
    { metric: 'faults', kind: 'difference', n, value: random() * 0.1 - 0.05, low: -0.08, high: 0.09, isBetter: null },
  ];
}

interface SectionMaking {
  index: number;
  random: () => number;
  made: Required<Making>;
}

function sectionOf(scenario: string, { index, random, made }: SectionMaking): Section {
  const { columns, turns, samples, scenarios } = made;
  const isDiverged = made.diverged && index === scenarios - 1;
  const rows = Array.from({ length: turns }, (_, turn): Row => {
    const user = `${USERS[turn % USERS.length]}${turn >= USERS.length ? `（${turn + 1}）` : ''}`;
    const diverges = isDiverged && turn === 1;
    const cells = Array.from({ length: columns }, (_, column) => {
      const isShorter = made.shorter && index === 0 && column === columns - 1 && columns > 1 && turn >= turns - 2;
      return cellOf({ random, scenario, turn: turn + 1, column, made, missing: isShorter ? SHORTER : null, diverges });
    });
    const texts = new Set(cells.flatMap((cell) => cell.replies.filter(hasFirst).map(({ text }) => text)));
    return {
      turn: turn + 1,
      user: diverges ? null : user,
      probe: turn === 6 ? 'asks for shorter replies' : null,
      differs: texts.size > 1,
      cells,
    };
  });
  return {
    scenario,
    talks: Array.from({ length: columns }, (_, column) =>
      Array.from({ length: samples }, (_, sample) => ({
        ...{
          sample: sample + 1,
          key: `${scenario}/c${column + 1}/${sample + 1}`,
          seed: sample,
          status: 'done' as const,
        },
        ...{ reason: null, turns, greeting: index === 0 ? 'お、久しぶり。' : null },
        sampling: { requested: { temperature: 0.7 }, effective: { temperature: 0.7, topP: 0.9 } },
        ...{ cutOff: null, promptProblem: null, marks: [], ratings: [] },
      })),
    ),
    rows,
    preferences: [],
  };
}

const SHORTER: Missing = { samples: [], code: 'shorter', reason: '' };

function hasFirst({ takes }: Reply): boolean {
  return takes.some(({ sample }) => sample === 1);
}

interface CellMaking {
  random: () => number;
  scenario: string;
  turn: number;
  column: number;
  made: Required<Making>;
  missing: Missing | null;
  diverges: boolean;
}

function cellOf({ random, scenario, turn, column, made, missing, diverges }: CellMaking): Cell {
  if (missing) return { replies: [], missing: [missing] };
  const replies = new Map<string, Reply>();
  for (let sample = 1; sample <= made.samples; sample++) {
    // Every fourth turn, all columns say the same.
    const text = turn % 4 === 0 ? 'うん、それは見たよ！' : textFrom(random);
    const marks = random() < made.faults ? [markIn(text, random)] : [];
    const isRated = made.rated && turn === 1 && column === 0 && sample === 1;
    const take = takeOf(sample, { random, marks, ratings: isRated ? [ratingOf(scenario, column)] : [] });
    const known = replies.get(text);
    if (known) known.takes.push(take);
    else
      replies.set(text, {
        ...{ text, reasoning: column === 1 && turn === 2 ? '相手は元気かどうかを尋ねている。' : null },
        user: diverges ? `${USERS[turn % USERS.length]}（列 ${column + 1}）` : null,
        ...{ outcome: 'ok', finish: { unified: 'stop', raw: 'eogToken' }, takes: [take] },
      });
  }
  return { replies: [...replies.values()], missing: [] };
}

function ratingOf(scenario: string, column: number): Take['ratings'][number] {
  return {
    ...{ model: MODELS[column] ?? '', scenario, sample: 1, turn: 1, rating: 4, tags: ['自然'] },
    ...{ note: '言い方が良い', blind: null, who: 'hanako', at: '2026-11-26T11:00:00.000Z' },
  };
}

function textFrom(random: () => number): string {
  const pick = (from: readonly string[]): string => from[Math.floor(random() * from.length)] ?? '';
  return `${pick(OPENERS)}、${pick(MIDDLES)}${pick(ENDINGS)}`;
}

function markIn(text: string, random: () => number): Mark {
  const length = [...text].length;
  return random() < 0.7
    ? {
        check: 'length.max',
        result: 'fail',
        message: `the reply has ${length} characters; the limit is 20`,
        spans: [{ start: Math.min(20, length - 1), end: length }],
      }
    : {
        check: 'truncated',
        result: 'warn',
        message: `the reply may stop in the middle of a sentence: "${[...text].slice(-4).join('')}"`,
        spans: [{ start: length - 4, end: length }],
      };
}

function takeOf(
  sample: number,
  { random, marks, ratings }: { random: () => number; marks: Mark[]; ratings: Take['ratings'] },
): Take {
  return {
    ...{ sample, seed: sample, replyTokens: 8 + Math.floor(random() * 20), tokensPerSecond: 100 + random() * 700 },
    ...{ timeToFirstTokenMs: 4 + random() * 60, generateMs: 100, promptTokens: 120, reusedTokens: 90, costUsd: null },
    ...{ attempts: 1, droppedTurns: 0, warnings: [], promptHash: 'ef'.repeat(32) },
    ...{ prompt: { kept: 0, added: '<|im_start|>user\n…' }, marks, ratings },
  };
}
