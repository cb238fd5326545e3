// Reports of checks for regressions, written by hand: a ladder of four files with all verdicts, one in which nothing is known that need
// not be, and one whose every text is hostile.
import type {
  CandidateReport,
  ComparedModel,
  DirectionMetric,
  Displacement,
  Figure,
  RegressReport,
  Sentinel,
} from '../../dist/regress/report.js';

const SCENARIOS = [
  ...[
    'anime-fan',
    'bookshop-clerk',
    'cat-cafe',
    'detective',
    'elder-sister',
    'fisherman',
    'gamer',
    'hiker',
    'innkeeper',
  ],
  ...[
    'jazz-singer',
    'knight',
    'librarian',
    'mechanic',
    'nurse',
    'office-lady',
    'potter',
    'quiz-host',
    'rival',
    'sushi-chef',
    'tutor',
  ],
];
const GATES = ['length', 'register', 'persona', 'leak', 'loop', 'language', 'ending', 'repetition'];
const UNKNOWN: Figure = { n: 0, value: null, low: null, high: null };

const figure = (value: number, low: number, high: number): Figure => ({ n: 20, value, low, high });

const REFERENCE: ComparedModel = {
  ...{ id: 'hitogara-tiny-f16', from: 'played', weightsDigest: 'aa'.repeat(32), file: 'hitogara-tiny-f16.gguf' },
  ...{ fileBytes: 8_413_152, fileType: 'F16', parameters: 4_200_000, device: 'CPU', tokensPerSecond: 152.3 },
  peakMemoryBytes: 61_200_000,
};

function modelOf(fileType: string, fileBytes: number, tokensPerSecond: number): ComparedModel {
  const id = `hitogara-tiny-${fileType.replace('Q', 'q')}`;
  const file = `${id}.gguf`;
  return { ...REFERENCE, id, file, fileType, fileBytes, tokensPerSecond, weightsDigest: fileType.padEnd(64, '0') };
}

/** @param figures failures of both among 300, difference with its interval, upper bound, p */
function metricOf(
  metric: string,
  [before, after]: readonly [number, number],
  [value, low, high, upper, adjusted]: readonly [number, number, number, number, number],
  outcome: DirectionMetric['outcome'],
): DirectionMetric {
  const rate = (failed: number) => ({ n: 300, failed, rate: failed / 300, low: failed / 400, high: failed / 200 });
  return {
    ...{ metric, checks: [metric], pairs: 300, reference: rate(before), candidate: rate(after) },
    ...{ worse: Math.max(0, after - before) + 2, better: Math.max(0, before - after) + 2 },
    difference: figure(value, low, high),
    ...{ pValue: adjusted / 8, adjusted, upper, detectable: 0.084, pairsNeeded: outcome === 'unclear' ? 612 : null },
    outcome,
  };
}

const CALM = GATES.map((name, index) =>
  metricOf(name, [6 + index, 7 + index], [0.003, -0.018, 0.024, 0.021 + index / 1000, 1], 'not-worse'),
);

function displacementOf(value: number, band: Displacement['band'], sameTop: number): Displacement {
  const own = figure(value, value * 0.86, value * 1.17);
  const same = Math.round(sameTop * 3840);
  return {
    ...{ scenarios: 20, replies: 96, tokens: 3840, kind: 'exact', divergence: own },
    bound: figure(value * 0.97, value * 0.83, value * 1.13),
    quantiles: { median: value / 4, p95: value * 4, p99: value * 10, p999: value * 22, greatest: value * 40 },
    infinite: 0,
    sameTop: { n: 3840, failed: same, rate: same / 3840, low: sameTop - 0.011, high: Math.min(1, sameTop + 0.01) },
    logLikelihoodRatio: figure(-value / 2, -value * 0.8, -value * 0.2),
    probabilityChange: figure(-0.004, -0.006, -0.002),
    ...{ probabilityLoss: -0.213, probabilityGain: 0.162 },
    byTurn: [1, 2, 3, 4, 5].map((turn) => ({ turn, tokens: 768, divergence: own })),
    byScript: [
      { script: 'kana', tokens: 2210, divergence: figure(value * 0.8, value * 0.7, value) },
      { script: 'kanji', tokens: 1390, divergence: figure(value * 1.4, value * 1.1, value * 1.8) },
      { script: 'latin', tokens: 0, divergence: UNKNOWN },
      { script: 'other', tokens: 240, divergence: figure(value * 0.5, value * 0.3, value * 0.8) },
    ],
    ...{ noiseFloor: 0.0000212, band, timesLadder: null },
    worst: [
      {
        ...{
          scenario: 'anime-fan',
          turn: 3,
          before: '昨日の夜は新作のアニメを最後まで',
          token: '見',
          after: 'ちゃったから、今日はちょっと眠いんだよね。',
        },
        ...{ divergence: value * 40, referenceLogProbability: -0.21, candidateLogProbability: -3.9 },
        reference: [
          { text: '見', logProbability: -0.21 },
          { text: '観', logProbability: -1.9 },
          { text: 'み', logProbability: -4.2 },
        ],
        candidate: [
          { text: '食', logProbability: -0.6 },
          { text: 'み', logProbability: -1.4 },
          { text: '。', logProbability: -2.2 },
        ],
      },
      {
        ...{
          scenario: 'innkeeper',
          turn: 1,
          before: 'いらっしゃいませ。今夜は',
          token: 'お',
          after: '泊まりでございますか。',
        },
        ...{ divergence: null, referenceLogProbability: -0.05, candidateLogProbability: -31.2 },
        reference: [{ text: 'お', logProbability: -0.05 }],
        candidate: [{ text: ' the', logProbability: -0.4 }],
      },
    ],
  };
}

const sentinel = (id: Sentinel['sentinel'], events = 0, isBroken = false): Sentinel => ({
  sentinel: id,
  reference: { n: 300, events: 0 },
  candidate: { n: 300, events },
  pValue: events === 0 ? 1 : 0.0000004,
  isBroken,
  example:
    events === 0
      ? null
      : { scenario: 'anime-fan', sample: 2, turn: 3, reply: `うん、それでね、${'それでね、'.repeat(60)}` },
});

export function candidateOf(change: Partial<CandidateReport>): CandidateReport {
  return {
    ...{ model: modelOf('Q8_0', 4_473_120, 201.4), varied: {}, verdict: 'pass', reasons: [], isSameWeights: false },
    preconditions: [
      { field: 'tokenizer', reference: 'sha256 12ab', candidate: 'sha256 12ab', isSame: true, isAllowed: false },
      { field: 'kvType', reference: 'f16', candidate: 'f16', isSame: true, isAllowed: false },
    ],
    tensorTypes: [{ from: 'F16', to: 'Q8_0', tensors: 29 }],
    sentinels: [sentinel('nan-logits'), sentinel('empty'), sentinel('loop')],
    displacement: displacementOf(0.00136, 'slight', 0.977),
    displacementProblem: null,
    direction: { scenarios: 20, replies: 300, margin: 0.1, metrics: CALM, detectable: 0.098 },
    greedy: {
      ...{ replies: 40, equal: 11, medianCommon: 24 },
      examples: [
        {
          ...{ scenario: 'anime-fan', turn: 1, user: '週末は何をしていたの？', common: '週末はずっと' },
          ...{ reference: '家でアニメを見てたよ！', candidate: '友だちと遊んでたよ。' },
        },
      ],
    },
    ...change,
  };
}

/** All four verdicts. */
export const LADDER: RegressReport = {
  ...{ schemaVersion: 1, runId: '20261127-020000-k3f9', createdAt: '2026-11-27T02:00:00.000Z', hitogara: '0.1.0' },
  preset: 'standard',
  design: {
    ...{ scenarios: SCENARIOS, turns: 5, samples: 3, tokens: 3840, seed: 1, mode: 'strict', settings: {} },
    ...{ margin: 0.1, confidence: 0.95, gates: GATES, allowed: [] },
  },
  reference: REFERENCE,
  candidates: [
    candidateOf({}),
    candidateOf({
      model: modelOf('Q6_K', 3_455_008, 188.2),
      verdict: 'not-comparable',
      reasons: ['the prompts differ from turn 1 on'],
      preconditions: [
        { field: 'template', reference: 'chatml', candidate: 'llama3', isSame: false, isAllowed: false },
        { field: 'kvType', reference: 'f16', candidate: 'q8_0', isSame: false, isAllowed: true },
      ],
      ...{ displacement: null, displacementProblem: 'the prompts are not the same', direction: null, greedy: null },
    }),
    candidateOf({
      model: modelOf('Q4_K_M', 2_611_424, 214),
      verdict: 'inconclusive',
      reasons: ['length: the upper bound of the worsening is not below the margin'],
      tensorTypes: [
        { from: 'F16', to: 'Q4_K', tensors: 22 },
        { from: 'F16', to: 'Q6_K', tensors: 7 },
      ],
      displacement: { ...displacementOf(0.0313, 'moderate', 0.919), timesLadder: 23 },
      direction: {
        ...{ scenarios: 20, replies: 300, margin: 0.1, detectable: 0.098 },
        metrics: [metricOf('length', [21, 36], [0.05, -0.008, 0.108, 0.101, 0.31], 'unclear'), ...CALM.slice(1)],
      },
    }),
    candidateOf({
      model: modelOf('Q2_K', 1_882_336, 219.7),
      verdict: 'regressed',
      reasons: ['replies repeat themselves without end far more often', 'loop: worse by 18.3 points'],
      sentinels: [sentinel('nan-logits'), sentinel('empty'), sentinel('loop', 57, true)],
      displacement: { ...displacementOf(0.445, 'far', 0.711), infinite: 2, timesLadder: 327 },
      direction: {
        ...{ scenarios: 20, replies: 300, margin: 0.1, detectable: 0.098 },
        metrics: [
          metricOf('loop', [2, 57], [0.183, 0.121, 0.245, 0.234, 0.0008], 'worse'),
          metricOf('language', [3, 19], [0.053, 0.011, 0.095, 0.088, 0.032], 'worse'),
          metricOf('length', [21, 40], [0.063, -0.004, 0.13, 0.118, 0.31], 'unclear'),
          ...CALM.slice(1, 4),
        ],
      },
    }),
  ],
  smallestPass: 'hitogara-tiny-q8_0',
};

/** What may be unknown is unknown, and nothing happened. */
export const UNKNOWNS: RegressReport = {
  ...LADDER,
  design: { ...LADDER.design, scenarios: ['anime-fan'], turns: 1, samples: 1 },
  reference: { ...REFERENCE, ...unknownModel(), from: 'baseline' },
  candidates: [
    candidateOf({
      model: { ...REFERENCE, ...unknownModel(), id: 'first' },
      verdict: 'inconclusive',
      reasons: ['one scenario shows nothing'],
      displacement: {
        ...displacementOf(0.02, 'moderate', 0.9),
        ...{ scenarios: 1, replies: 1, tokens: 7, kind: 'bound', divergence: UNKNOWN, bound: UNKNOWN },
        quantiles: { median: null, p95: null, p99: null, p999: null, greatest: null },
        sameTop: { n: 7, failed: 6, rate: 6 / 7, low: null, high: null },
        ...{ logLikelihoodRatio: UNKNOWN, probabilityChange: UNKNOWN, probabilityLoss: null, probabilityGain: null },
        ...{ byTurn: [], byScript: [], noiseFloor: null, timesLadder: null, worst: [] },
      },
      direction: {
        ...{ scenarios: 1, replies: 1, margin: 0.1, detectable: null },
        metrics: [
          {
            ...{ metric: 'loop', checks: ['loop'], pairs: 1, worse: 1, better: 0, difference: UNKNOWN },
            reference: { n: 1, failed: 0, rate: 0, low: null, high: null },
            candidate: { n: 1, failed: 1, rate: 1, low: null, high: null },
            ...{ pValue: null, adjusted: null, upper: null, detectable: null, pairsNeeded: null, outcome: 'unclear' },
          },
        ],
      },
      greedy: { replies: 1, equal: 1, medianCommon: null, examples: [] },
    }),
    candidateOf({
      model: { ...REFERENCE, ...unknownModel(), id: 'second' },
      verdict: 'not-comparable',
      ...{ preconditions: [], tensorTypes: [], sentinels: [] },
      ...{ displacement: null, direction: null, greedy: null },
    }),
  ],
  smallestPass: null,
};

function unknownModel() {
  const none = { file: null, fileBytes: null, fileType: null, parameters: null };
  return { ...none, device: null, tokensPerSecond: null, peakMemoryBytes: null };
}

const ATTACK =
  '\u001b[2J\u001b]0;owned\u0007<img src=x onerror=alert(1)></details><!-- | `a` **b** [x](javascript:1)\n::error::forged\r\n##[error]forged\n# heading\u202egnp.exe\u2066\u200b\u0000&lt;"\'@octocat #1 https://evil.example ';

/** Every text of a report, from whoever it came. */
export const HOSTILE: RegressReport = hostile(LADDER);

function hostile(report: RegressReport): RegressReport {
  // What is a word of ours stays one.
  const kept = new Set([
    'schemaVersion',
    'preset',
    'mode',
    'verdict',
    'outcome',
    'sentinel',
    'kind',
    'band',
    'script',
    'from',
  ]);
  const visit = (value: unknown, name: string): unknown => {
    if (typeof value === 'string') return kept.has(name) ? value : `${ATTACK}${value}`;
    if (Array.isArray(value)) return value.map((each) => visit(each, name));
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, visit(each, key)]));
  };
  // Only texts have changed.
  return visit(report, '') as RegressReport;
}
