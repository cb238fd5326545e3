// What a program does whose output ends before it does, or that has no console of its own.
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { isClosedPipe } from '../dist/core/closed-pipe.js';
import { REPOSITORY, spawnProgram } from './support/cli.ts';

describe('a pipe that nobody reads any more', () => {
  it.each([
    ['EPIPE', true],
    ['EOF', true],
    ['ERR_STREAM_DESTROYED', true],
    ['ENOSPC', false],
    ['EIO', false],
    ['EAGAIN', false],
  ])('is told from other errors: %s', (code, isClosed) => {
    expect(isClosedPipe(Object.assign(new Error('write'), { code }))).toBe(isClosed);
    expect(isClosedPipe(code)).toBe(false);
  });

  it.each([
    ['EOF', 0, ''],
    ['EIO', 3, 'the output cannot be written: write EIO\n'],
  ])('ends the output quietly, whatever it is called: %s', async (code, exitCode, says) => {
    const fail = `const error = Object.assign(new Error('write ${code}'), { code: '${code}' });
      if (process.argv[1]?.endsWith('bin.js')) process.stdout._write = (_chunk, _encoding, done) => done(error);`;
    const environment = { NODE_OPTIONS: `--import data:text/javascript,${encodeURIComponent(fail)}` };
    const outcome = await spawnProgram(['--version'], { directory: REPOSITORY, environment });
    expect(outcome.code).toBe(exitCode);
    expect(says === '' ? outcome.stderr : outcome.stderr.slice(0, says.length)).toBe(says);
  });
});

it('starts no process that opens a window, but for the browser', () => {
  const folder = path.join(REPOSITORY, 'src');
  const starting = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts'))
    .map((file) => ({ file, text: readFileSync(path.join(folder, file), 'utf8') }))
    .filter(({ text }) => text.includes("from 'node:child_process'"))
    .map(({ file, text }) => {
      const calls =
        text.match(/(?<![\w.])(?:spawn|spawnSync|fork|exec|execSync|execFileSync|promisify\(execFile\))\(/g) ?? [];
      const hidden = text.match(/windowsHide: true/g) ?? [];
      return { file: path.basename(file), shown: calls.length - hidden.length };
    });
  expect(starting.filter(({ shown }) => shown !== 0)).toEqual([{ file: 'open-browser.ts', shown: 1 }]);
});
