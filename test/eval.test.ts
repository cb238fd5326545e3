import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { readRun, runProgram, spawnProgram } from './support/cli.ts';
import { toyFolder } from './support/toy-folder.ts';
import { toyProbability } from './support/toy-model.ts';
import { ENDLESS, SILENT, scenarioYaml, YES } from './support/toys.ts';

const EVAL = ['eval', '--model', 'toy.gguf', '--scenario', 'short', '--threads', '1'];

it('plays every turn through the template inside the file and records what happened', async () => {
  await using folder = await toyFolder();
  const { code, stdout, stderr } = await runProgram(EVAL, { directory: folder.path });
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  expect(stdout).toContain('A: a\nB: うん！\n');
  expect(stdout).not.toMatch(/[\u001b\u009b]/);
  const run = readRun(path.join(folder.path, 'results'));
  expect(
    run.turns.map(({ turn, user, reply, outcome, finishReason, replyTokens, droppedTurns, warnings }) => ({
      turn,
      user,
      reply,
      outcome,
      finishReason,
      replyTokens,
      droppedTurns,
      warnings,
    })),
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
    })),
  );
  expect(run.journal.at(-1)).toMatchObject({ type: 'conversation', status: 'done', turns: 3, key: run.turns[0]?.key });
  expect(run.summary).toMatchObject({
    status: 'done',
    totals: { conversations: 1, done: 1, failed: 0, turns: 3, replyTokens: 12 },
  });
  const bytes = readFileSync(path.join(folder.path, 'toy.gguf'));
  expect(run.manifest.models[0]).toMatchObject({
    id: 'toy',
    status: 'ready',
    template: { id: 'gguf', text: YES.chatTemplate },
    description: {
      weightsDigest: createHash('sha256').update(bytes).digest('hex'),
      fileType: 'F32',
      contextSize: 1024,
      device: { gpu: false },
    },
  });
});

it('records the hash of the text that prompts render prints, and how much of a prompt was in the cache', async () => {
  await using folder = await toyFolder();
  await runProgram(EVAL, { directory: folder.path });
  const { turns } = readRun(path.join(folder.path, 'results'));
  const [first, ...later] = turns;
  expect(first?.reusedTokens).toBe(0);
  for (const [index, turn] of later.entries()) {
    // All of the earlier prompt and of its reply but the end-of-turn token, which was sampled and never evaluated.
    expect(turn.reusedTokens).toBe((turns[index]?.promptTokens ?? 0) + 3);
    expect(turn.evaluatedTokens).toBe((turn.promptTokens ?? 0) - (turn.reusedTokens ?? 0));
  }
  const args = ['prompts', 'render', '--model', 'toy.gguf', '--scenario', 'short', '--raw'];
  const render = await runProgram([...args, '--reply', 'うん！', '--reply', 'うん！'], { directory: folder.path });
  expect(createHash('sha256').update(render.stdout).digest('hex')).toBe(turns[2]?.promptHash);
});

it('gives the same replies for the same seed and others for another', async () => {
  await using folder = await toyFolder(
    scenarioYaml({
      turns: Array.from({ length: 12 }, (_, index) => `t${index}`),
      sampling: { temperature: 1, topK: 0, topP: 1, minP: 0 },
    }),
  );
  const replies = async (out: string): Promise<string[][]> => {
    const args = [...EVAL, '--seed', '7', '--samples', '2', '--json', '--out', out];
    const { stdout } = await runProgram(args, { directory: folder.path });
    const { conversations } = JSON.parse(stdout);
    return conversations.map(({ turns }: { turns: { reply: string }[] }) => turns.map(({ reply }) => reply));
  };
  const [[once, other], [again]] = [await replies('first'), await replies('second')];
  expect(once).toEqual(again);
  expect(once).not.toEqual(other);
  expect(new Set(once).size).toBeGreaterThan(1);
});

it('prints exactly one JSON object on stdout with --json', async () => {
  await using folder = await toyFolder();
  const { stdout, stderr } = await runProgram([...EVAL, '--json', '--samples', '2'], { directory: folder.path });
  const result = JSON.parse(stdout);
  expect(Object.keys(result)).toEqual([
    'runId',
    'directory',
    'status',
    'conversations',
    'models',
    'failedModels',
    'totals',
  ]);
  expect(
    result.conversations.map(({ model, scenario, sample, status, turns }: Record<string, unknown>) => ({
      model,
      scenario,
      sample,
      status,
      turns: Array.isArray(turns) && turns.length,
    })),
  ).toEqual([
    { model: 'toy', scenario: 'short', sample: 1, status: 'done', turns: 3 },
    { model: 'toy', scenario: 'short', sample: 2, status: 'done', turns: 3 },
  ]);
  expect(result.conversations[0].key).not.toBe(result.conversations[1].key);
  expect(stderr).toContain('[2/2] toy · short #2 · 3 turns · ');
});

it('writes no escape codes into a pipe, whatever the environment asks for', async () => {
  await using folder = await toyFolder();
  await folder.write('empty.gguf', '');
  const { stdout, stderr } = await runProgram([...EVAL, '--model', 'empty.gguf', '--reporter', 'transcript'], {
    directory: folder.path,
    environment: { FORCE_COLOR: '1' },
  });
  expect(stdout).toContain('うん！');
  expect(stderr).toMatch(/^failed empty: /m);
  expect(stdout + stderr).not.toMatch(/[\u001b\u009b]/);
});

it('is not done when nobody reads its output to the end', async () => {
  await using folder = await toyFolder();
  const head = ['bash', '-c', 'set -o pipefail; "$@" | head -1', '--'];
  const { code, stdout } = await spawnProgram(EVAL, { directory: folder.path, prefix: head });
  expect({ code, lines: stdout.trim().split('\n').length }).toEqual({ code: 130, lines: 1 });
});

it('ends a reply at the token limit and says so', async () => {
  await using folder = await toyFolder(scenarioYaml(), ENDLESS);
  const { code } = await runProgram([...EVAL, '--max-tokens', '5'], { directory: folder.path });
  expect(code).toBe(0);
  const { turns } = readRun(path.join(folder.path, 'results'));
  expect(turns[0]).toMatchObject({
    reply: 'うんうんう',
    replyTokens: 5,
    outcome: 'truncated',
    finishReason: { unified: 'length', raw: 'max-tokens' },
  });
});

it('ends a reply at a stop string that spans tokens, and leaves it out', async () => {
  await using folder = await toyFolder(scenarioYaml(), ENDLESS);
  await runProgram([...EVAL, '--set', 'stop=んうん', '--max-tokens', '50'], { directory: folder.path });
  const { turns } = readRun(path.join(folder.path, 'results'));
  expect(turns[0]).toMatchObject({
    reply: 'う',
    replyTokens: 4,
    outcome: 'ok',
    finishReason: { unified: 'stop', raw: 'string "んうん"' },
  });
});

it('records an empty reply as empty', async () => {
  await using folder = await toyFolder(scenarioYaml(), SILENT);
  const { code } = await runProgram(EVAL, { directory: folder.path });
  expect(code).toBe(0);
  const { turns } = readRun(path.join(folder.path, 'results'));
  expect(turns.map(({ reply, outcome, tokensPerSecond }) => ({ reply, outcome, tokensPerSecond }))).toEqual(
    Array.from({ length: 3 }, () => ({ reply: '', outcome: 'empty', tokensPerSecond: null })),
  );
});

it('records what was requested apart from what was used', async () => {
  await using folder = await toyFolder();
  await runProgram([...EVAL, '--set', 'top_k=3', '--max-tokens', '9'], { directory: folder.path });
  const { turns } = readRun(path.join(folder.path, 'results'));
  expect(turns[0]?.sampling.requested).toEqual({ temperature: 0, topK: 3, maxTokens: 9 });
  expect(turns[0]?.sampling.effective).toMatchObject({
    temperature: 0,
    topK: 3,
    topP: 0.95,
    minP: 0.05,
    repeatPenalty: 1,
    maxTokens: 9,
  });
});

it('records the stop strings of the template with those that were asked for', async () => {
  await using folder = await toyFolder();
  const template = '---\ntitle: mine\nkind: text\npersona: system\nstop: ["<|im_end|>", "！"]\n---\n{{system}}\n\n';
  await folder.write('mine.hbs', template);
  await runProgram([...EVAL, '--prompt', 'mine.hbs', '--set', 'stop=ん', '--set', 'stop=！'], {
    directory: folder.path,
  });
  const { turns } = readRun(path.join(folder.path, 'results'));
  expect(turns[0]).toMatchObject({ reply: 'う', finishReason: { unified: 'stop', raw: 'string "ん"' } });
  expect(turns[0]?.sampling.requested).toEqual({ temperature: 0, stop: ['ん', '！'] });
  expect(turns[0]?.sampling.effective.stop).toEqual(['<|im_end|>', '！', 'ん']);
});

it('penalizes token 0 for its repetition like any other', async () => {
  // After the first <unk>, which has id 0, its logit of 10 is 10 / 1.5 = 6.7, below the 9 of う; unpunished it would win for ever.
  const bigrams = {
    ...YES.bigrams,
    '<0x0A>': { '<unk>': 10 },
    '<unk>': { '<unk>': 10, う: 9 },
    う: { '<|im_end|>': 10 },
  };
  await using folder = await toyFolder(scenarioYaml({ turns: ['a'] }), { ...YES, bigrams });
  const replyWith = async (...settings: string[]): Promise<string | undefined> => {
    const out = `results-${settings.length}`;
    const set = settings.flatMap((setting) => ['--set', setting]);
    await runProgram([...EVAL, '--max-tokens', '4', '--out', out, ...set], { directory: folder.path });
    return readRun(path.join(folder.path, out)).turns[0]?.reply;
  };
  expect(await replyWith()).toBe('<unk><unk><unk><unk>');
  expect(await replyWith('repeatPenalty=1.5', 'repeatLastN=64')).toBe('<unk>う');
});

it('fails on a context that fills up, unless oldest turns may be left out', async () => {
  const turns = Array.from({ length: 6 }, (_, index) => `${index}${'x'.repeat(30)}`);
  await using folder = await toyFolder(scenarioYaml({ instruction: 'PERSONA', turns }));
  const small = ['--context', '300', '--max-tokens', '20'];
  const failed = await runProgram([...EVAL, ...small, '--out', 'strict'], { directory: folder.path });
  expect(failed.code).toBe(3);
  const strict = readRun(path.join(folder.path, 'strict'));
  expect(strict.journal.at(-1)).toMatchObject({ type: 'conversation', status: 'failed', turns: strict.turns.length });
  expect(JSON.stringify(strict.journal.at(-1))).toContain('context-overflow');

  const dropped = await runProgram([...EVAL, ...small, '--on-overflow', 'drop-oldest', '--out', 'dropping'], {
    directory: folder.path,
  });
  expect(dropped.code).toBe(0);
  const dropping = readRun(path.join(folder.path, 'dropping'));
  expect(dropping.turns.map((turn) => turn.reply)).toEqual(Array(6).fill('うん！'));
  const last = dropping.turns.at(-1);
  expect(last?.droppedTurns).toBeGreaterThan(0);
  expect(last?.promptTokens).toBeLessThanOrEqual(280);
  expect(last?.warnings).toEqual([`oldest turns left out of the prompt: ${last?.droppedTurns}`]);
});

it('draws replies as often as the model holds them likely', async () => {
  const sampling = { temperature: 1, topK: 0, topP: 1, minP: 0 };
  await using folder = await toyFolder(
    scenarioYaml({ turns: Array.from({ length: 10 }, (_, index) => `t${index}`), sampling }),
  );
  const { stdout } = await runProgram([...EVAL, '--samples', '20', '--json'], { directory: folder.path });
  const replies: string[] = JSON.parse(stdout).conversations.flatMap((conversation: { turns: { reply: string }[] }) =>
    conversation.turns.map((turn) => turn.reply),
  );
  const expected = toyProbability(YES, '<0x0A>', 'う');
  const share = replies.filter((reply) => reply.startsWith('う')).length / replies.length;
  // Four standard errors of a share of 200 draws.
  expect(Math.abs(share - expected)).toBeLessThan(4 * Math.sqrt((expected * (1 - expected)) / replies.length));
});
