// Files of a run that somebody else has made, or that something has damaged: every command that reads runs refuses them in one message.
import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, readFileSync, rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { lacks } from './support/capabilities.ts';
import { readRun, runProgram, spawnProgram, temporaryFolder } from './support/cli.ts';
import { scriptedFolder } from './support/scripted-folder.ts';

let played: Awaited<ReturnType<typeof scriptedFolder>>;
beforeAll(async () => {
  played = await scriptedFolder({ says: { replies: ['元気！'] } });
  await runProgram(['eval', '--model', 'says', '--scenario', 'short'], { directory: played.path });
});
afterAll(() => played[Symbol.asyncDispose]());

const READERS = [['show'], ['score'], ['compare'], ['report'], ['eval', '--resume']];

/** What each of the commands says of the run after something was done to its folder. */
async function saidOf(act: (run: string) => void, readers: readonly (readonly string[])[] = READERS) {
  await using folder = temporaryFolder();
  cpSync(played.path, folder.path, { recursive: true });
  act(readRun(path.join(folder.path, 'results')).directory);
  const said = [];
  for (const reader of readers) {
    const { code, stdout, stderr } = await runProgram([...reader], { directory: folder.path });
    said.push({ code, stdout, stderr });
  }
  return said;
}

/** By somebody who leaves no checksum, as runs of older versions have none. */
const edited =
  (edit: (manifest: Record<string, unknown>) => void) =>
  (run: string): void => {
    const file = path.join(run, 'manifest.json');
    const manifest = JSON.parse(readFileSync(file, 'utf8'));
    delete manifest.crc;
    edit(manifest);
    writeFileSync(file, JSON.stringify(manifest));
  };

describe('a run is refused', () => {
  const instead = (name: string, make: (file: string) => void) => (run: string) => {
    rmSync(path.join(run, name));
    make(path.join(run, name));
  };
  const fifo = (file: string): void => void execFileSync('mkfifo', [file]);
  const folder = (file: string): void => void mkdirSync(file);
  const device = (file: string): void => symlinkSync('/dev/zero', file);
  it.each<[string, (run: string) => void, string]>([
    [
      'a folder as its journal',
      instead('journal.jsonl', folder),
      'journal.jsonl: cannot be read: it is not a regular file',
    ],
    ['an id that is none', edited((manifest) => (manifest.runId = '\u001b[31mX\n::error::pwn')), 'not the id of a run'],
    ['an empty summary', (run) => truncateSync(path.join(run, 'summary.json')), 'summary.json: cannot be read'],
  ])('with %s', async (_what, act, says) => {
    for (const { code, stdout, stderr } of await saidOf(act)) {
      expect({ code, stderr }).toMatchObject({ code: 2, stderr: expect.stringContaining(says) });
      expect(stdout).not.toContain('pwn');
    }
  });

  it.skipIf(lacks('named pipes', 'symbolic links', '/dev/zero')).each<[string, (run: string) => void]>([
    ['a pipe as its journal', instead('journal.jsonl', fifo)],
    ['a device as its journal', instead('journal.jsonl', device)],
    ['a pipe as its manifest', instead('manifest.json', fifo)],
    ['a device as its summary', instead('summary.json', device)],
  ])('with %s', async (_what, act) => {
    for (const { code, stderr } of await saidOf(act, [['show'], ['eval', '--resume']])) {
      expect({ code, stderr }).toMatchObject({ code: 2, stderr: expect.stringContaining('cannot be read') });
    }
  });

  it('with a line that no memory could hold', async () => {
    const long = (run: string): void => truncateSync(path.join(run, 'journal.jsonl'), 3e9);
    for (const { code, stderr } of await saidOf(long, [['show'], ['eval', '--resume']])) {
      expect({ code, stderr }).toMatchObject({
        code: 2,
        stderr: expect.stringMatching(/journal\.jsonl:\d+: is larger than 64 MB/),
      });
    }
  });
});

it.each<[string, (text: string) => string]>([
  ['another seed', (text) => text.replace(/"seed": \d+/, '"seed": 7')],
  ['another number of turns', (text) => text.replace('"turns": null', '"turns": 1')],
  ['another scenario', (text) => text.replace(/(?<=persona.*?)name/, 'game')],
  ['another time', (text) => text.replace(/"startedAt": "20/, '"startedAt": "19')],
  ['another checksum', (text) => text.replace(/"crc": "./, '"crc": "x')],
  ['all of it on one line', (text) => JSON.stringify({ ...JSON.parse(text), maxCostUsd: 1 })],
])('a manifest with %s is refused', async (_, change) => {
  const damaged = (run: string): void => {
    const file = path.join(run, 'manifest.json');
    const text = readFileSync(file, 'utf8');
    expect(change(text)).not.toBe(text);
    writeFileSync(file, change(text));
    rmSync(path.join(run, 'summary.json'));
  };
  for (const { code, stderr } of await saidOf(damaged, [
    ['eval', '--resume'],
    ['baseline', 'bless', 'latest', '--name', 'x'],
  ]))
    expect({ code, stderr }).toEqual({
      code: 2,
      stderr: expect.stringMatching(
        /^results\/\S+\/manifest\.json: is damaged, or was changed after the run had written it\n {2}Put back what was there\. For other settings, start a new run\.\n$/,
      ),
    });
});

it('a manifest in another layout, with other line ends or of an older version is read', async () => {
  for (const change of [
    (text: string) => JSON.stringify(JSON.parse(text)),
    (text: string) => text.replaceAll('\n', '\r\n'),
    (text: string) => text.replace(/,\n {2}"crc": "\w{8}"/, ''),
  ]) {
    const laidOut = (run: string): void => {
      const file = path.join(run, 'manifest.json');
      const text = readFileSync(file, 'utf8');
      expect(change(text)).not.toBe(text);
      writeFileSync(file, change(text));
    };
    expect(await saidOf(laidOut, [['show']])).toMatchObject([{ code: 0, stderr: '' }]);
  }
});

it('a gate does not pass where there is nothing to judge', async () => {
  const emptied = edited((manifest) => Object.assign(manifest, { scenarios: [], models: [] }));
  const [outcome] = await saidOf(emptied, [['score', '--gate', 'length.max']]);
  expect(outcome).toMatchObject({ code: 3 });
});

it('results that are gone are not taken for none', async () => {
  const emptied = (run: string): void => truncateSync(path.join(run, 'scores/empty@1.jsonl'));
  for (const { code, stderr } of await saidOf(emptied, [['compare'], ['report']]))
    expect({ code, stderr }).toMatchObject({ code: 2, stderr: expect.stringContaining('holds 0 results, not 3') });
});

it.skipIf(lacks('named pipes'))('files that people write are regular ones', async () => {
  await using folder = temporaryFolder();
  for (const name of ['x.yaml', 'x.hbs', '.env']) execFileSync('mkfifo', [path.join(folder.path, name)]);
  const says = 'cannot be read: it is not a regular file';
  const outcome = await spawnProgram(['models', 'list'], { directory: folder.path });
  expect(outcome).toMatchObject({ code: 2, stderr: `.env: ${says}\n` });
  for (const args of [
    ['scenarios', 'check', 'x.yaml'],
    ['prompts', 'show', 'x.hbs'],
  ])
    expect(await runProgram(args, { directory: folder.path })).toMatchObject({
      code: 2,
      stderr: expect.stringContaining(says),
    });
});
