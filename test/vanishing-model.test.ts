// A model whose file vanishes and whose process is killed in its second conversation: it cannot be loaded again, and every
// conversation is journaled exactly once all the same.
import { rmSync } from 'node:fs';
import path from 'node:path';
import { describe as anywhere, beforeAll, expect, it } from 'vitest';
import type { JournalLine } from '../dist/store/records.js';
import { lacks } from './support/capabilities.ts';
import { type Outcome, readRun, runProgram, type StoredRun, spawnProgram } from './support/cli.ts';
import { whileReplying } from './support/disturb.ts';
import { scriptedFolder } from './support/scripted-folder.ts';
import { toyModel } from './support/toy-model.ts';
import { ENDLESS, scenarioYaml } from './support/toys.ts';

/** Child processes are found through /proc. */
const describe = anywhere.skipIf(lacks('children in /proc'));

/** The second reply takes most of a second. */
const TOKENS = { first: 6, second: 1000, third: 6 };
const MODELS = [
  '--model',
  'vanishing.gguf',
  '--model',
  'staying',
  '--prompt',
  'chatml',
  '--threads',
  '1',
  '--gpu',
  'off',
];
const PLAY = ['eval', '--no-score', ...MODELS, ...Object.keys(TOKENS).flatMap((scenario) => ['--scenario', scenario])];

function endsOf(journal: readonly JournalLine[]) {
  return journal
    .filter((line) => line.type === 'conversation')
    .map(({ model, scenario, status, turns, reason }) => ({ model, scenario, status, turns, reason }));
}

/** Where the reply had begun. */
function cutOffIn(journal: readonly JournalLine[], key: string): object {
  const line = journal.find((each) => each.type === 'interruption' && each.key === key);
  if (line?.type !== 'interruption') return {};
  const { turn, user, partialReply, reason } = line;
  return { cutOff: { turn, user, partialReply, reason } };
}

const DIED = 'process-died: the model process was killed by SIGKILL';
const GONE = expect.stringMatching(/^load-failed: \S*vanishing\.gguf: not a readable GGUF file \(ENOENT: /);

describe('a model whose process is killed and whose file is gone', () => {
  let disturbed: Outcome;
  let run: StoredRun;
  let mended: StoredRun & { code: number | null };

  beforeAll(async () => {
    await using folder = await scriptedFolder({ staying: { replies: ['うん！'] } });
    const weights = toyModel({ ...ENDLESS, contextLength: 2048 });
    const file = await folder.write('vanishing.gguf', weights);
    for (const [id, maxTokens] of Object.entries(TOKENS)) {
      const sampling = { temperature: 0, maxTokens };
      await folder.write(`scenarios/${id}.yaml`, scenarioYaml({ id, turns: ['a'], sampling }));
    }
    disturbed = await spawnProgram([...PLAY, '--reporter', 'transcript', '--json'], {
      directory: folder.path,
      // Its reply may or may not have begun.
      onStart: whileReplying(2, (modelProcess) => {
        rmSync(file);
        process.kill(modelProcess, 'SIGKILL');
      }),
    });
    const results = path.join(folder.path, 'results');
    run = readRun(results);
    await folder.write('vanishing.gguf', weights);
    const { code } = await runProgram(['eval', '--no-score', '--resume', '--retry-failed'], { directory: folder.path });
    mended = { code, ...readRun(results) };
  });

  it('ends each of its conversations once, and the next model plays', () => {
    expect(disturbed.code).toBe(3);
    expect(endsOf(run.journal)).toEqual([
      { model: 'vanishing', scenario: 'first', status: 'done', turns: 1, reason: undefined },
      { model: 'vanishing', scenario: 'second', status: 'failed', turns: 0, reason: DIED },
      { model: 'vanishing', scenario: 'third', status: 'failed', turns: 0, reason: GONE },
      ...Object.keys(TOKENS).map((scenario) => ({
        ...{ model: 'staying', scenario, status: 'done', turns: 1, reason: undefined },
      })),
    ]);
    expect(run.summary).toMatchObject({
      status: 'done',
      totals: { conversations: 6, done: 4, failed: 2, turns: 4 },
    });
  });

  it('has no figures of another in the row of a conversation that was never played', () => {
    const rows = disturbed.stderr.split('\n').filter((line) => /^vanishing +(first|second|third)/.test(line));
    expect(rows.map((row) => row.replace(/\s{2,}/g, '|').replace(/\|[\d.]+ ms\|[\d.]+\|/, '|ms|rate|'))).toEqual([
      'vanishing|first|1|6|ms|rate|1 truncated',
      'vanishing|second|0|0|–|–|conversation failed',
      'vanishing|third|0|0|–|–|conversation failed',
    ]);
  });

  it('is told of conversation by conversation with --json', () => {
    const { conversations, totals } = JSON.parse(disturbed.stdout);
    expect(totals).toEqual(run.summary?.totals);
    expect(conversations).toEqual(
      run.journal
        .filter((line) => line.type === 'conversation')
        .map(({ type: _type, schemaVersion: _version, turns: _turns, figures: _figures, ...rest }) => ({
          ...rest,
          ...cutOffIn(run.journal, rest.key),
          turns: run.journal.filter((line) => line.type === 'turn' && line.key === rest.key),
        })),
    );
  });

  it('plays what failed once its file is back, under the keys that it had', () => {
    expect(mended.code).toBe(0);
    const { journal, summary } = mended;
    expect(journal.slice(0, run.journal.length)).toEqual(run.journal);
    const failed = run.journal.flatMap((line) => (line.type === 'conversation' && line.reason ? [line.key] : []));
    const [second, third] = failed;
    expect(failed).toHaveLength(2);
    expect(journal.slice(run.journal.length)).toMatchObject([
      { type: 'attempt', scenario: 'second', key: second, replaces: second, attempt: 2, because: 'failed' },
      { type: 'turn', scenario: 'second', key: second, reply: 'うん'.repeat(500), replyTokens: 1000 },
      { type: 'conversation', scenario: 'second', key: second, status: 'done', turns: 1 },
      { type: 'attempt', scenario: 'third', key: third, replaces: third, attempt: 2, because: 'failed' },
      { type: 'turn', scenario: 'third', key: third, reply: 'うんうんうん', replyTokens: 6 },
      { type: 'conversation', scenario: 'third', key: third, status: 'done', turns: 1 },
    ]);
    expect(summary).toMatchObject({ status: 'done', totals: { conversations: 6, done: 6, failed: 0, turns: 6 } });
  });
});
