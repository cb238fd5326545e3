// What a llama-server of the same release is asked, so that its replies can be held against ours: every sampler alone, in its extremes and
// together. Start at `REPLIES`.
import { SAMPLER_ORDERS } from '../dist/core/sampler-order.js';
import type { Sampling } from '../dist/core/sampling.js';

export interface ReplyCase {
  name: string;
  /** In our names; what is left out has llama.cpp's default on both sides. */
  sampling: Sampling;
  /** What the samplers of this case must make a difference to, so that a reply without them would not pass; null: nothing to compare. */
  unlike: string | null;
  seed?: number;
  threads?: number;
  /** A grammar that is done allows nothing but a token that ends the reply. */
  mustEnd?: true;
}

export const SEED = 42;
export const MAX_TOKENS = 48;

/** Hot and uncut: here any sampler has something to do. */
const OPEN: Sampling = { temperature: 1.2, topK: 0, topP: 1, minP: 0 };
const PUBLISHED: Sampling = {
  temperature: 0.7,
  topK: 40,
  topP: 0.95,
  minP: 0,
  repeatPenalty: 1.18,
  repeatLastN: 256,
};
const EVERYTHING: Sampling = {
  temperature: 1.1,
  dynatempRange: 0.3,
  dynatempExponent: 1.2,
  topK: 60,
  topP: 0.97,
  minP: 0.01,
  typicalP: 0.98,
  topNSigma: 2.5,
  repeatPenalty: 1.1,
  repeatLastN: 128,
  frequencyPenalty: 0.2,
  presencePenalty: 0.1,
  dryMultiplier: 0.8,
  dryBase: 1.75,
  dryAllowedLength: 2,
  dryLastN: 512,
  drySequenceBreakers: ['\n', '。', '！'],
  xtcProbability: 0.4,
  xtcThreshold: 0.1,
  logitBias: { うん: 1.5, '？': -2 },
};
const DRY: Sampling = { dryMultiplier: 2, dryBase: 1.75, dryAllowedLength: 1, dryLastN: 512 };

/** What a judge might ask for. */
const VERDICT = {
  type: 'object',
  properties: {
    reason: { type: 'string', maxLength: 12 },
    score: { type: 'integer', minimum: -3, maximum: 25 },
    tags: { type: 'array', items: { enum: ['短い', '丁寧', 'うそ'] }, maxItems: 2 },
    note: { anyOf: [{ type: 'null' }, { $ref: '#/$defs/text' }] },
  },
  required: ['reason', 'score'],
  $defs: { text: { type: 'string', minLength: 2, maxLength: 4 } },
};

/** Each is played twice: as it ends by itself, and without tokens that end a reply where it can go on without. */
export const REPLIES: readonly ReplyCase[] = [
  { name: 'greedy', sampling: { temperature: 0 }, unlike: 'open' },
  { name: 'defaults', sampling: {}, unlike: 'open' },
  { name: 'open', sampling: OPEN, unlike: null },
  { name: 'temperature', sampling: { ...OPEN, temperature: 0.6 }, unlike: 'open' },
  { name: 'top-k', sampling: { ...OPEN, topK: 3 }, unlike: 'open' },
  { name: 'top-p', sampling: { ...OPEN, topP: 0.7 }, unlike: 'open' },
  { name: 'min-p', sampling: { ...OPEN, minP: 0.2 }, unlike: 'open' },
  { name: 'typical-p', sampling: { ...OPEN, typicalP: 0.5 }, unlike: 'open' },
  { name: 'top-n-sigma', sampling: { ...OPEN, topNSigma: 1 }, unlike: 'open' },
  { name: 'xtc', sampling: { ...OPEN, xtcProbability: 0.7, xtcThreshold: 0.05 }, unlike: 'open' },
  { name: 'dynamic temperature', sampling: { ...OPEN, dynatempRange: 0.8, dynatempExponent: 1.5 }, unlike: 'open' },
  { name: 'dynamic temperature around 0', sampling: { temperature: 0, dynatempRange: 2 }, unlike: 'greedy' },
  { name: 'repeat penalty', sampling: PUBLISHED, unlike: 'without repeat penalty' },
  { name: 'without repeat penalty', sampling: { ...PUBLISHED, repeatPenalty: 1 }, unlike: null },
  { name: 'repeat penalty, window 0', sampling: { ...PUBLISHED, repeatLastN: 0 }, unlike: 'repeat penalty' },
  {
    name: 'repeat penalty, greedy',
    sampling: { temperature: 0, repeatPenalty: 1.5, repeatLastN: 64 },
    unlike: 'greedy',
  },
  {
    name: 'frequency and presence penalty',
    sampling: { ...OPEN, frequencyPenalty: 0.8, presencePenalty: 0.6, repeatLastN: 200 },
    unlike: 'open',
  },
  { name: 'DRY', sampling: { ...OPEN, temperature: 0.5, ...DRY }, unlike: 'without DRY' },
  { name: 'without DRY', sampling: { ...OPEN, temperature: 0.5 }, unlike: null },
  { name: 'DRY, greedy', sampling: { temperature: 0, ...DRY }, unlike: 'greedy' },
  {
    name: 'DRY, greedy, own breakers',
    sampling: { temperature: 0, ...DRY, drySequenceBreakers: ['。', '、', 'の'] },
    unlike: 'DRY, greedy',
  },
  { name: 'DRY, greedy, last 8', sampling: { temperature: 0, ...DRY, dryLastN: 8 }, unlike: 'DRY, greedy' },
  { name: 'mirostat 1', sampling: { temperature: 1, mirostat: 1, mirostatTau: 3, mirostatEta: 0.2 }, unlike: 'open' },
  { name: 'mirostat 2', sampling: { temperature: 1, mirostat: 2, mirostatTau: 3, mirostatEta: 0.2 }, unlike: 'open' },
  {
    name: 'mirostat 2, which ignores the others',
    sampling: { temperature: 1, mirostat: 2, mirostatTau: 3, mirostatEta: 0.2, topK: 1, repeatPenalty: 2 },
    unlike: 'greedy',
  },
  { name: 'logit bias', sampling: { ...OPEN, logitBias: { うん: 4, '。': 'never', '！': -3 } }, unlike: 'open' },
  { name: 'everything', sampling: EVERYTHING, unlike: 'defaults' },
  {
    name: 'order: KoboldCpp',
    sampling: { ...EVERYTHING, samplers: [...SAMPLER_ORDERS.koboldcpp] },
    unlike: 'everything',
  },
  {
    name: 'order: llama.cpp 2023',
    sampling: { ...PUBLISHED, temperature: 1.2, samplers: [...SAMPLER_ORDERS['llama-cpp-2023']] },
    unlike: 'repeat penalty',
  },
  {
    name: 'order: temperature first',
    sampling: { ...OPEN, temperature: 2, topP: 0.8, minP: 0.05, samplers: ['temperature', 'top_p', 'min_p'] },
    unlike: 'order: temperature last',
  },
  {
    name: 'order: temperature last',
    sampling: { ...OPEN, temperature: 2, topP: 0.8, minP: 0.05, samplers: ['top_p', 'min_p', 'temperature'] },
    unlike: null,
  },
  { name: 'order: without temperature', sampling: { temperature: 0, samplers: ['top_k'] }, unlike: 'greedy' },
  { name: 'order: none', sampling: { temperature: 0, samplers: [] }, unlike: 'greedy' },
  { name: 'seed 0', sampling: OPEN, seed: 0, unlike: 'open' },
  { name: 'seed 4294967294', sampling: OPEN, seed: 4_294_967_294, unlike: 'seed 0' },
  { name: 'grammar', sampling: { ...OPEN, grammar: 'root ::= [ぁ-ん]+ "、" [^ぁ-ん\\n]* "。" root' }, unlike: 'open' },
  {
    name: 'grammar, greedy',
    sampling: { temperature: 0, grammar: 'root ::= ("はい" | "いいえ" | "☃") ("！" | "？"){1,3}' },
    unlike: 'greedy',
    mustEnd: true,
  },
  {
    name: 'grammar, everything',
    sampling: { ...EVERYTHING, grammar: 'root ::= [^。]{9} "。" root' },
    unlike: 'everything',
  },
  { name: 'JSON schema', sampling: { ...OPEN, jsonSchema: VERDICT }, unlike: 'open', mustEnd: true },
  {
    name: 'JSON schema, mirostat',
    sampling: { temperature: 1, mirostat: 2, jsonSchema: VERDICT },
    unlike: 'mirostat 2',
    mustEnd: true,
  },
  { name: 'two threads', sampling: PUBLISHED, threads: 2, unlike: null },
];

/** Each prompt holds what was said before, and what is the same is not evaluated anew. */
export const CONVERSATIONS: readonly Pick<ReplyCase, 'name' | 'sampling'>[] = [
  { name: 'greedy', sampling: { temperature: 0 } },
  { name: 'defaults', sampling: {} },
  { name: 'published', sampling: PUBLISHED },
  { name: 'everything', sampling: EVERYTHING },
];

export const TURNS = 6;
