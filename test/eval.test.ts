import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { lacks } from './support/capabilities.ts';
import { type Outcome, readRun, runProgram, type StoredRun, spawnProgram } from './support/cli.ts';
import { SPAWNS_NO_MODEL_PROCESS } from './support/no-model-process.ts';
import { scriptedFolder } from './support/scripted-folder.ts';
import { toyFolder } from './support/toy-folder.ts';
import { type ToyOptions, toyProbability } from './support/toy-model.ts';
import { type ScenarioOptions, scenarioYaml, YES } from './support/toys.ts';

/** ChatML, but for the persona's text in front of what the assistant says, which decides what that is. */
const PERSONA_FIRST = `{%- for message in messages -%}
<|im_start|>{{ message.role }}
{% if message.role == 'assistant' %}{{ messages[0].content }}{% endif %}{{ message.content }}<|im_end|>
{% endfor -%}
{%- if add_generation_prompt -%}<|im_start|>assistant
{{ messages[0].content }}{% endif -%}`;

/** Speaks as the persona's one letter says. */
const TALKER: ToyOptions = {
  ...YES,
  pieces: ['う', 'ん', '！', 'ら', 'り', 'え', '？', 'た', 'ち'],
  chatTemplate: PERSONA_FIRST,
  bigrams: {
    // Yes.
    '<0x79>': { う: 10 },
    う: { ん: 10 },
    ん: { '！': 10 },
    '！': { '<|im_end|>': 10 },
    // Endless.
    '<0x65>': { ら: 10 },
    ら: { り: 10 },
    り: { ら: 10 },
    // Silent.
    '<0x73>': { '<|im_end|>': 10 },
    // Unknown. After the first <unk>, which has id 0, its logit of 10 is 10 / 1.5 = 6.7, below the 9 of え; unpunished it would win for ever.
    '<0x75>': { '<unk>': 10 },
    '<unk>': { '<unk>': 10, え: 9 },
    え: { '？': 10 },
    '？': { '<|im_end|>': 10 },
    // Drawn.
    '<0x64>': { た: 10, ち: 8.5 },
    た: { た: 10, ち: 8.5 },
    ち: { た: 10, ち: 8.5 },
  },
};

const MOST_RANDOM = { temperature: 1, topK: 0, topP: 1, minP: 0 };
const DRAWS = 200;

const SCENARIOS: readonly ScenarioOptions[] = [
  { id: 'short', instruction: 'y', sampling: { temperature: 0, maxTokens: 20 } },
  { id: 'limited', instruction: 'e', turns: ['a'], sampling: { temperature: 0, topK: 3, maxTokens: 5 } },
  { id: 'stopped', instruction: 'e', turns: ['a'], sampling: { temperature: 0, stop: ['りらり'], maxTokens: 50 } },
  { id: 'silent', instruction: 's' },
  { id: 'unknown', instruction: 'u', turns: ['a'], sampling: { temperature: 0, maxTokens: 4 } },
  {
    id: 'penalized',
    instruction: 'u',
    turns: ['a'],
    sampling: { temperature: 0, maxTokens: 4, repeatPenalty: 1.5, repeatLastN: 64 },
  },
  { id: 'drawn', instruction: 'd', turns: ['a'], sampling: { ...MOST_RANDOM, maxTokens: DRAWS } },
  {
    id: 'crowded',
    instruction: 'y',
    turns: Array.from({ length: 7 }, (_, index) => `${index}${'x'.repeat(30)}`),
    sampling: { temperature: 0, maxTokens: 20 },
  },
];

describe('a run', () => {
  let first: Outcome & { run: StoredRun; modelDigest: string; rendered: string };
  let second: Outcome & { run: StoredRun };

  beforeAll(async () => {
    await using folder = await toyFolder(scenarioYaml(), TALKER);
    for (const scenario of SCENARIOS) await folder.write(`scenarios/${scenario.id}.yaml`, scenarioYaml(scenario));
    const run = async (out: string, scenarios: readonly (string | undefined)[], ...options: string[]) => {
      const named = scenarios.flatMap((id) => (id === undefined ? [] : ['--scenario', id]));
      const common = ['--model', 'toy.gguf', '--threads', '1', '--gpu', 'off', '--context', '320', '--samples', '2'];
      const args = ['eval', '--no-score', ...common, ...named, '--seed', '7', '--out', out, ...options];
      const outcome = await runProgram(args, { directory: folder.path });
      return { ...outcome, run: readRun(path.join(folder.path, out)) };
    };
    const dropping = ['--on-overflow', 'drop-oldest', '--reporter', 'transcript'];
    const whole = await run(
      'first',
      SCENARIOS.map(({ id }) => id),
      ...dropping,
    );
    const render = ['prompts', 'render', '--model', 'toy.gguf', '--scenario', 'short', '--raw'];
    const { stdout } = await runProgram([...render, '--reply', 'うん！', '--reply', 'うん！'], {
      directory: folder.path,
    });
    const modelDigest = sha256(readFileSync(path.join(folder.path, 'toy.gguf')));
    first = { ...whole, modelDigest, rendered: stdout };
    second = await run('second', ['drawn', 'crowded'], '--json');
  });

  /** Of the first sample. */
  const turnsOf = (scenario: string, { run }: { run: StoredRun } = first) =>
    run.turns.filter((turn) => turn.scenario === scenario && turn.sample === 1);

  it('plays every turn through the template inside the file and records what happened', () => {
    const { code, stdout, stderr, run } = first;
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toContain('A: a\nB: うん！\n');
    expect(stdout).not.toMatch(/[\u001b\u009b]/);
    expect(
      turnsOf('short').map(
        ({ turn, user, reply, outcome, finishReason, replyTokens, droppedTurns, warnings, sampling }) => ({
          ...{ turn, user, reply, outcome, finishReason, replyTokens, droppedTurns, warnings },
          requested: sampling.requested,
        }),
      ),
    ).toEqual(
      ['a', 'b', 'c'].map((user, index) => ({
        turn: index + 1,
        user,
        reply: 'うん！',
        outcome: 'ok',
        finishReason: { unified: 'stop', raw: 'token <|im_end|>' },
        replyTokens: 4,
        droppedTurns: 0,
        warnings: [],
        requested: { temperature: 0, maxTokens: 20 },
      })),
    );
    const ends = run.journal.filter((line) => line.type === 'conversation');
    expect(ends.map(({ scenario, sample, status, turns }) => ({ scenario, sample, status, turns }))).toEqual(
      SCENARIOS.flatMap(({ id, turns }) =>
        [1, 2].map((sample) => ({ scenario: id, sample, status: 'done', turns: turns?.length ?? 3 })),
      ),
    );
    expect(ends[0]?.key).toBe(turnsOf('short')[0]?.key);
    const counts = { conversations: 16, done: 16, failed: 0, turns: 36 };
    const outcomes = { ok: 24, empty: 6, truncated: 6, failed: 0, refused: 0 };
    const replyTokens = run.turns.reduce((sum, turn) => sum + (turn.replyTokens ?? 0), 0);
    expect(run.summary).toMatchObject({ status: 'done', totals: { ...counts, outcomes, replyTokens } });
    expect(run.manifest.models[0]).toMatchObject({
      id: 'toy',
      status: 'ready',
      template: { id: 'gguf', from: 'file', text: PERSONA_FIRST },
      description: {
        weightsDigest: first.modelDigest,
        fileType: 'F32',
        contextSize: 320,
        threads: 1,
        threadsFrom: 'option',
        device: { gpu: false },
      },
    });
  });

  it('records the hash of the text that prompts render prints, and how much of a prompt was in the cache', () => {
    const turns = turnsOf('short');
    const [opening, ...later] = turns;
    expect(opening?.reusedTokens).toBe(0);
    for (const [index, turn] of later.entries()) {
      // All of the earlier prompt and of its reply but the end-of-turn token, which was sampled and never evaluated.
      expect(turn.reusedTokens).toBe((turns[index]?.promptTokens ?? 0) + 3);
      expect(turn.evaluatedTokens).toBe((turn.promptTokens ?? 0) - (turn.reusedTokens ?? 0));
    }
    expect(sha256(first.rendered)).toBe(turns[2]?.promptHash);
  });

  it('ends a reply at the token limit and says so', () => {
    expect(turnsOf('limited')).toMatchObject([
      {
        reply: 'らりらりら',
        replyTokens: 5,
        outcome: 'truncated',
        finishReason: { unified: 'length', raw: 'max-tokens' },
      },
    ]);
  });

  it('ends a reply at a stop string that spans tokens, and leaves it out', () => {
    expect(turnsOf('stopped')).toMatchObject([
      { reply: 'ら', replyTokens: 4, outcome: 'ok', finishReason: { unified: 'stop', raw: 'string "りらり"' } },
    ]);
  });

  it('records an empty reply as empty', () => {
    expect(
      turnsOf('silent').map(({ reply, outcome, tokensPerSecond }) => ({ reply, outcome, tokensPerSecond })),
    ).toEqual(Array.from({ length: 3 }, () => ({ reply: '', outcome: 'empty', tokensPerSecond: null })));
  });

  it('records what was requested apart from what was used', () => {
    expect(turnsOf('limited')[0]?.sampling).toEqual({
      requested: { temperature: 0, topK: 3, maxTokens: 5 },
      effective: {
        temperature: 0,
        topK: 3,
        topP: 0.95,
        minP: 0.05,
        typicalP: 1,
        topNSigma: -1,
        repeatPenalty: 1,
        repeatLastN: 64,
        frequencyPenalty: 0,
        presencePenalty: 0,
        dryMultiplier: 0,
        dryBase: 1.75,
        dryAllowedLength: 2,
        dryLastN: -1,
        drySequenceBreakers: ['\n', ':', '"', '*'],
        xtcProbability: 0,
        xtcThreshold: 0.1,
        mirostat: 0,
        mirostatTau: 5,
        mirostatEta: 0.1,
        dynatempRange: 0,
        dynatempExponent: 1,
        samplers: ['penalties', 'dry', 'top_n_sigma', 'top_k', 'typ_p', 'top_p', 'min_p', 'xtc', 'temperature'],
        maxTokens: 5,
        stop: [],
      },
    });
  });

  it('penalizes token 0 for its repetition like any other', () => {
    const replies = ['unknown', 'penalized'].map((scenario) => turnsOf(scenario)[0]?.reply);
    expect(replies).toEqual(['<unk><unk><unk><unk>', '<unk>え？']);
  });

  it('draws tokens as often as the model holds them likely', () => {
    const drawn = first.run.turns.filter(({ scenario }) => scenario === 'drawn').flatMap(({ reply }) => [...reply]);
    expect(drawn).toHaveLength(2 * DRAWS);
    const expected = toyProbability(TALKER, 'た', 'た');
    const share = drawn.filter((token) => token === 'た').length / drawn.length;
    // Four standard errors.
    expect(Math.abs(share - expected)).toBeLessThan(4 * Math.sqrt((expected * (1 - expected)) / drawn.length));
  });

  it('gives the same replies for the same seed and others for another', () => {
    const drawnIn = ({ turns }: StoredRun) =>
      turns.flatMap(({ scenario, reply }) => (scenario === 'drawn' ? reply : []));
    const replies = drawnIn(first.run);
    expect(drawnIn(second.run)).toEqual(replies);
    expect(new Set(replies).size).toBe(2);
    expect(new Set(first.run.turns.map(({ seed }) => seed)).size).toBe(first.run.turns.length);
  });

  it('fails on a context that fills up, unless oldest turns may be left out', () => {
    expect(second.code).toBe(3);
    const strict = turnsOf('crowded', second);
    expect(strict.map(({ reply, droppedTurns }) => [reply, droppedTurns])).toEqual(Array(5).fill(['うん！', 0]));
    expect(second.run.journal.at(-1)).toMatchObject({
      ...{ type: 'conversation', status: 'failed', turns: 5 },
      reason: 'context-overflow: prompt (343 tokens) and reply (up to 20) need 363 tokens; the context has 320',
    });

    const dropping = turnsOf('crowded');
    expect(dropping.map(({ reply }) => reply)).toEqual(Array(7).fill('うん！'));
    const last = dropping.at(-1);
    expect(last).toMatchObject({ droppedTurns: 2, warnings: ['oldest turns left out of the prompt: 2'] });
    expect(last?.promptTokens).toBeLessThanOrEqual(300);
  });

  it('prints exactly one JSON object on stdout with --json', () => {
    const result = JSON.parse(second.stdout);
    expect(Object.keys(result)).toEqual([
      'runId',
      'directory',
      'status',
      'conversations',
      'models',
      'failedModels',
      'totals',
      'scores',
      'speeds',
    ]);
    expect(
      result.conversations.map(({ model, scenario, sample, status, turns }: Record<string, unknown>) => ({
        ...{ model, scenario, sample, status },
        turns: Array.isArray(turns) && turns.length,
      })),
    ).toEqual([
      { model: 'toy', scenario: 'drawn', sample: 1, status: 'done', turns: 1 },
      { model: 'toy', scenario: 'drawn', sample: 2, status: 'done', turns: 1 },
      { model: 'toy', scenario: 'crowded', sample: 1, status: 'failed', turns: 5 },
      { model: 'toy', scenario: 'crowded', sample: 2, status: 'failed', turns: 5 },
    ]);
    expect(new Set(result.conversations.map(({ key }: { key: string }) => key)).size).toBe(4);
    const progress = second.stderr.split('\n').filter((line) => line.startsWith('['));
    expect(progress.map((line) => line.replace(/ · [\d.]+ tokens\/s/, ''))).toEqual([
      '[1/4] toy · drawn · 1 turn · 1 truncated',
      '[2/4] toy · drawn #2 · 1 turn · 1 truncated',
      expect.stringMatching(/^\[3\/4\] toy · crowded · 5 turns · 5 ok · failed: context-overflow: /),
      expect.stringMatching(/^\[4\/4\] toy · crowded #2 · 5 turns · 5 ok · failed: context-overflow: /),
    ]);
  });
});

it.skipIf(lacks('bash'))('is not done when nobody reads its output to the end', async () => {
  await using folder = await scriptedFolder({ slow: { replies: ['うん！'], delayMs: 100 } });
  const head = ['bash', '-c', 'set -o pipefail; "$@" | head -1', '--'];
  const { code, stdout } = await spawnProgram(['eval', '--model', 'slow', '--scenario', 'short'], {
    directory: folder.path,
    environment: SPAWNS_NO_MODEL_PROCESS,
    prefix: head,
  });
  expect({ code, lines: stdout.trim().split('\n').length }).toEqual({ code: 130, lines: 1 });
});

function sha256(data: string | Uint8Array): string {
  return createHash('sha256').update(data).digest('hex');
}
