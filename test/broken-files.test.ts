// One broken file among others: the rest is listed, and every mistake is named.
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runProgram, temporaryFolder } from './support/cli.ts';

const scenario = (id: string, rest = ''): string => `id: ${id}
title: t
tags: [夜, own]
persona: { name: n, user: u, instruction: i }
turns: [a]
${rest}`;

const BROKEN = `Files with mistakes (2):
scenarios/三.yaml:4:12: persona: unknown key "nme"
  Did you mean name?
scenarios/三.yaml:5:1: unknown key "turn"
  Did you mean turns?
scenarios/二.yaml:1:1: the colon is full-width; a key is followed by ":" and a space
  The line is:  id：二
  It should be: id: 二
`;

describe('of scenarios and models', () => {
  const folder = temporaryFolder();
  const run = (...args: string[]) => runProgram(args, { directory: folder.path });

  beforeAll(async () => {
    for (const name of ['scenarios', 'models', 'more/inner'])
      mkdirSync(path.join(folder.path, name), { recursive: true });
    await folder.write('scenarios/灯台.yml', scenario('灯台'));
    await folder.write('scenarios/二.yaml', scenario('二').replace('id: ', 'id：'));
    await folder.write('scenarios/三.yaml', scenario('三').replace('name:', 'nme:').replace('turns', 'turn'));
    await folder.write('scenarios/day.yaml', scenario('day').replace('夜', '昼'));
    await folder.write('scenarios/plain.yaml', scenario('plain', 'x: 1\n').replace('夜, own', 'plain'));
    await folder.write('more/inner/own.yml', scenario('own'));
    await folder.write('models/ok.yml', 'id: ok\nbackend: scripted\nreplies: [a]\n');
    await folder.write('models/bad.yaml', 'id: bad\nbackend: scripted\nreplys: [a]\nsampling: { topP: 9 }\n');
    for (const name of ['tw.yaml', 'tw.yml'])
      await folder.write(`models/${name}`, 'id: tw\nbackend: scripted\nreplies: [a]\n');
  });
  afterAll(() => folder[Symbol.asyncDispose]());

  it('scenarios list shows the rest, then each broken file with all its mistakes', async () => {
    const { code, stdout, stderr } = await run('scenarios', 'list');
    expect({ code, stderr }).toEqual({ code: 2, stderr: '' });
    expect(stdout).toMatch(/^anime-fan /m);
    expect(stdout).toMatch(/^灯台 .* 夜 own +t$/m);
    expect(stdout).toContain('\n\nFiles with mistakes (3):\nscenarios/plain.yaml:6:1: unknown key "x"\n');
    expect(stdout.endsWith(BROKEN.split('\n').slice(1).join('\n'))).toBe(true);
  });

  it('scenarios check selects by tag whatever is broken, and counts a broken file by the tags written in it', async () => {
    const { code, stdout } = await run('scenarios', 'check', 'tag:夜');
    expect({ code, stdout }).toEqual({ code: 2, stdout: `ok scenarios/灯台.yml: 灯台, 1 turn\n\n${BROKEN}` });
    expect(await run('scenarios', 'check', 'tag:昼')).toMatchObject({
      code: 0,
      stdout: 'ok scenarios/day.yaml: day, 1 turn\n',
    });
  });

  it('scenarios check takes folders', async () => {
    const { code, stdout } = await run('scenarios', 'check', 'more');
    expect({ code, stdout }).toEqual({ code: 0, stdout: 'ok more/inner/own.yml: own, 1 turn\n' });
    expect(await run('scenarios', 'check', 'models')).toMatchObject({ code: 2 });
    mkdirSync(path.join(folder.path, 'none'), { recursive: true });
    expect(await run('scenarios', 'check', 'none')).toMatchObject({
      code: 4,
      stderr: 'there is no .yaml file in the folder none\n',
    });
  });

  it('scenarios check --json gives each mistake its place', async () => {
    const { code, stdout } = await run('scenarios', 'check', '--json', '灯台', '三');
    expect({ code, result: JSON.parse(stdout) }).toEqual({
      code: 2,
      result: {
        scenarios: [{ id: '灯台', file: 'scenarios/灯台.yml', turns: 1 }],
        problems: [
          {
            ...{ file: 'scenarios/三.yaml', line: 4, column: 12, field: 'persona' },
            ...{ problem: 'unknown key "nme"', remedy: 'Did you mean name?' },
          },
          {
            ...{ file: 'scenarios/三.yaml', line: 5, column: 1, field: null },
            ...{ problem: 'unknown key "turn"', remedy: 'Did you mean turns?' },
          },
        ],
        warnings: [],
      },
    });
  });

  it('eval plays nothing of a selection that has a broken file, and names all of them', async () => {
    const outcome = await run('eval', '-m', 'ok', '-s', 'tag:夜');
    expect(outcome).toMatchObject({ code: 2, stdout: '', left: [] });
    expect(outcome.stderr).toBe(BROKEN.split('\n').slice(1).join('\n'));
  });

  it('models list shows the rest, in the table and in JSON', async () => {
    const mistakes = `models/bad.yaml:3:1: unknown key "replys"
  Did you mean replies?
models/bad.yaml:4:13: sampling.topP: Too big: expected number to be <=1
models/tw.yaml: tw.yml in the same folder has the same name
  Keep one of them, or give the other another name and id.
`;
    const table = await run('models', 'list');
    expect(table.code).toBe(2);
    expect(table.stdout).toMatch(/^ok +messages +scripted$/m);
    expect(table.stdout.endsWith(`\n\nFiles with mistakes (2):\n${mistakes}`)).toBe(true);
    const json = await run('models', 'list', '--json');
    const rows: { id: string; problem: string | null; entry?: string }[] = JSON.parse(json.stdout);
    expect(json.code).toBe(2);
    expect(rows.filter(({ id }) => ['ok', 'bad', 'tw'].includes(id))).toEqual([
      expect.objectContaining({ id: 'ok', problem: null }),
      { id: 'bad', entry: 'models/bad.yaml', problem: mistakes.split('\nmodels/tw')[0] },
      { id: 'tw', entry: 'models/tw.yaml', problem: mistakes.split('<=1\n')[1]?.trimEnd() },
    ]);
  });

  it('doctor --all examines the rest', async () => {
    const { code, stdout } = await run('doctor', '--all');
    expect(code).toBe(2);
    expect(stdout).toMatch(/^ok +hitogara-tiny-q8_0 /m);
    expect(stdout).toContain('\n\nFiles with mistakes (2):\nmodels/bad.yaml:3:1: unknown key "replys"\n');
  });

  it('a pair of .yaml and .yml with one name is refused where it is selected', async () => {
    expect(await run('eval', '-m', 'tw', '-s', '灯台')).toMatchObject({
      code: 2,
      stderr: `models/tw.yaml: tw.yml in the same folder has the same name
  Keep one of them, or give the other another name and id.
`,
    });
  });

  it('an id is found in whatever form of Unicode it is typed', async () => {
    await folder.write('scenarios/か\u3099.yaml', scenario('が'));
    for (const id of ['が', 'か\u3099']) expect(await run('scenarios', 'check', id)).toMatchObject({ code: 0 });
  });
});
