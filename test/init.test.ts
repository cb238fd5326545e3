// The first files of a project: they can be played, and nothing that was there is changed.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { type Outcome, readRun, runProgram, spawnProgram, temporaryFolder } from './support/cli.ts';
import { NO_MODEL_PROCESS } from './support/no-model-process.ts';
import { NO_TERMINAL, onTerminal } from './support/terminal.ts';

type Folder = ReturnType<typeof temporaryFolder>;

function inFolder({ path: directory }: Folder, ...args: string[]): Promise<Outcome> {
  return runProgram(args, { directory, environment: NO_MODEL_PROCESS });
}

const read = (folder: Folder, file: string): string => readFileSync(path.join(folder.path, file), 'utf8');

const FILES = [
  '.github/workflows/hitogara.yml',
  '.gitignore',
  'models/echo.yaml',
  'models/my-model.yaml',
  'scenarios/first-chat.yaml',
];

describe('without questions', () => {
  it('writes what can be played at once, and says what to run', async () => {
    await using folder = temporaryFolder();
    const { code, stdout, stderr, left } = await inFolder(folder, 'init', '--yes');
    expect({ code, stderr, left: left.filter((file) => file.includes('.')).sort() }).toEqual({
      code: 0,
      stderr: '',
      left: ['.github', '.github/workflows', ...FILES].sort(),
    });
    const commands = [...stdout.matchAll(/^ {2}hitogara (.*)$/gm)].map(([, words = '']) => words.split(' '));
    expect(commands.map(([name]) => name)).toEqual(['eval', 'show', 'doctor', 'eval']);
    const [play = [], show = []] = commands;
    expect(await inFolder(folder, ...play)).toMatchObject({ code: 0, stderr: '' });
    expect((await inFolder(folder, ...show)).stdout).toContain(
      'あなた: もしもし、起きてた？\nミナ: うん、起きてたよ。\n',
    );
    expect(readRun(path.join(folder.path, 'results')).turns).toHaveLength(4);
    expect(await inFolder(folder, 'models', 'list')).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/^my-model +gguf +not here: my-model\.gguf$/m),
    });
  });

  it('writes a workflow whose commands work', async () => {
    await using folder = temporaryFolder();
    await inFolder(folder, 'init', '--yes');
    const { jobs } = parse(read(folder, '.github/workflows/hitogara.yml'));
    const runs: string[] = jobs.chat.steps.flatMap((step: { run?: string }) => step.run ?? []);
    expect(runs[0]).toMatch(/^npm install --no-save --omit=optional --ignore-scripts hitogara@\d+\.\d+\.\d+$/);
    const commands = runs.slice(1).map((run) => run.replace(/^npx hitogara /, '').split(' '));
    expect(commands).toHaveLength(2);
    for (const command of commands) expect(await inFolder(folder, ...command)).toMatchObject({ code: 0, stderr: '' });
  });

  it('leaves what is there as it is, and is safe to run again', async () => {
    await using folder = temporaryFolder();
    await folder.write('.gitignore', 'mine\n');
    const first = await inFolder(folder, 'init');
    expect(first.stdout).toContain('kept .gitignore, which was there already\n');
    expect(read(folder, '.gitignore')).toBe('mine\n');
    await folder.write('models/echo.yaml', 'changed');
    const again = await inFolder(folder, 'init');
    expect({ code: again.code, left: again.left }).toEqual({ code: 0, left: [] });
    expect(again.stdout).not.toContain('wrote');
    expect(read(folder, 'models/echo.yaml')).toBe('changed');
  });

  it('begins in another folder', async () => {
    await using folder = temporaryFolder();
    const { stdout } = await inFolder(folder, 'init', 'characters');
    expect(stdout).toContain('wrote characters/scenarios/first-chat.yaml\n');
    expect(stdout).toContain('Next:\n  cd characters\n');
    expect(read(folder, 'characters/models/echo.yaml')).toContain('backend: scripted');
  });

  it('says which file cannot be written', async () => {
    await using folder = temporaryFolder();
    await folder.write('scenarios', 'a file');
    const { code, stderr } = await inFolder(folder, 'init');
    expect({ code, stderr }).toEqual({
      code: 2,
      stderr: expect.stringMatching(/^scenarios\/first-chat\.yaml: cannot be written: EEXIST/),
    });
  });
});

describe.skipIf(NO_TERMINAL)(`on a terminal${NO_TERMINAL ? ` (${NO_TERMINAL})` : ''}`, () => {
  /** Each answer is typed once its question is there. */
  function answered(folder: Folder, answers: readonly (readonly [string, string])[]): Promise<Outcome> {
    const waiting = [...answers];
    let seen = '';
    return spawnProgram(['init'], {
      directory: folder.path,
      prefix: onTerminal(80),
      environment: { TERM: 'xterm' },
      onStart: ({ stdout, stdin }) =>
        stdout?.on('data', (output: string) => {
          seen += output;
          const [next] = waiting;
          if (!next || !seen.includes(next[0])) return;
          waiting.shift();
          seen = '';
          stdin?.write(next[1]);
        }),
    });
  }
  const [END, CLEAR, DOWN] = ['\r', '\u0015', '\u001b[B'];

  it('asks for the names and takes the answers', async () => {
    await using folder = temporaryFolder();
    const { code, stdout } = await answered(folder, [
      ['scenario be called', `${CLEAR}late-caller${END}`],
      ['your own model', `${DOWN}${END}`],
      ['its address', `${CLEAR}http://127.0.0.1:9999/v1${END}`],
      ['GitHub Actions', `n`],
    ]);
    expect(code).toBe(0);
    expect(stdout).toContain('wrote scenarios/late-caller.yaml');
    expect(stdout).not.toContain('hitogara.yml');
    expect(parse(read(folder, 'models/my-model.yaml'))).toMatchObject({
      backend: 'openai',
      baseUrl: 'http://127.0.0.1:9999/v1',
    });
    expect(await inFolder(folder, 'scenarios', 'check', 'late-caller')).toMatchObject({ code: 0 });
    expect(await inFolder(folder, 'models', 'list')).toMatchObject({ code: 0 });
  });

  it('writes nothing if the user gives up', async () => {
    await using folder = temporaryFolder();
    const { code, left } = await answered(folder, [['scenario be called', '\u0003']]);
    expect({ code, left }).toEqual({ code: 130, left: [] });
  });
});
