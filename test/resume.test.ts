// Whatever ends a run, resuming it gives what the undisturbed run would have given, or refuses to.
import type { ChildProcess } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  appendFileSync,
  copyFileSync,
  cpSync,
  readdirSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { readConversations } from '../dist/store/read-run.js';
import type { JournalLine } from '../dist/store/records.js';
import { type Outcome, REPOSITORY, readRun, runProgram, spawnProgram, temporaryFolder } from './support/cli.ts';
import { whileReplying } from './support/disturb.ts';
import { journalLines, journalText, killRound, runIn, timesOf, withoutTimes } from './support/kill-round.ts';
import { randomFrom } from './support/random.ts';
import { scriptedFolder, writeModel } from './support/scripted-folder.ts';
import { expectMistake, toyFolder } from './support/toy-folder.ts';
import { toyModel } from './support/toy-model.ts';
import { ENDLESS, scenarioYaml, YES } from './support/toys.ts';

const RESUME = ['eval', '--resume'];
/** Kills come at other moments each time; a failure names the seed, and this variable repeats it. */
const SEED = Number(process.env.HITOGARA_TEST_SEED ?? Date.now() % 1_000_000);

function resultsOf(folder: { path: string }): string {
  return path.join(folder.path, 'results');
}

/** Takes a finished run back to the moment before it ended. */
function unfinish(folder: { path: string }): { journal: string; text: string; directory: string } {
  const { directory } = readRun(resultsOf(folder));
  rmSync(path.join(directory, 'summary.json'));
  return { directory, journal: path.join(directory, 'journal.jsonl'), text: journalText(directory) };
}

/** Everything in a folder, to see that nothing was written. */
function digestsOf(directory: string): [string, string][] {
  return readdirSync(directory).map((name) => [
    name,
    createHash('sha256')
      .update(readFileSync(path.join(directory, name)))
      .digest('hex'),
  ]);
}

function endsOf(journal: readonly JournalLine[]): unknown[] {
  return journal
    .filter((line) => line.type === 'conversation')
    .map(({ model, sample, status, turns, reason }) => ({ model, sample, status, turns, ...(reason && { reason }) }));
}

describe('killed', () => {
  it(`gives the undisturbed run when resumed, and loses nothing it told of (HITOGARA_TEST_SEED=${SEED})`, async () => {
    await using folder = temporaryFolder();
    const scenario = await folder.write(
      'talk.yaml',
      scenarioYaml({
        id: 'talk',
        instruction: 'あなたは友達です。短く話します。',
        turns: ['元気？', '何してた？', '好きな食べ物は？', 'じゃあね。'],
        sampling: { temperature: 0.8, maxTokens: 24 },
      }),
    );
    const args = ['eval', '--model', 'hitogara-tiny-q8_0', '--scenario', scenario, '--samples', '2', '--threads', '1'];
    await runProgram([...args, '--out', 'warm-up'], { directory: folder.path });
    const started = performance.now();
    await runProgram([...args, '--out', 'whole'], { directory: folder.path });
    const wholeMs = performance.now() - started;
    const whole = readRun(path.join(folder.path, 'whole'));
    const reference = whole.journal.map(withoutTimes);
    const times = timesOf(wholeMs, whole);
    expect(reference).toHaveLength(10);
    const random = randomFrom(SEED);
    const options = { directory: folder.path, args, speaker: 'B', out: 'killed', reference, ...times, random };
    expect(await killRound(options), `seed ${SEED}`).toMatchObject({ problems: [] });
  });

  it('cuts a last line that was torn anywhere', async () => {
    await using folder = await scriptedFolder({ yes: { replies: ['うん！'] } });
    await runProgram(['eval', '--model', 'yes', '--scenario', 'short'], { directory: folder.path });
    const { directory, journal, text } = unfinish(folder);
    const whole = journalLines(text).map(withoutTimes);
    const end = Buffer.byteLength(text);
    const begin = end - Buffer.byteLength(text.trimEnd().split('\n').at(-1) ?? '') - 1;
    const bytes = Buffer.from(text);
    // Every byte of it through the store itself; one in the middle and the newline alone through the whole program.
    const { createSecrets } = await import('../dist/core/secrets.js');
    const { reopenRunFolder } = await import('../dist/store/run-folder.js');
    const { openJournal } = await import('../dist/store/journal.js');
    const secrets = createSecrets();
    const own = { process: { id: process.pid, isAlive: () => true }, secrets };
    for (let cut = begin; cut < end; cut++) {
      writeFileSync(journal, bytes.subarray(0, cut));
      const { folder: reopened } = await reopenRunFolder(directory, own);
      await reopened.close();
      expect(readFileSync(journal, 'utf8'), `cut at byte ${cut}`).toBe(bytes.toString('utf8', 0, begin));
    }
    await (await openJournal(journal, { size: begin, secrets })).close();
    for (const cut of [begin + 20, end - 1]) {
      writeFileSync(journal, bytes.subarray(0, cut));
      const { code } = await runProgram(RESUME, { directory: folder.path });
      expect({ code, lines: journalLines(journalText(directory)).map(withoutTimes) }).toEqual({
        code: 0,
        lines: whole,
      });
      rmSync(path.join(directory, 'summary.json'));
    }
  });

  it('refuses a journal with a line that is none, and names it', async () => {
    await using folder = await scriptedFolder({ yes: { replies: ['うん！'] } });
    await runProgram(['eval', '--model', 'yes', '--scenario', 'short'], { directory: folder.path });
    const { directory, journal, text } = unfinish(folder);
    const lines = text.split('\n');
    for (const foreign of ['hello', '{"type":"something"}', lines[1]?.slice(0, 60) ?? '']) {
      writeFileSync(journal, [lines[0], foreign, ...lines.slice(1)].join('\n'));
      const before = digestsOf(directory);
      expectMistake(await runProgram(RESUME, { directory: folder.path }), 'journal.jsonl:2: not a line of a journal');
      expect(digestsOf(directory)).toEqual(before);
    }
  });
});

describe('a run of the version before', () => {
  const RUN = '20261126-025157-405-e432';

  it('is read, an interrupted conversation included', async () => {
    const conversations = [];
    for await (const each of readConversations(path.join(REPOSITORY, 'test/fixtures/run-v2', RUN))) {
      conversations.push({ ...each, turns: each.turns.map(({ user, reply }) => `${user} ${reply}`) });
    }
    const common = { model: 'echo', scenario: 'short', settings: {} };
    expect(conversations).toEqual([
      {
        ...common,
        key: 'cac44e73d74eddaa31128275efeda7b5',
        sample: 1,
        seed: 3_638_243_833,
        status: 'done',
        turns: ['a うん！', 'b まじで？', 'c うん！'],
      },
      {
        ...common,
        key: 'e950c2bb1abac08c9c8a16cf4163d86a',
        sample: 2,
        seed: 2_880_231_103,
        status: 'interrupted',
        turns: ['a うん！'],
      },
    ]);
  });

  it.each([
    ['by its name', [RUN]],
    ['as the latest', []],
  ])('is not gone on with, asked for %s', async (_, name) => {
    await using folder = temporaryFolder();
    cpSync(path.join(REPOSITORY, 'test/fixtures/run-v2'), resultsOf(folder), { recursive: true });
    const before = digestsOf(path.join(resultsOf(folder), RUN));
    expectMistake(
      await runProgram([...RESUME, ...name], { directory: folder.path }),
      `run ${RUN} was started by hitogara 0.1.0, which derived seeds differently, and cannot be resumed`,
    );
    expect(digestsOf(path.join(resultsOf(folder), RUN))).toEqual(before);
  });
});

it('goes on where only what is not played was edited', async () => {
  await using folder = await scriptedFolder({ yes: { replies: ['うん！'] } });
  await runProgram(['eval', '--model', 'yes', '--scenario', 'short'], { directory: folder.path });
  const { journal, text } = unfinish(folder);
  const whole = journalLines(text).map(withoutTimes);
  writeFileSync(journal, text.split('\n').slice(0, 2).join('\n').concat('\n'));
  const edited = JSON.parse(scenarioYaml());
  const persona = { ...edited.persona, maxReplyCharacters: 20 };
  await folder.write('scenarios/short.yaml', JSON.stringify({ ...edited, persona, title: { ja: '題', en: 'mended' } }));
  const { code } = await runProgram(RESUME, { directory: folder.path });
  expect({ code, lines: journalLines(journalText(path.dirname(journal))).map(withoutTimes) }).toEqual({
    code: 0,
    lines: whole,
  });
});

describe('killed in fast mode', () => {
  it('plays what was in progress again from its beginning, under the same keys', async () => {
    await using folder = await toyFolder(scenarioYaml(), { ...ENDLESS, contextLength: 2048 });
    const args = ['eval', '--model', 'toy.gguf', '--scenario', 'short', '--threads', '1', '--samples', '4'];
    const fast = ['--max-tokens', '50', '--mode', 'fast', '--parallel', '2', '--reporter', 'transcript'];
    await runProgram([...args, ...fast, '--out', 'whole'], { directory: folder.path });
    await spawnProgram([...args, ...fast], {
      directory: folder.path,
      onStart: whenJournaled(resultsOf(folder), (program) => program.kill('SIGKILL')),
    });
    const killed = readRun(resultsOf(folder));
    expect(killed.summary).toBeNull();
    expect(await runProgram(RESUME, { directory: folder.path })).toMatchObject({ code: 0 });
    const { journal, summary } = readRun(resultsOf(folder));
    expect(journal.slice(0, killed.journal.length)).toEqual(killed.journal);
    const attempts = journal.filter((line) => line.type === 'attempt');
    expect(attempts.map(({ because, attempt }) => ({ because, attempt }))).toContainEqual({
      because: 'interrupted',
      attempt: 2,
    });
    expect(attempts.every(({ key, replaces }) => key === replaces)).toBe(true);
    const whole = readRun(path.join(folder.path, 'whole'));
    const keysOf = (lines: readonly JournalLine[]): string[] =>
      lines
        .filter((line) => line.type === 'conversation')
        .map(({ key }) => key)
        .sort();
    expect(keysOf(journal)).toEqual(keysOf(whole.journal));
    expect(summary?.totals).toEqual(whole.summary?.totals);
    expect(summary?.totals).toMatchObject({ conversations: 4, done: 4, turns: 12 });
  });
});

describe('interrupted', () => {
  it('goes on where SIGINT ended it', async () => {
    await using folder = await scriptedFolder({ slow: { replies: ['うん！', 'え？'], delayMs: 60 } });
    const args = ['eval', '--model', 'slow', '--scenario', 'short', '--samples', '3'];
    await runProgram([...args, '--out', 'whole'], { directory: folder.path });
    const { code } = await spawnProgram([...args, '--reporter', 'transcript'], {
      directory: folder.path,
      onStart: whenToldOf(5, (program) => program.kill('SIGINT')),
    });
    expect(code).toBe(130);
    expect(readRun(resultsOf(folder)).summary).toMatchObject({ status: 'interrupted', totals: { done: 1 } });
    expect(await runProgram(RESUME, { directory: folder.path })).toMatchObject({ code: 0 });
    const { journal, summary, manifest } = readRun(resultsOf(folder));
    const whole = readRun(path.join(folder.path, 'whole'));
    const lasting = journal.filter(({ type }) => type !== 'interruption');
    expect(lasting.map(withoutTimes)).toEqual(whole.journal.map(withoutTimes));
    expect(summary).toMatchObject({ status: 'done', totals: whole.summary?.totals });
    expect(summary?.speeds).toMatchObject([{ model: 'slow', turns: 9 }]);
    expect(manifest.resumed).toMatchObject([{ arguments: RESUME }]);
  });

  it('says that nothing is left to play, and shows the finished run', async () => {
    await using folder = await scriptedFolder({ yes: { replies: ['うん！'] } });
    await runProgram(['eval', '--model', 'yes', '--scenario', 'short'], { directory: folder.path });
    const { directory, manifest } = readRun(resultsOf(folder));
    const before = digestsOf(directory);
    const { code, stdout } = await runProgram(RESUME, { directory: folder.path });
    expect({ code, stdout }).toEqual({
      code: 0,
      stdout: `nothing to resume: run ${manifest.runId} is finished (done): 1 conversation, 3 turns · results/${manifest.runId}\n`,
    });
    const json = await runProgram([...RESUME, '--json'], { directory: folder.path });
    expect(JSON.parse(json.stdout)).toMatchObject({ runId: manifest.runId, conversations: [{ status: 'done' }] });
    expect(digestsOf(directory)).toEqual(before);
    const empty = await runProgram([...RESUME, '--out', 'nowhere'], { directory: folder.path });
    expect(empty).toMatchObject({ code: 4, stdout: '', stderr: 'there is no run to resume in nowhere\n' });
  });

  it('keeps the folder of a run that was killed before its first reply', async () => {
    await using folder = await scriptedFolder({ slow: { replies: ['うん！'], delayMs: 10_000 } });
    await spawnProgram(['eval', '--model', 'slow', '--scenario', 'short', '--reporter', 'transcript'], {
      directory: folder.path,
      onStart: (program) => {
        program.stdout?.on('data', (text: string) => text.includes('A: a') && program.kill('SIGKILL'));
      },
    });
    expectMistake(await runProgram([...RESUME, '--seed', '9'], { directory: folder.path }), 'seed: was 1, is 9');
    expect(runIn(resultsOf(folder))).not.toBeNull();
  });
});

describe('changed since', () => {
  /** A finished run of the toy model, taken back to before its last line. */
  async function unfinishedToy() {
    const folder = await toyFolder();
    await folder.write('own.hbs', OWN_TEMPLATE);
    const args = ['eval', '--model', 'toy.gguf', '--scenario', 'short', '--threads', '1', '--prompt', 'own.hbs'];
    await runProgram(args, { directory: folder.path });
    const { journal, text, directory } = unfinish(folder);
    truncateSync(journal, Buffer.byteLength(text.split('\n').slice(0, 2).join('\n')) + 1);
    return { folder, directory, args };
  }
  const OWN_TEMPLATE = readFileSync(path.join(REPOSITORY, 'prompts/chatml.hbs'), 'utf8');

  it('refuses field by field, and writes nothing', async () => {
    const { folder: opened, directory, args } = await unfinishedToy();
    await using folder = opened;
    const before = digestsOf(directory);
    const original = {
      'scenarios/short.yaml': readFileSync(path.join(folder.path, 'scenarios/short.yaml')),
      'own.hbs': readFileSync(path.join(folder.path, 'own.hbs')),
      'toy.gguf': readFileSync(path.join(folder.path, 'toy.gguf')),
    };
    const refused = async (outcome: Promise<Outcome>, ...says: string[]): Promise<void> => {
      expectMistake(await outcome, 'has changed since this run was started', ...says);
      expect(digestsOf(directory)).toEqual(before);
    };
    const resume = (...more: string[]): Promise<Outcome> =>
      runProgram([...RESUME, ...more], { directory: folder.path });
    await refused(
      resume('--threads', '2', '--set', 'topK=3', '--seed', '2'),
      '\n  seed: was 1, is 2',
      '\n  settings: was [{}], is [{"topK":3}]',
      '\n  llama.threads: was 1, is 2',
    );
    await folder.write('scenarios/short.yaml', scenarioYaml({ turns: ['a', 'b', 'd'] }));
    await folder.write('own.hbs', OWN_TEMPLATE.replace('{{role}}', 'role {{role}}'));
    // Another file behind the same path.
    await folder.write('toy.gguf', toyModel({ ...YES, contextLength: 512 }));
    await refused(
      resume(),
      'scenario scenarios/short.yaml',
      'template own.hbs',
      'toy.gguf is not',
      '\n  weightsDigest: was ',
    );
    // In a new run every key is another.
    const changed = await runProgram([...args, '--out', 'changed'], { directory: folder.path });
    expect(changed.code).toBe(0);
    const keys = new Set(readRun(path.join(folder.path, 'changed')).journal.map(({ key }) => key));
    expect(journalLines(journalText(directory)).filter(({ key }) => keys.has(key))).toEqual([]);
    // Put back as it was, it goes on.
    for (const [name, content] of Object.entries(original)) await folder.write(name, content);
    expect(await resume('--threads', '1')).toMatchObject({ code: 0 });
    expect(endsOf(readRun(resultsOf(folder)).journal)).toEqual([{ model: 'toy', sample: 1, status: 'done', turns: 3 }]);
  });

  it('changes every key with the GGUF behind the same path', async () => {
    await using folder = temporaryFolder();
    const models = path.join(REPOSITORY, 'models/tiny');
    const args = ['eval', '--model', 'model.gguf', '--prompt', 'hitogara-tiny', '--scenario', 'anime-fan'];
    const few = ['--samples', '2', '--max-tokens', '2', '--threads', '1'];
    const keys: string[][] = [];
    for (const quantization of ['q8_0', 'q4_K_M']) {
      copyFileSync(path.join(models, `hitogara-tiny-${quantization}.gguf`), path.join(folder.path, 'model.gguf'));
      await runProgram([...args, ...few, '--out', quantization], { directory: folder.path });
      const { journal } = readRun(path.join(folder.path, quantization));
      keys.push([...new Set(journal.map(({ key }) => key))]);
    }
    expect(keys.map(({ length }) => length)).toEqual([2, 2]);
    expect(keys[0]?.filter((key) => keys[1]?.includes(key))).toEqual([]);
    const resumed = await runProgram([...RESUME, '--out', 'q8_0'], { directory: folder.path });
    expect(resumed.stdout).toContain('nothing to resume');
    rmSync(path.join(readRun(path.join(folder.path, 'q8_0')).directory, 'summary.json'));
    expectMistake(
      await runProgram([...RESUME, '--out', 'q8_0'], { directory: folder.path }),
      `model.gguf has changed since this run was started`,
      'weightsDigest: was ',
    );
  });

  it('refuses a scripted model with other replies, and another model entry', async () => {
    await using folder = await scriptedFolder({ yes: { replies: ['うん！'] } });
    await runProgram(['eval', '--model', 'yes', '--scenario', 'short'], { directory: folder.path });
    const { directory } = unfinish(folder);
    const before = digestsOf(directory);
    await writeModel(folder, 'yes', { replies: ['いや！'] });
    expectMistake(
      await runProgram(RESUME, { directory: folder.path }),
      'model entry models/yes.yaml',
      'weightsDigest: was ',
    );
    expect(digestsOf(directory)).toEqual(before);
  });
});

describe('failed', () => {
  it('plays failed conversations again on request, and keeps the old record', async () => {
    const flaky = { replies: ['うん！', { error: 'out of words' }] };
    await using folder = await scriptedFolder({ flaky, sure: { replies: ['はい'] } });
    const args = ['eval', '--model', 'flaky', '--model', 'sure', '--scenario', 'short'];
    const { code } = await runProgram(args, { directory: folder.path });
    expect(code).toBe(3);
    const before = readRun(resultsOf(folder));
    expect(before.summary?.totals).toMatchObject({ conversations: 2, done: 1, failed: 1, turns: 4 });
    const told = await runProgram(RESUME, { directory: folder.path });
    expect(told).toMatchObject({ code: 3, stdout: expect.stringContaining('1 failed (--retry-failed') });
    const again = await runProgram([...RESUME, '--retry-failed'], { directory: folder.path });
    expect(again.code).toBe(3);
    const { journal, summary } = readRun(resultsOf(folder));
    expect(journal.slice(0, before.journal.length)).toEqual(before.journal);
    const [{ key } = { key: '' }] = before.journal;
    expect(journal.slice(before.journal.length)).toMatchObject([
      { type: 'attempt', key, replaces: key, attempt: 2, because: 'failed' },
      { type: 'turn', key, turn: 1 },
      { type: 'conversation', key, status: 'failed', reason: 'generation-failed: out of words' },
    ]);
    expect(summary?.totals).toEqual(before.summary?.totals);
  });

  it('plays a model whose file was mended since, and leaves the other alone', async () => {
    await using folder = await toyFolder();
    await folder.write('broken.gguf', 'no model at all');
    const args = ['--model', 'broken.gguf', '--model', 'toy.gguf', '--scenario', 'short', '--samples', '2'];
    const { code } = await runProgram(['eval', ...args, '--threads', '1'], { directory: folder.path });
    expect(code).toBe(3);
    const before = readRun(resultsOf(folder));
    expect(before.manifest.models).toMatchObject([{ status: 'failed' }, { status: 'ready' }]);
    await folder.write('broken.gguf', toyModel({ ...YES, contextLength: 512 }));
    const mended = await runProgram([...RESUME, '--retry-failed'], { directory: folder.path });
    expect(mended.code).toBe(0);
    const { journal, manifest, summary } = readRun(resultsOf(folder));
    expect(journal.slice(before.journal.length).every(({ model }) => model === 'broken')).toBe(true);
    expect(manifest.models.map(({ status, reason }) => ({ status, reason }))).toEqual([
      { status: 'ready', reason: undefined },
      { status: 'ready', reason: undefined },
    ]);
    expect(summary).toMatchObject({ status: 'done', totals: { conversations: 4, done: 4, failed: 0, turns: 12 } });
  });

  it('counts each conversation once when a model that played cannot be loaded any more', async () => {
    await using folder = await toyFolder();
    await folder.write('later.gguf', toyModel({ ...YES, contextLength: 512 }));
    const args = ['--model', 'toy.gguf', '--model', 'later.gguf', '--scenario', 'short', '--samples', '2'];
    await runProgram(['eval', ...args, '--threads', '1'], { directory: folder.path });
    const { journal, text, directory } = unfinish(folder);
    // The second sample of the second model had one turn.
    const lines = text.trimEnd().split('\n');
    writeFileSync(journal, `${lines.slice(0, -3).join('\n')}\n`);
    const failing = await runProgram([...RESUME, '--limit', 'load=0.001'], { directory: folder.path });
    expect(failing.code).toBe(3);
    const failed = readRun(resultsOf(folder));
    expect(endsOf(failed.journal)).toEqual([
      { model: 'toy', sample: 1, status: 'done', turns: 3 },
      { model: 'toy', sample: 2, status: 'done', turns: 3 },
      { model: 'later', sample: 1, status: 'done', turns: 3 },
      { model: 'later', sample: 2, status: 'failed', turns: 1, reason: expect.stringMatching(/^load-timeout: /) },
    ]);
    expect(failed.summary?.totals).toMatchObject({ conversations: 4, done: 3, failed: 1, turns: 10 });
    const mended = await runProgram([...RESUME, '--retry-failed'], { directory: folder.path });
    expect(mended.code).toBe(0);
    expect(readRun(resultsOf(folder)).summary?.totals).toMatchObject({
      conversations: 4,
      done: 4,
      failed: 0,
      turns: 12,
    });
    expect(directory).toBe(readRun(resultsOf(folder)).directory);
  });

  it.skipIf(process.platform !== 'linux')(
    'mends a conversation whose model process was killed in mid-reply',
    async () => {
      await using folder = await toyFolder(scenarioYaml({ turns: ['a', 'b'] }), { ...ENDLESS, contextLength: 2048 });
      const args = ['eval', '--model', 'toy.gguf', '--scenario', 'short', '--threads', '1', '--samples', '2'];
      const long = ['--max-tokens', '150', '--reporter', 'transcript'];
      await runProgram([...args, ...long, '--out', 'whole'], { directory: folder.path });
      const { code } = await spawnProgram([...args, ...long], {
        directory: folder.path,
        onStart: whileReplying(2, (modelProcess) => process.kill(modelProcess, 'SIGKILL')),
      });
      expect(code).toBe(3);
      const reason = 'process-died: the model process was killed by SIGKILL';
      expect(endsOf(readRun(resultsOf(folder)).journal)).toEqual([
        { model: 'toy', sample: 1, status: 'failed', turns: 1, reason },
        { model: 'toy', sample: 2, status: 'done', turns: 2 },
      ]);
      const mended = await runProgram([...RESUME, '--retry-failed'], { directory: folder.path });
      expect(mended.code).toBe(0);
      const { journal, summary } = readRun(resultsOf(folder));
      const whole = readRun(path.join(folder.path, 'whole'));
      const lastOf = (sample: number, lines: readonly JournalLine[]): unknown[] =>
        lines
          .slice(lines.findLastIndex((line) => line.type === 'attempt' && line.sample === sample) + 1)
          .filter((line) => line.sample === sample)
          .map(withoutTimes);
      for (const sample of [1, 2]) expect(lastOf(sample, journal)).toEqual(lastOf(sample, whole.journal));
      expect(summary?.totals).toEqual(whole.summary?.totals);
    },
  );

  it('fails a conversation whose replay comes out otherwise', async () => {
    await using folder = await scriptedFolder({ yes: { replies: ['うん！', 'え？', 'そう'] } });
    await runProgram(['eval', '--model', 'yes', '--scenario', 'short'], { directory: folder.path });
    const { journal, text } = unfinish(folder);
    const [first = '', second = ''] = text.split('\n');
    writeFileSync(journal, `${first.replace('うん！', 'うん？')}\n${second}\n`);
    appendFileSync(journal, '{"type":"tur');
    const { code } = await runProgram(RESUME, { directory: folder.path });
    expect(code).toBe(3);
    const resumed = readRun(resultsOf(folder));
    expect(endsOf(resumed.journal)).toEqual([
      {
        model: 'yes',
        sample: 1,
        status: 'failed',
        turns: 2,
        reason:
          'replay-differs: turn 1 came out differently than before the interruption: the replies differ from character 3',
      },
    ]);
    expect(resumed.summary?.totals).toMatchObject({ conversations: 1, failed: 1, turns: 2 });
    expect(await runProgram([...RESUME, '--retry-failed'], { directory: folder.path })).toMatchObject({ code: 0 });
  });
});

/** Calls back once a reply is on disk: others are being generated then. */
function whenJournaled(results: string, disturb: (program: ChildProcess) => void) {
  return (program: ChildProcess): void => {
    const watch = setInterval(() => {
      const run = runIn(results);
      if (run === null || !readdirSync(run).includes('journal.jsonl') || journalText(run) === '') return;
      clearInterval(watch);
      disturb(program);
    }, 5);
    program.once('exit', () => clearInterval(watch));
  };
}

/** Calls back once the transcript has told of so many replies. */
function whenToldOf(replies: number, disturb: (program: ChildProcess) => void) {
  return (program: ChildProcess): void => {
    let seen = 0;
    program.stdout?.on('data', (text: string) => {
      const before = seen;
      seen += text.split('\n').filter((line) => line.startsWith('B: ')).length;
      if (before < replies && seen >= replies) disturb(program);
    });
  };
}
