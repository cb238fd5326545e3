// Where `/bin/sh` is bash, as on macOS, Fedora and Arch, npm starts a script without a shell in between: Ctrl-C then arrives twice, from the
// terminal and from npm.
import { spawn } from 'node:child_process';
import { existsSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { ENVIRONMENT, REPOSITORY, readRun } from './support/cli.ts';
import { scriptedFolder } from './support/scripted-folder.ts';
import { scenarioYaml } from './support/toys.ts';

const BASH = '/bin/bash';

/** A process group stands for the terminal's. */
const hasGroups = process.platform !== 'win32';

it.skipIf(!existsSync(BASH) || !hasGroups)('Ctrl-C ends a run in order below npm and bash', async () => {
  const replies = ['うん！', { text: 'え？', delayMs: 60_000 }];
  await using folder = await scriptedFolder({ slow: { replies } }, scenarioYaml({ turns: ['first', 'second'] }));
  const script = `node ${JSON.stringify(path.join(REPOSITORY, 'dist/bin.js'))} eval`;
  writeFileSync(path.join(folder.path, 'package.json'), JSON.stringify({ scripts: { eval: script } }));
  const args = [`--script-shell=${BASH}`, 'run', 'eval', '--', '--model', 'slow', '--scenario', 'short', '--json'];
  const npm = spawn('npm', args, {
    cwd: folder.path,
    env: { ...ENVIRONMENT, HOME: folder.path, TMPDIR: folder.path },
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
  });
  const printed: string[] = [];
  npm.stdout.setEncoding('utf8').on('data', (text: string) => printed.push(text));
  npm.stderr.setEncoding('utf8').on('data', (text: string) => {
    if (text.includes('A: second') && npm.pid !== undefined) process.kill(-npm.pid, 'SIGINT');
  });
  await new Promise((ended) => npm.once('close', ended));
  const { summary, turns } = readRun(path.join(folder.path, 'results'));
  expect({ status: summary?.status, replies: turns.map(({ reply }) => reply) }).toEqual({
    status: 'interrupted',
    replies: ['うん！'],
  });
  expect(printed.join('')).toContain('"status": "interrupted"');
});
