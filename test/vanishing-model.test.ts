// A model whose file vanishes and whose process is killed in its second conversation: it cannot be loaded again, and every
// conversation is journaled exactly once all the same.
import { rmSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { it as anywhere, expect } from 'vitest';
import type { JournalLine } from '../dist/store/records.js';
import { readRun, runProgram, spawnProgram, temporaryFolder } from './support/cli.ts';
import { whileReplying } from './support/disturb.ts';
import { toyModel } from './support/toy-model.ts';
import { ENDLESS, scenarioYaml, YES } from './support/toys.ts';

/** Child processes are found through /proc. */
const it = anywhere.skipIf(process.platform !== 'linux');

const PLAY = [
  '--scenario',
  'short',
  '--samples',
  '3',
  '--threads',
  '1',
  '--max-tokens',
  '800',
  '--reporter',
  'transcript',
];

async function twoModels() {
  const folder = temporaryFolder();
  await folder.write('vanishing.gguf', toyModel({ ...ENDLESS, contextLength: 2048 }));
  await folder.write('staying.gguf', toyModel({ ...YES, contextLength: 2048 }));
  await mkdir(path.join(folder.path, 'scenarios'));
  await folder.write('scenarios/short.yaml', scenarioYaml({ turns: ['a'] }));
  return folder;
}

/** The second conversation's process is killed while the file is gone; its reply may or may not have begun. */
function vanish(folder: { path: string }) {
  return whileReplying(2, (modelProcess) => {
    rmSync(path.join(folder.path, 'vanishing.gguf'));
    process.kill(modelProcess, 'SIGKILL');
  });
}

function endsOf(journal: readonly JournalLine[]) {
  return journal
    .filter((line) => line.type === 'conversation')
    .map(({ model, sample, status, turns, reason }) => ({ model, sample, status, turns, reason }));
}

const DIED = 'process-died: the model process was killed by SIGKILL';
const GONE = expect.stringMatching(/^load-failed: \S*vanishing\.gguf: /);
const VANISHED = [
  { model: 'vanishing', sample: 1, status: 'done', turns: 1, reason: undefined },
  { model: 'vanishing', sample: 2, status: 'failed', turns: 0, reason: DIED },
  { model: 'vanishing', sample: 3, status: 'failed', turns: 0, reason: GONE },
];

it('ends each conversation once, under the key that it would have had', async () => {
  await using folder = await twoModels();
  const args = ['eval', '--model', 'vanishing.gguf', ...PLAY];
  await runProgram([...args, '--out', 'undisturbed'], { directory: folder.path });
  const { code, stdout } = await spawnProgram(args, { directory: folder.path, onStart: vanish(folder) });
  expect(code).toBe(3);
  const { journal, summary } = readRun(path.join(folder.path, 'results'));
  expect(endsOf(journal)).toEqual(VANISHED);
  const keysOf = (lines: readonly JournalLine[]) =>
    lines.filter((line) => line.type === 'conversation').map(({ key }) => key);
  expect(keysOf(journal)).toEqual(keysOf(readRun(path.join(folder.path, 'undisturbed')).journal));
  expect(summary).toMatchObject({ status: 'done', totals: { conversations: 3, done: 1, failed: 2, turns: 1 } });
  // The row of a conversation that was never played has no figures of another.
  const rows = stdout.split('\n').filter((line) => /^vanishing +short/.test(line));
  expect(rows.map((row) => row.replace(/\s{2,}/g, '|').replace(/\|[\d.]+ ms\|[\d.]+\|/, '|ms|rate|'))).toEqual([
    'vanishing|short|1|800|ms|rate|1 truncated',
    'vanishing|short #2|0|0|–|–|conversation failed',
    'vanishing|short #3|0|0|–|–|conversation failed',
  ]);
});

it('goes on with the next model, and tells of each conversation with --json', async () => {
  await using folder = await twoModels();
  const args = ['eval', '--model', 'vanishing.gguf', '--model', 'staying.gguf', ...PLAY, '--json'];
  const { code, stdout } = await spawnProgram(args, { directory: folder.path, onStart: vanish(folder) });
  expect(code).toBe(3);
  const { journal, summary } = readRun(path.join(folder.path, 'results'));
  expect(endsOf(journal)).toEqual([
    ...VANISHED,
    ...[1, 2, 3].map((sample) => ({ model: 'staying', sample, status: 'done', turns: 1, reason: undefined })),
  ]);
  expect(summary?.totals).toMatchObject({ conversations: 6, done: 4, failed: 2, turns: 4 });
  const { conversations, totals } = JSON.parse(stdout);
  expect(totals).toEqual(summary?.totals);
  expect(conversations).toEqual(
    journal
      .filter((line) => line.type === 'conversation')
      .map(({ type: _type, schemaVersion: _version, turns: _turns, figures: _figures, ...rest }) => ({
        ...rest,
        turns: journal.filter((line) => line.type === 'turn' && line.key === rest.key),
      })),
  );
});
