// The table of model families, the names by which files are recognized, and what a GGUF without a template is played with.
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { decideTemplate } from '../dist/backend/llama/choose-template.js';
import { filesIn } from '../dist/core/files-in.js';
import { type Family, loadFamilies } from '../dist/registry/families.js';
import {
  chosenFamily,
  likeliestFormats,
  type ModelEvidence,
  matchFamily,
  recognizedFamily,
} from '../dist/registry/match-family.js';
import { printPlan } from '../dist/report/plan.js';
import { REPOSITORY, readRun, runProgram, temporaryFolder } from './support/cli.ts';
import { rememberingHost } from './support/events.ts';
import { expectMistake, toyFolder } from './support/toy-folder.ts';
import { toyModel } from './support/toy-model.ts';
import { YES } from './support/toys.ts';
import { SHIPPED } from './support/world.ts';

const FAMILIES = await loadFamilies(SHIPPED);
const surveyed = FAMILIES.rows.filter(({ isExtra }) => !isExtra);

function counts(values: readonly string[]): Record<string, number> {
  const sums: Record<string, number> = {};
  for (const value of values) sums[value] = (sums[value] ?? 0) + 1;
  return sums;
}

function patternsOf({ members }: Family): string[] {
  return members.flatMap(({ patterns }) => patterns.map(({ text }) => text));
}

function evidence(fileName: string | null, general: Record<string, unknown> = {}): ModelEvidence {
  return { fileName, metadata: { general } };
}

/** The format that a name alone decides; null: it does not. */
function formatOf(fileName: string | null, general: Record<string, unknown> = {}): string | null {
  return chosenFamily(matchFamily(evidence(fileName, general), FAMILIES))?.prompt ?? null;
}

describe('the table of families', () => {
  it('has the 178 families that were surveyed, as sure as they were found', () => {
    expect(surveyed.length).toBe(178);
    expect(counts(surveyed.map(({ sure }) => sure))).toEqual({
      verified: 64,
      disputed: 3,
      inherited: 61,
      unverified: 13,
      'not-covered': 7,
      base: 30,
    });
  });

  it('names only formats that are there', async () => {
    const known = await filesIn([path.join(REPOSITORY, 'prompts')], '.hbs');
    const named = new Set(FAMILIES.rows.flatMap(({ members }) => members.flatMap(({ prompt }) => prompt ?? [])));
    expect([...named].filter((prompt) => !known.has(prompt))).toEqual([]);
    // Every format is some family's.
    expect([...known.keys()].filter((prompt) => !named.has(prompt))).toEqual([]);
  });

  it('gives no pattern to two families', () => {
    const owners = FAMILIES.rows.flatMap((family) => [...new Set(patternsOf(family))]);
    expect(Object.entries(counts(owners)).filter(([, count]) => count > 1)).toEqual([]);
  });

  it('recognizes each family by every plain name that it goes by', () => {
    const lost = FAMILIES.rows.flatMap((family) =>
      patternsOf(family)
        .map((pattern) => pattern.replaceAll('*', 'x'))
        .filter((name) => matchFamily(evidence(`${name}-Q4_K_M.gguf`), FAMILIES)[0]?.family.id !== family.id),
    );
    expect(lost).toEqual([]);
    // It is a way of running a file, and has no file of its own.
    expect(FAMILIES.rows.filter((family) => patternsOf(family).length === 0).map(({ id }) => id)).toEqual([
      'elyza-7b-llamacpp-ui',
    ]);
  });

  it('has a reason where there is no format', () => {
    const silent = FAMILIES.rows.flatMap((family) =>
      family.members
        .filter(({ prompt, note }) => prompt === null && (note ?? family.note) === null)
        .map(() => family.id),
    );
    expect(silent).toEqual([]);
  });
});

const FILES: readonly (readonly [file: string, format: string | null])[] = [
  ['sarashina2-7b.Q4_K_M.gguf', 'plain-labels'],
  ['sarashina2-13b-q8_0.gguf', 'plain-labels'],
  ['sarashina2.1-1b-Q8_0.gguf', 'plain-labels'],
  ['sarashina2.2-3b-instruct-v0.1-Q4_K_M.gguf', 'sarashina2.2'],
  ['sarashina2.2-0.5b-instruct-v0.1-f16.gguf', 'sarashina2.2'],
  ['sarashina2.2-3b.Q4_K_M.gguf', 'plain-labels'],
  ['sarashina2-7b-instruct.Q4_K_M.gguf', null],
  ['llm-jp-3-13b-instruct-Q4_K_M.gguf', 'llm-jp-3'],
  ['llm-jp-3-1.8b-instruct3-Q8_0.gguf', 'llm-jp-3'],
  ['llm-jp-3-172b-instruct3-Q4_K_M-00001-of-00003.gguf', 'llm-jp-3'],
  ['llm-jp-3-172b-beta2-instruct2-IQ2_XXS.gguf', 'llm-jp-3'],
  ['llm-jp-3-8x1.8b-instruct3-Q5_K_M.gguf', 'llm-jp-3'],
  ['llm-jp-3.1-13b-instruct4-Q4_K_M.gguf', 'llm-jp-3'],
  ['llm-jp-3-3.7b-instruct-EZO-Humanities-Q4_K_M.gguf', 'llm-jp-3'],
  ['llm-jp-3-13b.Q4_K_M.gguf', 'plain-labels'],
  ['llm-jp-13b-instruct-full-jaster-v1.0-Q4_K_M.gguf', 'llm-jp-v1.0'],
  ['llm-jp-13b-instruct-full-jaster-dolly-oasst-v1.0-q4_0.gguf', 'llm-jp-v1.0'],
  ['llm-jp-13b-instruct-full-dolly_en-dolly_ja-ichikara_003_001-oasst_en-oasst_ja-v1.1-q4_0.gguf', 'alpaca-ja'],
  ['llm-jp-13b-dpo-lora-hh_rlhf_ja-v1.1-Q4_K_M.gguf', 'alpaca-ja'],
  ['llm-jp-13b-instruct-full-dolly-ichikara_004_001_single-oasst-oasst2-v2.0.Q4_K_M.gguf', 'llm-jp-3'],
  ['llm-jp-13b-v2.0-Q4_K_M.gguf', 'plain-labels'],
  ['Fugaku-LLM-13B-instruct-0325b.gguf', null],
  ['Fugaku-LLM-13B-instruct-Q5_K_M.gguf', 'alpaca-ja'],
  ['Tanuki-8B-dpo-v1.0-Q4_K_M.gguf', 'tanuki'],
  ['Tanuki-8x8B-dpo-v1.0-IQ4_XS.gguf', 'tanuki'],
  ['calm2-7b-chat.Q4_K_M.gguf', 'calm2'],
  ['cyberagentlm2-7b-chat-dpo-experimental-q4_K_M.gguf', 'calm2'],
  ['calm3-22b-chat-Q4_K_M.gguf', 'chatml'],
  ['calm2-7b.Q4_K_M.gguf', 'plain-labels'],
  ['plamo-13b-instruct-nc-q4_0.gguf', 'plamo-13b'],
  ['plamo-2-8b-Q4_K_M.gguf', 'plain-labels'],
  ['stockmark-13b-instruct-q4_0.gguf', 'stockmark-13b'],
  ['stockmark-100b-instruct-v0.1-Q3_K_M.gguf', 'stockmark-100b'],
  ['Stockmark-2-100B-Instruct-beta-Q4_K_M.gguf', null],
  ['matsuolab-weblab-10b-instruction-sft-q4_0.gguf', 'weblab'],
  ['weblab-10b-q4_0.gguf', 'plain-labels'],
  ['rinna-bilingual-gpt-neox-4b-instruction-ppo-q4_0.gguf', 'user-system-ja'],
  ['line-corp-japanese-large-lm-3.6b-instruction-sft-q4_0.gguf', 'user-system-ja'],
  ['japanese-large-lm-1.7b-Q4_0.gguf', 'plain-labels'],
  ['rinna-japanese-gpt-neox-3.6b-instruction-sft-v2-q4_0.gguf', 'rinna-nl'],
  ['rinna-youri-7b-chat-q6_K.gguf', 'youri-chat'],
  ['rinna-youri-7b-instruction-q6_K.gguf', 'nekomata-instruction'],
  ['rinna-youri-7b-q6_K.gguf', 'plain-labels'],
  ['rinna-nekomata-14b-instruction-q4_K_M.gguf', 'nekomata-instruction'],
  ['nekomata-14b.Q4_K_M.gguf', 'plain-labels'],
  ['pfnet-nekomata-14b-pfn-qfin-inst-merge-q4_K_M.gguf', 'nekomata-instruction'],
  ['pfnet-nekomata-14b-pfn-qfin-q4_K_M.gguf', 'plain-labels'],
  ['tokyotech-llm-Swallow-7b-instruct-v0.1-Q4_K_M.gguf', 'swallow-llama2-v0.1'],
  ['Swallow-7b-instruct-hf.Q4_K_M.gguf', 'swallow-alpaca-ja'],
  ['Swallow-7b-NVE-instruct-hf-q4_K_M.gguf', 'swallow-alpaca-ja'],
  ['Swallow-7b-hf-q4_K_M.gguf', 'plain-labels'],
  ['swallow-70b-instruct.Q4_K_M.gguf', null],
  ['Swallow-MS-7b-instruct-v0.1-Q8_0.gguf', 'swallow-llama2-v0.1'],
  ['Swallow-MX-8x7b-NVE-v0.1-q4_K_M.gguf', 'plain-labels'],
  ['leia-swallow-13b-q4_K_M.gguf', 'plain-labels'],
  ['Llama-3-Swallow-8B-Instruct-v0.1-Q4_K_M.gguf', 'llama3'],
  ['Llama-3.1-Swallow-8B-Instruct-v0.3-Q4_K_M.gguf', 'llama3'],
  ['tokyotech-llm-Llama-3.3-Swallow-70B-Instruct-v0.4-UD-Q4_K_XL.gguf', 'llama3'],
  ['Llama-3-Swallow-8B-v0.1-Q4_K_M.gguf', 'plain-labels'],
  ['Gemma-2-Llama-Swallow-9b-it-v0.1-Q4_K_M.gguf', 'gemma2'],
  ['Llama-3-ELYZA-JP-8B-q4_k_m.gguf', 'llama3'],
  ['Llama-3-ELYZA-JP-8B-abliterated-Q4_K_M.gguf', null],
  ['ELYZA-japanese-Llama-2-7b-instruct-q4_K_M.gguf', 'elyza-llama2'],
  ['ELYZA-japanese-Llama-2-7b-fast-instruct-q6_K.gguf', 'elyza-llama2'],
  ['hf_mmnga_ELYZA-japanese-Llama-2-13b-fast-instruct-q4_0.gguf', 'elyza-llama2'],
  ['ELYZA-japanese-Llama-2-7b-fast-q4_0.gguf', 'plain-labels'],
  ['ELYZA-japanese-CodeLlama-7b-instruct-q4_K_M.gguf', 'elyza-llama2'],
  ['ELYZA-Shortcut-1.0-Qwen-7B-Q8_0.gguf', 'chatml'],
  ['ELYZA-Thinking-1.0-Qwen-32B-Q4_K_M.gguf', 'chatml-think'],
  ['karakuri-lm-70b-chat-v0.1-q4_0.gguf', 'karakuri-70b'],
  ['karakuri-lm-8x7b-chat-v0.1-Q4_K_M.gguf', 'karakuri-8x7b-chat'],
  ['karakuri-lm-8x7b-instruct-v0.1-Q4_K_M.gguf', 'karakuri-8x7b-instruct'],
  ['karakuri-lm-32b-thinking-2501-exp-Q4_K_M.gguf', 'chatml-think'],
  ['japanese-stablelm-instruct-gamma-7b.Q4_K_M.gguf', 'jslm-alpaca'],
  ['japanese-stablelm-instruct-beta-7b-q4_K_M.gguf', 'jslm-beta'],
  ['japanese-stablelm-instruct-ja_vocab-beta-7b-q4_K_M.gguf', 'jslm-beta'],
  ['japanese-stablelm-base-gamma-7b.Q4_K_M.gguf', 'plain-labels'],
  ['japanese-stablelm-3b-4e1t-instruct-Q4_K_M.gguf', 'jslm-alpaca'],
  ['japanese-stablelm-2-instruct-1_6b-Q8_0.gguf', 'jslm2'],
  ['shisa-7b-v1.Q4_K_M.gguf', 'llama2'],
  ['shisa-gamma-7b-v1-q4_K_M.gguf', 'llama2'],
  ['shisa-v2-llama3.1-8b-Q4_K_M.gguf', 'llama3'],
  ['shisa-v2-unphi4-14b-i1-Q4_K_M.gguf', 'phi4'],
  ['shisa-v2-qwen2.5-7b.i1-IQ4_XS.gguf', 'chatml'],
  ['shisa-v2-mistral-nemo-12b-Q4_K_M.gguf', null],
  ['lightblue-karasu-7B-chat-plus-unleashed-q4_K_M.gguf', null],
  ['qarasu-14b-chat-plus-unleashed-q4_K_M.gguf', 'chatml'],
  ['Mistral-Nemo-Japanese-Instruct-2408-Q4_K_M.gguf', null],
  ['DeepSeek-R1-Distill-Qwen-14B-Japanese-Q4_K_M.gguf', 'deepseek-r1-distill'],
  ['cyberagent-DeepSeek-R1-Distill-Qwen-32B-Japanese-Q4_K_M.gguf', 'deepseek-r1-distill'],
  ['deepseek-r1-distill-qwen2.5-bakeneko-32b-Q4_K_M.gguf', 'deepseek-r1-distill'],
  ['qwen2.5-bakeneko-32b-instruct-v2-Q4_K_M.gguf', 'chatml'],
  ['qwq-bakeneko-32b-Q4_K_M.gguf', 'chatml-think'],
  ['TinySwallow-1.5B-Instruct-Q5_K_M.gguf', 'chatml'],
  ['google_gemma-2-2b-jpn-it-Q4_K_M.gguf', 'gemma2'],
  ['EZO-gemma-2-2b-jpn-it-Q4_K_M.gguf', 'gemma2'],
  ['gemma-2-baku-2b-it-Q8_0.gguf', 'gemma2'],
  ['gemma-2-baku-2b-Q8_0.gguf', 'plain-labels'],
  ['EZO-AutoCoTRAG-Qwen2.5-32B-Instruct-Q4_K_M.gguf', 'chatml'],
  ['Borea-Phi-3.5-mini-Instruct-Jp-Q4_K_M.gguf', 'phi3'],
  ['suzume-llama-3-8B-japanese-Q4_K_M.gguf', 'llama3'],
  ['Llama-3-EZO-8b-Common-it.Q4_K_M.iMatrix.gguf', 'llama3'],
  ['Meta-Llama-3.1-8B-Instruct-Q4_K_M.gguf', 'llama3.1'],
  ['Qwen2.5-7B-Instruct-Q4_K_M.gguf', 'chatml'],
  ['qwen1_5-7b-chat-q4_k_m.gguf', 'chatml'],
  ['mixtral-8x7b-instruct-v0.1.Q4_K_M.gguf', 'mistral-v1'],
  ['Mixtral-8x7B-Instruct-v0.1-japanese-Q4_K_M.gguf', 'abeja-mixtral'],
  ['ABEJA-Mixtral-8x7B-Instruct-v0.1-japanese-alpha-Q4_K_M.gguf', null],
  ['RakutenAI-7B-chat-q4_K_M.gguf', 'rakuten-7b'],
  ['RakutenAI-2.0-mini-instruct-Q4_K_M.gguf', null],
  ['EvoLLM-JP-v1-7B-q4_K_M.gguf', 'llama2'],
  ['stormy-7b-10ep-q4_0.gguf', 'jallm-izumi'],
  ['Watashiha-Llama-2-13B-Ogiri-sft-Q4_K_M.gguf', 'watashiha-ogiri'],
  ['aibuncho-japanese-novel-gpt-j-6b-q4_0.gguf', 'novel-quote'],
  ['houou-instruction-7b-v3-Q4_K_M.gguf', 'houou'],
  ['t5-base-japanese-web.gguf', null],
  ['japanese-reversed-gpt2-medium-unidic.gguf', null],
  ['gpt-4.gguf', null],
  ['hitogara-tiny-q2_K.gguf', 'hitogara-tiny'],
  ['ggml-model-q4_0.gguf', null],
  ['sha256-ab12cd34', null],
];

const NAMES: readonly (readonly [general: Record<string, unknown>, format: string | null])[] = [
  [{ name: 'Llama 3 ELYZA JP 8B' }, 'llama3'],
  [{ name: 'elyza_ELYZA-japanese-Llama-2-7b-fast-instruct' }, 'elyza-llama2'],
  [{ name: 'Japanese Stablelm 2 Instruct 1_6b' }, 'jslm2'],
  [{ name: 'Gemma 2 2b Jpn It' }, 'gemma2'],
  [{ name: 'Sarashina2.2 3b Instruct v0.1' }, 'sarashina2.2'],
  [{ name: 'Llm Jp 3 13b Instruct' }, 'llm-jp-3'],
  [{ name: 'LLaMA v2' }, null],
  [{ name: '.' }, null],
  [{ name: '' }, null],
  [{ name: 7, basename: ['calm2'] }, null],
  [{ basename: 'Llama-3.1-Swallow', size_label: '8B', finetune: 'Instruct', version: 'v0.3' }, 'llama3'],
  [{ name: 'Our tune', base_model: { count: 1, 0: { name: 'Sarashina2 7b' } } }, null],
  // The architecture rules out what the name says.
  [{ name: 'calm2-7b-chat', architecture: 'llama' }, 'calm2'],
  [{ name: 'calm2-7b-chat', architecture: 'qwen2' }, null],
];

describe('a file by its names', () => {
  it.each(FILES)('is recognized: %s → %s', (file, format) => {
    expect(formatOf(file)).toBe(format);
  });

  it.each(NAMES)('is recognized: %j → %s', (general, format) => {
    expect(formatOf(null, general)).toBe(format);
  });

  it('is not decided where its names speak of two formats', () => {
    expect(formatOf('calm2-7b-chat.gguf', { name: 'ELYZA japanese Llama 2 7b instruct' })).toBe(null);
    expect(formatOf('calm2-7b-chat.gguf', { name: 'calm2-7b-chat-dpo-experimental' })).toBe('calm2');
  });

  it('has three likeliest formats, the nearest names first', () => {
    const likeliest = (of: ModelEvidence) =>
      likeliestFormats(matchFamily(of, FAMILIES), of, FAMILIES).map(({ prompt }) => prompt);
    expect(likeliest(evidence('Swallow-13b-instruct-mine.gguf')).slice(0, 2).sort()).toEqual([
      'swallow-alpaca-ja',
      'swallow-llama2-v0.1',
    ]);
    expect(likeliest(evidence('Llama-3-ELYZA-JP-8B-roleplay.gguf'))[0]).toBe('llama3');
    expect(likeliest(evidence('our-tune.gguf', { base_model: { 0: { name: 'Calm2 7b Chat' } } }))[0]).toBe('calm2');
    expect(likeliest(evidence('a.gguf', { architecture: 'gemma2' }))[0]).toBe('gemma2');
    const vocabulary = {
      ...evidence('a.gguf', { architecture: 'llama' }),
      specialTokens: ['<|im_start|>', '<|im_end|>'],
    };
    expect(likeliest(vocabulary)[0]).toBe('chatml');
    expect(likeliest(evidence(null))).toHaveLength(3);
  });

  it('says that an encoder and decoder cannot chat', () => {
    const recognized = recognizedFamily(matchFamily(evidence('t5-base-japanese-web.gguf'), FAMILIES));
    expect(recognized).toMatchObject({ kind: 'not-generative', prompt: null, family: { id: 'megagon-t5' } });
  });

  it('is cited in one line that a terminal would not obey', () => {
    const [best] = matchFamily(evidence(null, { name: 'calm2\n7b \u001b[31mchat' }), FAMILIES);
    expect(best?.why).toMatch(/^general\.name "calm2 7b chat" /);
  });

  it('is looked at no longer than a name may be', () => {
    const started = performance.now();
    expect(formatOf('-_.'.repeat(100_000), { name: 'q4_'.repeat(100_000) })).toBe(null);
    expect(performance.now() - started).toBeLessThan(2_000);
  });
});

describe('families of one’s own', () => {
  const own = (text: string) =>
    `families:\n  - { id: mine, name: Mine, kind: chat, sure: verified, runsInLlamaCpp: yes, ${text} }\n`;

  it('add to those that come with the program, and win over them', async () => {
    await using folder = temporaryFolder();
    mkdirSync(path.join(folder.path, 'models'));
    await folder.write('models/families.yaml', own('prompt: my-format, match: [calm2-7b-chat, "my-tune-{a,b}"]'));
    const families = await loadFamilies({ ...SHIPPED, workingDirectory: folder.path });
    const format = (name: string) => chosenFamily(matchFamily(evidence(name), families))?.prompt;
    expect(['calm2-7b-chat.gguf', 'my-tune-b.Q4_0.gguf', 'shisa-7b-v1.gguf'].map(format)).toEqual([
      'my-format',
      'my-format',
      'llama2',
    ]);
  });

  it.each([
    ['prompt: x, match: [a], colour: red', 'families.yaml:2:', 'unknown key "colour"'],
    ['prompt: x', 'families.yaml:2:', 'needs either prompt and match, or members'],
    ['match: [a]', 'families.yaml:2:', "a prompt template's id, or null where none is known"],
    ['prompt: x, match: [Big]', 'families.yaml:2:', 'expected a lower-case name'],
    [
      'prompt: x, match: [a] }\n  - { id: mine, name: Mine, kind: chat, prompt: x, sure: base, runsInLlamaCpp: yes, match: [b]',
      'families.yaml:3:',
      'there is already a family "mine" above',
    ],
  ])('are refused with their place: %s', async (text, place, says) => {
    await using folder = temporaryFolder();
    mkdirSync(path.join(folder.path, 'models'));
    await folder.write('models/families.yaml', own(text));
    const error = await loadFamilies({ workingDirectory: folder.path, packageDirectory: folder.path }).catch(
      (reason: unknown) => reason,
    );
    expect(String(error)).toContain(place);
    expect(String(error)).toContain(says);
  });
});

const NO_TEMPLATE = (({ chatTemplate: _, ...rest }) => rest)(YES);

/** A folder with one scenario and files of the given names, each a model without a template. */
async function nameless(...files: readonly string[]) {
  const folder = await toyFolder();
  for (const file of files) await folder.write(file, toyModel(NO_TEMPLATE));
  return folder;
}

/** What decides for a file of that name, without opening it. */
function decisionFor(id: string, prompt: string | null, specialTokens: string[] = []) {
  const file = `${id}.gguf`;
  return decideTemplate({
    entry: { spec: { id, backend: 'llama', file, sampling: {} }, file, text: '' },
    prompt,
    world: SHIPPED,
    file,
    hasOwn: false,
    evidence: { fileName: file, metadata: null, specialTokens },
  });
}

describe('a GGUF without a chat template', () => {
  const play = (...models: string[]) => [
    ...['eval', '--scenario', 'short', '--threads', '1', '--gpu', 'off'],
    ...models.flatMap((model) => ['--model', model]),
  ];
  const CALM = 'calm3-22b-chat-Q4_K_M.gguf';
  const WHY = `its file name "${CALM}" is a name of CALM3 22B chat`;

  it("is played with its family's format, which is printed and recorded with its reason", async () => {
    await using folder = await nameless(CALM);
    const { code, stdout } = await runProgram(play(CALM), { directory: folder.path });
    expect(code).toBe(0);
    expect(stdout).toContain(`template chatml (${WHY})`);
    const { manifest, turns } = readRun(path.join(folder.path, 'results'));
    expect(manifest.models[0]?.template).toMatchObject({ id: 'chatml', from: 'family', why: WHY });
    expect(turns[0]?.reply).toBe('うん！');
  });

  it('is told of in a plan', async () => {
    const of = { conversations: 1, turns: 3, memoryBytes: null, estimateMs: null };
    const decided = { id: 'chatml', from: 'family', why: WHY } as const;
    const models = [
      { ...of, model: 'calm', template: decided },
      { ...of, model: 'own', template: { id: 'gguf', from: 'file', why: "the file's own" } as const },
      { ...of, model: 'mine', template: { problem: 'mine.gguf has no chat template inside' } },
    ];
    const host = rememberingHost();
    const sizes = { scenarios: 1, settings: 1, samples: 1, conversations: 3, turns: 9, estimateMs: null };
    await printPlan({ mode: 'strict', ...sizes, models }, false, host);
    expect(host.output().split('\n').slice(5, -3)).toEqual([
      `calm: template chatml (${WHY})`,
      'mine: mine.gguf has no chat template inside',
    ]);
  });

  it('is refused with the three likeliest formats where nothing says which family it is of', async () => {
    await using folder = await nameless('swallow-13b-mine.gguf');
    const outcome = await runProgram(play('swallow-13b-mine.gguf'), { directory: folder.path });
    expectMistake(outcome);
    expect(
      outcome.stderr,
    ).toBe(`failed swallow-13b-mine: swallow-13b-mine.gguf has no chat template inside; none was named, and its names do not clearly belong to one family
  Most likely:
  swallow-llama2-v0.1: its file name "swallow-13b-mine.gguf" has swallow, 13b in common with Swallow 13B instruct
  plain-labels: its file name "swallow-13b-mine.gguf" has swallow, 13b in common with Swallow
  swallow-alpaca-ja: its file name "swallow-13b-mine.gguf" has swallow, 13b in common with Swallow 13B instruct
  Name one with --prompt, such as --prompt swallow-llama2-v0.1.
  To measure which fits best: hitogara doctor --model swallow-13b-mine.gguf --rank
  To see them all: hitogara prompts list
`);
  });

  it('is refused with the format that its vocabulary was made for, where nothing else is known', async () => {
    const decision = await decisionFor('toy', null, ['<|im_start|>', '<|im_end|>']);
    if (decision.type !== 'none') throw new Error(`chose ${decision.id}`);
    expect(String(decision.error.remedy)).toBe(`Most likely:
chatml: its vocabulary has <|im_start|> <|im_end|>
llama3: common
llama2: common
Name one with --prompt, such as --prompt chatml.
To measure which fits best: hitogara doctor --model toy.gguf --rank
To see them all: hitogara prompts list`);
  });

  it.each([
    ['Mistral-Nemo-Japanese-Instruct-2408', null, 'whose format is a guess (ChatML by one merge of it'],
    ['shisa-v2-mistral-nemo-12b', null, 'whose format is a guess (by its base model alone)'],
    ['RakutenAI-2.0-mini-instruct', null, 'whose format is not known'],
    ['t5-base-japanese-web', null, 'which cannot chat (an encoder and decoder'],
    ['calm2-7b-chat', 'gguf', '"gguf" needs one'],
    ['calm2-7b-chat', 'gguf:first-user', '"gguf:first-user" needs one'],
  ])('is refused with the reason: %s %s', async (id, prompt, says) => {
    const decision = await decisionFor(id, prompt);
    if (decision.type !== 'none') throw new Error(`chose ${decision.id}`);
    expect(decision.error.message).toContain(`${id}.gguf has no chat template inside; `);
    expect(decision.error.message).toContain(says);
  });

  it('is played with what is named, whatever its family', async () => {
    expect(await decisionFor('calm3-22b-chat', 'gemma2')).toEqual({
      type: 'template',
      id: 'gemma2',
      choice: { from: 'option', why: 'named with --prompt' },
    });
  });
});

it("tells an entry's family in models list", async () => {
  await using folder = temporaryFolder();
  mkdirSync(path.join(folder.path, 'models'));
  await folder.write('models/families.yaml', 'families: []\n');
  await folder.write(
    'models/elyza.yaml',
    'id: elyza\nbackend: llama\nfile: hf:mmnga/ELYZA-japanese-Llama-2-7b-instruct-gguf:q4_0\n',
  );
  const { stdout } = await runProgram(['models', 'list'], { directory: folder.path });
  expect(stdout).toMatch(/^elyza +gguf, else elyza-llama2 \(family\) /m);
  expect(stdout).not.toMatch(/^families /m);
});
