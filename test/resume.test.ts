// Whatever ends a run, resuming it gives what the undisturbed run would have given, or refuses to.
import { createHash } from 'node:crypto';
import { appendFileSync, cpSync, readdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { journalReader } from '../dist/store/read-journal.js';
import { readConversations } from '../dist/store/read-run.js';
import type { JournalLine } from '../dist/store/records.js';
import {
  type Outcome,
  REPOSITORY,
  readRun,
  recordsIn,
  runProgram,
  type StoredRun,
  temporaryFolder,
} from './support/cli.ts';
import { mutateJournal } from './support/journal-mutations.ts';
import { journalText, killRound, sameAs, timesOf, withoutTimes } from './support/kill-round.ts';
import { play, playAndKill } from './support/play.ts';
import { randomFrom } from './support/random.ts';
import { scriptedFolder, writeModel } from './support/scripted-folder.ts';
import { sealedLine } from './support/sealed.ts';
import { expectMistake, toyFolder } from './support/toy-folder.ts';
import { toyModel } from './support/toy-model.ts';
import { scenarioYaml, YES } from './support/toys.ts';

const RESUME = ['eval', '--resume', '--no-score'];
/** Kills come at other moments each time; a failure names the seed, and this variable repeats it. */
const SEED = Number(process.env.HITOGARA_TEST_SEED ?? Date.now() % 1_000_000);
/** `HITOGARA_TEST_ROUNDS=2000` for a proof. */
const MUTATIONS = Number(process.env.HITOGARA_TEST_ROUNDS ?? 12);

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

const NOT_THE_SAME = 'has changed since this run was started:';
const REMEDY = '  Restore it, or start a new run.\n';

/** What is said of a run that was not gone on with; digests are as long as they are. */
async function refusalOf(outcome: Promise<Outcome>): Promise<string> {
  const refusal = await outcome;
  expectMistake(refusal);
  return refusal.stderr.replace(/\b[0-9a-f]{64}\b/g, 'DIGEST');
}

function attemptsIn(journal: readonly JournalLine[]): unknown[] {
  return journal
    .filter((line) => line.type === 'attempt')
    .map(({ key, replaces, because, attempt }) => ({ key, replaces, because, attempt }))
    .sort((a, b) => a.key.localeCompare(b.key));
}

function keysOfEnded(journal: readonly JournalLine[]): string[] {
  return journal
    .filter((line) => line.type === 'conversation')
    .map(({ key }) => key)
    .sort();
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
    const started = performance.now();
    const models = ['hitogara-tiny-q8_0'];
    const whole = await play(folder.path, { models, scenarios: [scenario], samples: 2, out: 'whole' });
    const wholeMs = performance.now() - started;
    const times = timesOf(wholeMs, whole);
    expect(whole.journal).toHaveLength(10);
    const random = randomFrom(SEED);
    const played = ['--model', 'hitogara-tiny-q8_0', '--scenario', scenario, '--samples', '2'];
    const args = ['eval', ...played, '--threads', '1', '--gpu', 'off'];
    const options = {
      directory: folder.path,
      args,
      speaker: 'B',
      out: 'killed',
      compare: sameAs(whole.journal),
      ...times,
      random,
    };
    expect(await killRound(options), `seed ${SEED}`).toMatchObject({ problems: [] });
  });

  it('cuts a last line that was torn anywhere', async () => {
    await using folder = await scriptedFolder({ yes: { replies: ['うん！'] } });
    await play(folder.path, { models: ['yes'] });
    const { directory, journal, text } = unfinish(folder);
    const runId = path.basename(directory);
    const whole = recordsIn(text).map(withoutTimes);
    // The third turn's line, which has characters of several bytes.
    const bytes = Buffer.from(text);
    const turns = text.split('\n').slice(0, 3);
    const begin = Buffer.byteLength(`${turns.slice(0, 2).join('\n')}\n`);
    const end = Buffer.byteLength(turns.join('\n'));
    // Nothing of it is read; what that means for a run is seen near its beginning, in the middle, and where the newline alone is gone. Seven is
    // no multiple of a character's three bytes: cuts go through them everywhere.
    for (let cut = end; cut >= begin; cut -= 7) {
      writeFileSync(journal, bytes.subarray(0, cut));
      const ends: number[] = [];
      for await (const block of journalReader(directory, runId).readOn()) ends.push(...block.map((line) => line.end));
      expect(ends, `cut at byte ${cut}`).toEqual([Buffer.byteLength(`${turns[0]}\n`), begin]);
    }
    for (const cut of [begin + 1, begin + 200, end]) {
      writeFileSync(journal, bytes.subarray(0, cut));
      const { code } = await runProgram(RESUME, { directory: folder.path });
      expect({ code, lines: recordsIn(journalText(directory)).map(withoutTimes) }).toEqual({
        code: 0,
        lines: whole,
      });
      rmSync(path.join(directory, 'summary.json'));
    }
  });
});

describe('a journal that is not whole', () => {
  const SHORT = 'yes/short';
  const unsealed = (lines: readonly string[]): string[] => lines.map((line) => line.replace(/,"crc":"\w+"/, ''));
  const swapped = (lines: readonly string[], at: number): string[] =>
    lines.with(at, lines[at + 1] ?? '').with(at + 1, lines[at] ?? '');
  const damage: [string, (lines: readonly string[]) => string[], string[]][] = [
    ['a turn is gone', (lines) => lines.toSpliced(1, 1), [`2: ${SHORT} #1: turn 2 is missing before turn 3`]],
    ['the last turn is gone', (lines) => lines.toSpliced(2, 1), [`3: ${SHORT} #1: turn 3 is missing before its end`]],
    [
      'a turn is there twice',
      (lines) => lines.toSpliced(5, 0, lines[5] ?? ''),
      [`7: ${SHORT} #2: turn 2 is there twice`],
    ],
    ['turns changed places', (lines) => swapped(lines, 4), [`5: ${SHORT} #2: turn 1 is missing before turn 2`]],
    ['an end is there twice', (lines) => [...lines, lines[3] ?? ''], [`9: ${SHORT} #1: its end is there twice`]],
    ['a turn follows the end', (lines) => swapped(lines, 2), [`3: ${SHORT} #1: turn 3 is missing before its end`]],
    [
      'turns are gone, and their end is not',
      (lines) => lines.slice(3),
      [`1: ${SHORT} #1: turn 1 is missing before its end`],
    ],
    [
      'a letter is another',
      (lines) => lines.with(1, lines[1]?.replace('え？', 'え！') ?? ''),
      ['2: was changed after it was written', `3: ${SHORT} #1: turn 2 is missing before turn 3`],
    ],
    [
      'a line is zeros',
      (lines) => lines.with(6, '\0'.repeat(300)),
      ['7: not a line of a journal', `8: ${SHORT} #2: turn 3 is missing before its end`],
    ],
    [
      'a line is of something else',
      (lines) => lines.toSpliced(1, 0, '{"type":"something"}'),
      ['2: not a line of a journal'],
    ],
    [
      'a line is of another run',
      (lines) => lines.with(1, sealedLine('20200101-000000-000-aaaa', JSON.parse(lines[1] ?? ''))),
      ['2: was changed after it was written, or belongs to another run'],
    ],
    [
      'a line has lost its checksum',
      (lines) => [lines[0] ?? '', ...unsealed(lines.slice(1, 2)), ...lines.slice(2)],
      ['2: has no checksum'],
    ],
    [
      'an older one has lost a turn',
      (lines) => unsealed(lines.toSpliced(6, 1)),
      [`7: ${SHORT} #2: turn 3 is missing before its end`],
    ],
  ];

  it.each(damage)('is read as what it is, and made whole by resuming: %s', async (_, edit, said) => {
    await using folder = await scriptedFolder({ yes: { replies: ['うん！', 'え？', 'そう'] } });
    await play(folder.path, { models: ['yes'], samples: 2 });
    const shown = async () => {
      const { code, stdout, stderr } = await runProgram(['show', '--format', 'json'], { directory: folder.path });
      const talks = code === 0 ? JSON.parse(stdout).conversations : null;
      return { code, stderr, talks: talks?.map(talkOf).sort() };
    };
    const whole = await shown();
    const { directory, journal, text } = unfinish(folder);
    const lines = edit(text.trimEnd().split('\n'));
    const damaged = lines.map((line) => `${line}\n`).join('');
    writeFileSync(journal, damaged);
    const refused = await shown();
    expect(refused).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('--resume: what is missing is played again'),
    });
    const resumed = await runProgram([...RESUME, '--reporter', 'plain'], { directory: folder.path });
    expect(resumed).toMatchObject({ code: 0, stderr: '' });
    for (const problem of said) {
      expect(refused.stderr).toContain(`journal.jsonl:${problem}`);
      expect(resumed.stdout).toContain(`journal.jsonl:${problem}`);
    }
    expect(readFileSync(journal, 'utf8').startsWith(damaged)).toBe(true);
    expect(await shown()).toEqual(whole);
    const summaryNow = () => JSON.parse(readFileSync(path.join(directory, 'summary.json'), 'utf8'));
    const { status, totals } = summaryNow();
    expect({ status, totals }).toMatchObject({
      status: 'done',
      totals: { conversations: 2, done: 2, failed: 0, turns: 6 },
    });
    // Read once more, what was played again counts once.
    rmSync(path.join(directory, 'summary.json'));
    expect(await runProgram(RESUME, { directory: folder.path })).toMatchObject({ code: 0 });
    expect(summaryNow().totals).toEqual(totals);
  });

  function talkOf({ sample, turns }: { sample: number; turns: { reply: string }[] }): string {
    return `${sample} ${turns.map(({ reply }) => reply).join(' ')}`;
  }

  it('is resumed though the run had ended, and keeps the turns before the damage', async () => {
    await using folder = await scriptedFolder({ yes: { replies: ['うん！', 'え？', 'そう'] } });
    const { directory, manifest } = await play(folder.path, { models: ['yes'], samples: 2 });
    const journal = path.join(directory, 'journal.jsonl');
    const lines = journalText(directory).split('\n');
    writeFileSync(journal, lines.toSpliced(2, 1).join('\n'));
    const { code, stdout } = await runProgram(
      ['eval', '--resume', manifest.runId, '--no-score', '--reporter', 'plain'],
      {
        directory: folder.path,
      },
    );
    expect({ code, stdout }).toEqual({ code: 0, stdout: expect.stringContaining('turn 3 is missing before its end') });
    expect(readRun(resultsOf(folder)).journal.slice(7)).toMatchObject([
      { type: 'attempt', attempt: 2, because: 'damaged', keeps: 2 },
      { type: 'turn', sample: 1, turn: 3 },
      { type: 'conversation', sample: 1, status: 'done', turns: 3 },
    ]);
    // A conversation of which nothing is left is played too.
    writeFileSync(journal, lines.slice(0, 4).concat('').join('\n'));
    expect(await runProgram(['show'], { directory: folder.path })).toMatchObject({
      code: 2,
      stderr: expect.stringContaining(
        'holds 1 conversation and 3 turns; when the run ended, there were 2 conversations and 6 turns',
      ),
    });
    expect(await runProgram(RESUME, { directory: folder.path })).toMatchObject({ code: 0 });
    expect(readRun(resultsOf(folder)).summary?.totals).toMatchObject({ done: 2, turns: 6 });
  });

  it('is not gone on with in the name of a conversation that is no part of the run', async () => {
    await using folder = await scriptedFolder({ yes: { replies: ['うん！'] } });
    await play(folder.path, { models: ['yes'] });
    const { directory, journal, text } = unfinish(folder);
    const [first = ''] = text.split('\n');
    writeFileSync(
      journal,
      `${text}${sealedLine(path.basename(directory), { ...JSON.parse(first), key: 'other', turn: 2 })}\n`,
    );
    expect(await runProgram(RESUME, { directory: folder.path })).toMatchObject({ code: 3 });
    expect(readRun(resultsOf(folder)).summary).toMatchObject({
      status: 'stopped',
      reason: 'yes/short #1, damaged in line 5 of the journal, is not part of this run',
    });
  });

  it('never ends in a stack trace, a wrong exit code, or silence', async () => {
    await using folder = await scriptedFolder({ yes: { replies: ['うん！', 'え？', 'そう'] } });
    const { directory } = await play(folder.path, { models: ['yes'], samples: 2 });
    const keep = path.join(folder.path, 'keep');
    cpSync(directory, keep, { recursive: true });
    const whole = journalText(directory);
    const replies = (stdout: string): string[] => JSON.parse(stdout).conversations.map(talkOf).sort();
    const shown = async () => runProgram(['show', '--format', 'json'], { directory: folder.path });
    const wanted = replies((await shown()).stdout);
    const random = randomFrom(SEED);
    for (let round = 0; round < MUTATIONS; round++) {
      const { text, what } = mutateJournal(whole, random);
      const about = `HITOGARA_TEST_SEED=${SEED}, round ${round}: ${what}`;
      rmSync(directory, { recursive: true });
      cpSync(keep, directory, { recursive: true });
      writeFileSync(path.join(directory, 'journal.jsonl'), text);
      const before = await shown();
      expect([0, 2], about).toContain(before.code);
      if (before.code === 0) expect(replies(before.stdout), about).toEqual(wanted);
      const resumed = await runProgram(RESUME, { directory: folder.path });
      expect({ code: resumed.code, stderr: resumed.stderr }, about).toEqual({ code: 0, stderr: '' });
      expect(replies((await shown()).stdout), about).toEqual(wanted);
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
  await play(folder.path, { models: ['yes'] });
  const { journal, text } = unfinish(folder);
  const whole = recordsIn(text).map(withoutTimes);
  writeFileSync(journal, text.split('\n').slice(0, 2).join('\n').concat('\n'));
  const edited = JSON.parse(scenarioYaml());
  const persona = { ...edited.persona, maxReplyCharacters: 20 };
  await folder.write('scenarios/short.yaml', JSON.stringify({ ...edited, persona, title: { ja: '題', en: 'mended' } }));
  const { code } = await runProgram(RESUME, { directory: folder.path });
  expect({ code, lines: recordsIn(journalText(path.dirname(journal))).map(withoutTimes) }).toEqual({
    code: 0,
    lines: whole,
  });
});

it('plays in fast mode what was in progress at a kill again from its beginning, under the same keys', async () => {
  await using folder = await toyFolder();
  const whole = await playAndKill(
    folder.path,
    { models: ['toy.gguf'], prompt: 'chatml', mode: 'fast', parallel: 2, samples: 4 },
    ({ type }) => type === 'turn-end',
  );
  const killed = readRun(resultsOf(folder));
  expect({ summary: killed.summary, whole: whole.summary?.totals }).toMatchObject({
    summary: null,
    whole: { conversations: 4, done: 4, turns: 12 },
  });
  expect(await runProgram(RESUME, { directory: folder.path })).toMatchObject({ code: 0 });
  const { journal, summary } = readRun(resultsOf(folder));
  expect(journal.slice(0, killed.journal.length)).toEqual(killed.journal);
  // Of a conversation that had no turn yet nothing has to be played again.
  const begun = killed.journal.map(({ key }) => key).sort();
  expect(attemptsIn(journal)).toEqual(begun.map((key) => ({ key, replaces: key, because: 'interrupted', attempt: 2 })));
  expect(begun.length).toBeGreaterThan(0);
  expect(keysOfEnded(journal)).toEqual(keysOfEnded(whole.journal));
  expect(summary?.totals).toEqual(whole.summary?.totals);
});

describe('interrupted', () => {
  it('goes on where it was', async () => {
    await using folder = await scriptedFolder({ slow: { replies: ['うん！', 'え？'], delayMs: 30 } });
    const options = { models: ['slow'], samples: 3 };
    const whole = await play(folder.path, { ...options, out: 'whole' });
    const controller = new AbortController();
    let begun = 0;
    const interrupted = await play(folder.path, options, {
      signal: controller.signal,
      emit({ type }) {
        if (type === 'turn-start' && ++begun === 6) setTimeout(() => controller.abort(), 10);
      },
    });
    expect(interrupted.summary).toMatchObject({ status: 'interrupted', totals: { done: 1, turns: 5 } });
    expect(interrupted.journal.at(-1)).toMatchObject({ type: 'interruption', sample: 2, turn: 3, user: 'c' });
    expect(await runProgram(RESUME, { directory: folder.path })).toMatchObject({ code: 0 });
    const { journal, summary, manifest } = readRun(resultsOf(folder));
    const lasting = journal.filter(({ type }) => type !== 'interruption');
    expect(lasting.map(withoutTimes)).toEqual(whole.journal.map(withoutTimes));
    expect(summary).toMatchObject({ status: 'done', totals: whole.summary?.totals });
    expect(summary?.speeds).toMatchObject([{ model: 'slow', turns: 9 }]);
    expect(manifest.resumed).toEqual([{ at: expect.any(String), arguments: RESUME }]);
  });

  it('says that nothing is left to play, and shows the finished run', async () => {
    await using folder = await scriptedFolder({ yes: { replies: ['うん！'] } });
    await play(folder.path, { models: ['yes'] });
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
    await using folder = await scriptedFolder({ yes: { replies: ['うん！'] } });
    await playAndKill(folder.path, { models: ['yes'] }, ({ type }) => type === 'turn-start');
    const { directory, journal } = readRun(resultsOf(folder));
    expect(journal).toEqual([]);
    expectMistake(await runProgram([...RESUME, '--seed', '9'], { directory: folder.path }), 'seed: was 1, is 9');
    expect(readdirSync(directory).sort()).toEqual(['journal.jsonl', 'manifest.json']);
  });
});

describe('changed since', () => {
  const OWN_TEMPLATE = readFileSync(path.join(REPOSITORY, 'prompts/chatml.hbs'), 'utf8');

  it('refuses field by field, and writes nothing', async () => {
    await using folder = await scriptedFolder({ yes: { replies: ['うん！'] } });
    const original = {
      'models/yes.yaml': readFileSync(path.join(folder.path, 'models/yes.yaml')),
      'scenarios/short.yaml': readFileSync(path.join(folder.path, 'scenarios/short.yaml')),
      'own.hbs': Buffer.from(OWN_TEMPLATE),
    };
    await folder.write('own.hbs', OWN_TEMPLATE);
    const options = { models: ['yes'], prompt: 'own.hbs' };
    const { manifest } = await play(folder.path, options);
    const { journal, text, directory } = unfinish(folder);
    truncateSync(journal, Buffer.byteLength(text.split('\n').slice(0, 2).join('\n')) + 1);
    const before = digestsOf(directory);
    const resume = (...more: string[]): Promise<Outcome> =>
      runProgram([...RESUME, ...more], { directory: folder.path });
    expect(await refusalOf(resume('--threads', '2', '--set', 'topK=3', '--seed', '2'))).toBe(
      `the command for run ${manifest.runId} ${NOT_THE_SAME}
  seed: was 1, is 2
  settings: was [{}], is [{"topK":3}]
  llama.threads: was 1, is 2
${REMEDY}`,
    );
    await writeModel(folder, 'yes', { replies: ['いや！'] });
    await folder.write('scenarios/short.yaml', scenarioYaml({ turns: ['a', 'b', 'd'] }));
    await folder.write('own.hbs', OWN_TEMPLATE.replace('{{role}}', 'role {{role}}'));
    expect(await refusalOf(resume())).toBe(
      `scenario scenarios/short.yaml ${NOT_THE_SAME}
  hash: was DIGEST, is DIGEST
model entry models/yes.yaml ${NOT_THE_SAME}
  hash: was DIGEST, is DIGEST
yes ${NOT_THE_SAME}
  weightsDigest: was DIGEST, is DIGEST
template own.hbs ${NOT_THE_SAME}
  hash: was DIGEST, is DIGEST
${REMEDY}`,
    );
    expect(digestsOf(directory)).toEqual(before);
    // In a new run every key is another.
    const changed = await play(folder.path, { ...options, out: 'changed' });
    const keys = new Set(changed.journal.map(({ key }) => key));
    expect(recordsIn(journalText(directory)).filter(({ key }) => keys.has(key))).toEqual([]);
    // Put back as it was, it goes on.
    for (const [name, content] of Object.entries(original)) await folder.write(name, content);
    expect(await resume('--threads', '1')).toMatchObject({ code: 0 });
    expect(endsOf(readRun(resultsOf(folder)).journal)).toEqual([{ model: 'yes', sample: 1, status: 'done', turns: 3 }]);
  });
});

describe('failed', () => {
  it('plays failed conversations again on request, and keeps the old record', async () => {
    const flaky = { replies: ['うん！', { error: 'out of words' }] };
    await using folder = await scriptedFolder({ flaky, sure: { replies: ['はい'] } });
    const before = await play(folder.path, { models: ['flaky', 'sure'] });
    expect(before.summary?.totals).toMatchObject({ conversations: 2, done: 1, failed: 1, turns: 4 });
    const { runId } = before.manifest;
    expect(await runProgram(RESUME, { directory: folder.path })).toMatchObject({
      code: 3,
      stdout: `nothing to resume: run ${runId} is finished (done): 1 conversation, 1 failed (--retry-failed plays those again), 4 turns · results/${runId}\n`,
    });
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

  it('fails a conversation whose replay comes out otherwise', async () => {
    await using folder = await scriptedFolder({ yes: { replies: ['うん！', 'え？', 'そう'] } });
    await play(folder.path, { models: ['yes'] });
    const { directory, journal, text } = unfinish(folder);
    const [first = '', second = ''] = text.split('\n');
    const changed = sealedLine(path.basename(directory), JSON.parse(first.replace('うん！', 'うん？')));
    writeFileSync(journal, `${changed}\n${second}\n`);
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

describe('a GGUF file', () => {
  let broken: StoredRun;
  let mended: StoredRun & { code: number | null };
  let unloadable: StoredRun & { code: number | null };
  let loaded: StoredRun & { code: number | null };
  let another: StoredRun;
  let refusal: { said: string; before: unknown; after: unknown };

  beforeAll(async () => {
    await using folder = await scriptedFolder({ sure: { replies: ['はい'] } });
    const resume = async (...more: string[]) => {
      const { code } = await runProgram([...RESUME, ...more], { directory: folder.path });
      return { code, ...readRun(resultsOf(folder)) };
    };
    await folder.write('late.gguf', 'no model at all');
    const options = { prompt: 'chatml', samples: 2 };
    broken = await play(folder.path, { ...options, models: ['late.gguf', 'sure'] });
    await folder.write('late.gguf', toyModel(YES));
    mended = await resume('--retry-failed');
    // The second sample of the model had one turn.
    const { journal, text } = unfinish(folder);
    writeFileSync(journal, text.trimEnd().split('\n').slice(0, -3).join('\n').concat('\n'));
    unloadable = await resume('--limit', 'load=0.001');
    loaded = await resume('--retry-failed');
    await folder.write('late.gguf', toyModel({ ...YES, bigrams: { ...YES.bigrams, う: { ん: 9 } } }));
    another = await play(folder.path, { ...options, models: ['late.gguf'], out: 'another' });
    const before = digestsOf(unfinish(folder).directory);
    const said = await refusalOf(runProgram(RESUME, { directory: folder.path }));
    refusal = { said, before, after: digestsOf(loaded.directory) };
  });

  it('is played on request once it was mended, and no other model is', () => {
    expect(broken.manifest.models).toMatchObject([{ status: 'failed' }, { status: 'ready' }]);
    expect(broken.summary?.totals).toMatchObject({ conversations: 4, done: 2, failed: 2, turns: 6 });
    expect(mended.code).toBe(0);
    const { journal, manifest, summary } = mended;
    expect(journal.slice(0, broken.journal.length)).toEqual(broken.journal);
    expect(journal.slice(broken.journal.length).every(({ model }) => model === 'late')).toBe(true);
    expect(manifest.models.map(({ status, reason }) => ({ status, reason }))).toEqual([
      { status: 'ready', reason: undefined },
      { status: 'ready', reason: undefined },
    ]);
    expect(summary).toMatchObject({ status: 'done', totals: { conversations: 4, done: 4, failed: 0, turns: 12 } });
  });

  it('has each conversation counted once when it cannot be loaded any more', () => {
    expect([unloadable.code, loaded.code]).toEqual([3, 0]);
    expect(endsOf(unloadable.journal.slice(broken.journal.length))).toEqual([
      { model: 'late', sample: 1, status: 'done', turns: 3 },
      {
        ...{ model: 'late', sample: 2, status: 'failed', turns: 1 },
        reason: 'load-timeout: late.gguf did not load within 0.001 s',
      },
    ]);
    expect(unloadable.summary?.totals).toMatchObject({ conversations: 4, done: 3, failed: 1, turns: 10 });
    expect(loaded.summary?.totals).toMatchObject({ conversations: 4, done: 4, failed: 0, turns: 12 });
    expect(loaded.directory).toBe(broken.directory);
  });

  it('is refused when it is another, whose keys are others', () => {
    expect(refusal.said).toBe(`late.gguf ${NOT_THE_SAME}\n  weightsDigest: was DIGEST, is DIGEST\n${REMEDY}`);
    expect(refusal.after).toEqual(refusal.before);
    const keys = keysOfEnded(another.journal);
    expect(keys).toHaveLength(2);
    expect(keysOfEnded(loaded.journal).filter((key) => keys.includes(key))).toEqual([]);
  });
});
