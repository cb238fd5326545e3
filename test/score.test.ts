// Scoring past runs through the command line: what is stored, printed and exported, and what decides the exit code.
import {
  appendFileSync,
  cpSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { Writable } from 'node:stream';
import { XMLParser, XMLValidator } from 'fast-xml-parser';
import { beforeAll, describe, expect, it } from 'vitest';
import { scoreAndTell } from '../dist/cli/scoring.js';
import { scoreRun } from '../dist/index.js';
import { csvOf } from '../dist/report/score-csv.js';
import { openPastRun } from '../dist/store/past-run.js';
import { ENGLISH } from '../dist/words/text.js';
import { lacks } from './support/capabilities.ts';
import { type Outcome, REPOSITORY, readRun, runProgram, spawnProgram } from './support/cli.ts';
import { NO_MODEL_PROCESS, SPAWNS_NO_MODEL_PROCESS } from './support/no-model-process.ts';
import { play } from './support/play.ts';
import { scriptedFolder } from './support/scripted-folder.ts';
import { scenarioYaml } from './support/toys.ts';
import { worldIn } from './support/world.ts';

type Folder = Awaited<ReturnType<typeof scriptedFolder>>;

function run(folder: Folder, ...args: string[]): Promise<Outcome> {
  return runProgram(args, { directory: folder.path, environment: NO_MODEL_PROCESS });
}

const HOSTILE = '::error::forged\n##[error]old form\n=HYPERLINK("x")\u0000\u001b[31m]]></failure>&';

describe('a run of two models', () => {
  let folder: Folder;
  let directory = '';

  beforeAll(async () => {
    folder = await scriptedFolder({ good: { replies: ['うん！'] }, bad: { replies: ['', 'うん！', ''] } });
    await folder.write('scenarios/other.yaml', scenarioYaml({ id: 'other' }));
    directory = (await play(folder.path, { models: ['good', 'bad'], scenarios: ['short', 'other'] })).directory;
  });

  it('is scored into a file for each check and version, and an index', async () => {
    const { code, left } = await run(folder, 'score', '--check', 'empty');
    expect({ code, left }).toEqual({
      code: 0,
      left: ['scores', 'scores/empty@1.jsonl', 'scores/index.json'].map((file) =>
        path.join('results', path.basename(directory), file),
      ),
    });
    const lines = readFileSync(path.join(directory, 'scores/empty@1.jsonl'), 'utf8').trimEnd().split('\n');
    expect(lines).toHaveLength(12);
    const first = lines.map((line) => JSON.parse(line)).find(({ model }) => model === 'bad');
    expect(first).toEqual({
      ...{ schemaVersion: 1, check: 'empty', version: 1, unit: 'turn', key: expect.any(String) },
      ...{ model: 'bad', scenario: 'short', sample: 1, settings: {}, turn: 1 },
      ...{ result: 'fail', value: 0, spans: [], message: 'the reply is empty' },
    });
  });

  it('is scored to the same bytes again, and leaves what another version found', async () => {
    const scores = path.join(directory, 'scores');
    await run(folder, 'score', '--check', 'empty');
    const before = readFileSync(path.join(scores, 'empty@1.jsonl'));
    writeFileSync(path.join(scores, 'empty@0.jsonl'), 'older\n');
    await run(folder, 'score', '--check', 'empty');
    expect(readFileSync(path.join(scores, 'empty@1.jsonl'))).toEqual(before);
    expect(readFileSync(path.join(scores, 'empty@0.jsonl'), 'utf8')).toBe('older\n');
    expect(readdirSync(scores).filter((file) => file.endsWith('.tmp'))).toEqual([]);
  });

  it('is printed as one JSON object with --json', async () => {
    const { stdout } = await run(
      folder,
      'score',
      '--check',
      'empty',
      '--model',
      'bad',
      '--gate',
      'empty=0.9',
      '--json',
    );
    const { checks, table, gates, ...head } = JSON.parse(stdout);
    expect(head).toEqual({
      runId: path.basename(directory),
      directory: `results/${path.basename(directory)}`,
      notes: [],
      ratings: null,
      preferences: null,
    });
    expect(checks.map(({ model, turn, result }: Record<string, unknown>) => [model, turn, result])).toEqual(
      Array.from({ length: 2 }, () => [
        ['bad', 1, 'fail'],
        ['bad', 2, 'pass'],
        ['bad', 3, 'fail'],
      ]).flat(),
    );
    expect(table).toMatchObject([{ model: 'bad', turns: 6, clusters: 2, faults: { n: 6, failed: 4 } }]);
    expect(gates).toMatchObject([{ check: 'empty', limit: 0.9, result: 'pass', n: 6, failed: 4 }]);
  });

  it.each([
    ['passes at its limit', ['--gate', 'empty=67%'], 0, 'gate empty passed for bad: 4 of 6'],
    ['judges each model by itself', ['--gate', 'empty=50%'], 1, 'gate empty passed for good: 0 of 6'],
    ['fails above it', ['--gate', 'empty'], 1, 'gate empty failed for bad: 4 of 6'],
    ['is no pass if nothing can be judged', ['--gate', 'endings', '--model', 'bad'], 3, 'cannot be judged'],
  ])('a gate %s', async (_, args, code, told) => {
    const outcome = await run(folder, 'score', ...args);
    expect(outcome).toMatchObject({ code });
    expect(outcome.stdout.replace(/\s+/g, ' ')).toContain(told);
  });

  it.each([
    [['--check', 'emty'], 'there is no check "emty"\n  Did you mean empty?'],
    [['--gate', 'empty=2'], '--gate empty=2: the limit is a share, such as 0.05 or 5%'],
    [['--gate', 'lenght.max'], 'there is no check "lenght.max"\n  Did you mean length.max?'],
    [['--gate', 'empty', '--gate', 'empty=5%'], '--gate empty is given twice\n  Give each check one limit only.'],
    [['--model', 'god'], 'the run has no model "god"'],
    [['--reporter', 'junit'], 'expected github or junit:FILE'],
    [['--scenario-now', '--scenario-of-run'], 'cannot be used together'],
  ])('refuses %j', async (args, told) => {
    const { code, stderr } = await run(folder, 'score', ...args);
    expect(code).toBeGreaterThan(1);
    expect(stderr).toContain(told);
  });

  it('shows examples of every check and scenario before the second of any, those of failed gates first', async () => {
    const { stdout } = await run(folder, 'score', '--check', 'e*', '--gate', 'empty', '--failures', '3');
    expect(stdout.split('\n\n').find((part) => part.startsWith('empty\n'))).toBe(
      [
        'empty',
        '  short · turn 1 · bad',
        '    the reply is empty',
        '  other · turn 1 · bad',
        '    the reply is empty',
        '  short · turn 3 · bad',
        '    the reply is empty',
        'and 1 more; --failures N lists more of them, and the files in scores/ have all',
      ].join('\n'),
    );
  });

  it('compares the checks with what people say', async () => {
    const rated = (fields: object): string => `${JSON.stringify({ model: 'bad', scenario: 'short', ...fields })}\n`;
    await folder.write(
      'people.jsonl',
      rated({ turn: 1, rating: 1, who: 'a' }) +
        rated({ turn: 1, thumb: 'down', who: 'b' }) +
        rated({ turn: 2, rating: 5, who: 'a', tags: ['great'], note: 'いいね' }) +
        rated({ turn: 9, rating: 3 }),
    );
    const { stdout } = await run(folder, 'score', '--check', 'empty', '--ratings', 'people.jsonl', '--json');
    expect(JSON.parse(stdout).ratings).toMatchObject({
      ratings: 3,
      raters: ['a', 'b'],
      models: [{ model: 'bad', meanRating: { n: 2, value: 3, low: null }, thumbsUp: 0, thumbsDown: 1 }],
      checks: [
        { check: 'empty', both: 1, checkOnly: 0, peopleOnly: 0, neither: 1, kappa: { n: 2, value: 1, low: null } },
      ],
      people: { n: 1 },
      unplaced: [{ line: 4 }],
    });
  });

  it('refuses a file of ratings that is not there', async () => {
    const { code, stderr } = await run(folder, 'score', '--ratings', 'nobody.jsonl');
    expect(code).toBe(2);
    expect(stderr).toContain('nobody.jsonl: cannot be read');
  });

  it.each([
    ['{', 'people.jsonl:1: not a line of JSON'],
    ['{"model":"bad","scenario":"short","rating":6}', 'people.jsonl:1: rating: Too big'],
    ['{"model":"bad","scenario":"short"}', 'people.jsonl:1: needs a rating (1 to 5), a thumb (up or down) or a note'],
    ['', 'people.jsonl: there is no rating in this file'],
    ['{"model":"bad","scenaro":"short","rating":3}', 'people.jsonl:1: unknown key "scenaro"\n  Did you mean scenario?'],
  ])('refuses ratings such as %s', async (line, told) => {
    await folder.write('people.jsonl', `${line}\n`);
    const { code, stderr } = await run(folder, 'score', '--ratings', 'people.jsonl');
    expect(code).toBe(2);
    expect(stderr).toContain(told);
  });

  it('becomes a table for spreadsheets that computes nothing', async () => {
    await run(folder, 'score', '--check', 'empty', '--csv', 'scores.csv');
    const text = readFileSync(path.join(folder.path, 'scores.csv'), 'utf8');
    expect(text.split('\n').slice(0, 2)).toEqual([
      '\ufeffrun,model,settings,scenario,sample,turn,check,version,unit,result,value,start,end,message',
      `${path.basename(directory)},good,{},short,1,1,empty,1,turn,pass,3,,,something was said`,
    ]);
  });

  it('becomes JUnit XML with a suite for each model, and the gates', async () => {
    await run(folder, 'score', '--check', 'empty', '--gate', 'empty', '--reporter', 'junit:scores.xml');
    const xml = readFileSync(path.join(folder.path, 'scores.xml'), 'utf8');
    expect(XMLValidator.validate(xml)).toBe(true);
    const { testsuites } = new XMLParser({ ignoreAttributes: false, attributeNamePrefix: '' }).parse(xml);
    expect(testsuites).toMatchObject({ tests: '6', failures: '3', errors: '0' });
    expect(testsuites.testsuite.map(({ name }: { name: string }) => name)).toEqual(['good', 'bad', 'gates']);
    expect(testsuites.testsuite[1].testcase[0]).toMatchObject({
      classname: 'short',
      name: 'empty › bad',
      failure: { message: '2 of 3 failed' },
    });
  });
});

describe('the gate leak.template', () => {
  it.each([
    ['passes', 'うん！', 0],
    ['fails', 'うん！<|im_end|>', 1],
    ['is not judged', { error: 'no' }, 3],
  ])('%s', async (_, reply, expected) => {
    await using folder = await scriptedFolder({ echo: { replies: [reply] } });
    await play(folder.path, { models: ['echo'] });
    const { code } = await run(folder, 'score', '--gate', 'leak.template', '--reporter', 'junit:x.xml');
    expect(code).toBe(expected);
    expect(strangersIn(readFileSync(path.join(folder.path, 'x.xml'), 'utf8'))).toEqual([]);
  });
});

/** The elements and attributes that the JUnit plugins of Jenkins and GitLab read, and what may be in each. */
const JUNIT: Readonly<Record<string, { attributes: readonly string[]; children: readonly string[] }>> = {
  testsuites: { attributes: ['name', 'tests', 'failures', 'errors', 'skipped', 'time'], children: ['testsuite'] },
  testsuite: {
    attributes: ['name', 'tests', 'failures', 'errors', 'skipped', 'time', 'timestamp', 'hostname', 'id'],
    children: ['properties', 'testcase', 'system-out', 'system-err'],
  },
  testcase: {
    attributes: ['name', 'classname', 'time', 'file', 'line'],
    children: ['skipped', 'error', 'failure', 'system-out', 'system-err'],
  },
  failure: { attributes: ['message', 'type'], children: [] },
  error: { attributes: ['message', 'type'], children: [] },
  skipped: { attributes: ['message'], children: [] },
  'system-out': { attributes: [], children: [] },
};

/** What no reader of JUnit XML knows, and numbers that do not add up. */
function strangersIn(xml: string): string[] {
  if (XMLValidator.validate(xml) !== true) return ['not XML'];
  const parser = new XMLParser({ preserveOrder: true, ignoreAttributes: false, attributeNamePrefix: '' });
  const strangers: string[] = [];
  const visit = (nodes: readonly Record<string, unknown>[], parent: string | null): void => {
    for (const node of nodes) {
      for (const [name, inside] of Object.entries(node)) {
        if (name === '#text' || name === ':@' || name === '?xml') continue;
        const known = JUNIT[name];
        const isKnown = parent === null ? name === 'testsuites' : JUNIT[parent]?.children.includes(name);
        if (!known || !isKnown) strangers.push(`${parent}/${name}`);
        for (const attribute of Object.keys(node[':@'] ?? {})) {
          if (!known?.attributes.includes(attribute)) strangers.push(`${name}@${attribute}`);
        }
        if (Array.isArray(inside)) visit(inside, name);
      }
    }
  };
  visit(parser.parse(xml), null);
  const count = (pattern: RegExp): number => xml.match(pattern)?.length ?? 0;
  const [, tests, failures, errors] = /<testsuites[^>]* tests="(\d+)" failures="(\d+)" errors="(\d+)"/.exec(xml) ?? [];
  const counted = [count(/<testcase /g), count(/<failure /g), count(/<error /g)].map(String);
  return `${counted}` === `${[tests, failures, errors]}` ? strangers : [...strangers, `${counted} is not what is said`];
}

describe('what a hostile model says', () => {
  it('forges no command of GitHub, breaks no XML, and computes nothing in a spreadsheet', async () => {
    await using folder = await scriptedFolder({ evil: { replies: [HOSTILE] } });
    await folder.write(
      'scenarios/short.yaml',
      JSON.stringify({
        ...JSON.parse(scenarioYaml()),
        checks: { 'words.forbidden': { words: ['forged', '=HYPERLINK'] } },
      }),
    );
    await play(folder.path, { models: ['evil'] });
    const summary = path.join(folder.path, 'summary.md');
    const args = ['score', '--reporter', 'github', '--reporter', 'junit:x.xml', '--csv', 'x.csv'];
    const outcome = await runProgram(args, {
      directory: folder.path,
      environment: { ...NO_MODEL_PROCESS, GITHUB_STEP_SUMMARY: summary },
    });
    const commands = outcome.stdout.split('\n').filter((line) => /^\s*::|##\[/.test(line));
    expect(commands).toEqual([expect.stringMatching(/^::warning title=evil\/short::/)]);
    const told = readFileSync(summary, 'utf8');
    expect(told).toContain('words.forbidden');
    expect(told).not.toMatch(/^\s*::|^\s*##\[|\u001b/m);
    expect(outcome.stdout).not.toContain('\u001b');
    expect(strangersIn(readFileSync(path.join(folder.path, 'x.xml'), 'utf8'))).toEqual([]);
    expect(readFileSync(path.join(folder.path, 'x.csv'), 'utf8')).not.toMatch(/(^|,)"?[=+@]/m);
  });
});

it('computes nothing in a spreadsheet, whatever a record says', async () => {
  await using folder = await scriptedFolder({ m: { replies: ['うん！'] } });
  const { directory } = await play(folder.path, { models: ['m'] });
  const report = await scoreRun({ run: directory, checks: ['empty'] }, { world: worldIn(folder.path) });
  const file = path.join(directory, 'scores/empty@1.jsonl');
  writeFileSync(file, readFileSync(file, 'utf8').replaceAll('something was said', '=1+1'));
  let csv = '';
  for await (const part of csvOf([report])) csv += part;
  expect(csv).toContain(",'=1+1\n");
});

it('lists as many failures as are asked for, and annotates the worst scenario first', async () => {
  const turns = Array.from({ length: 6 }, (_, index) => `a${index}`);
  await using folder = await scriptedFolder({ m: { replies: [''] } }, scenarioYaml({ turns }));
  await folder.write('scenarios/a-few.yaml', scenarioYaml({ id: 'a-few', turns: ['a', 'b'] }));
  await play(folder.path, { models: ['m'], scenarios: ['a-few', 'short'], samples: 2 });
  const all = await run(folder, 'score', '--check', 'empty', '--failures', '16', '--reporter', 'github');
  expect(all.stdout.match(/^ {4}the reply is empty$/gm)).toHaveLength(16);
  expect(all.stdout).not.toContain('--failures N');
  const annotations = all.stdout.split('\n').filter((line) => line.startsWith('::warning'));
  expect(annotations.map((line) => /title=(\S+?)::/.exec(line)?.[1])).toEqual(['m/short', 'm/a-few']);
  expect(annotations[0]).toContain('and 2 more');
});

describe('a scenario that has changed since its run', () => {
  const changed = (fields: object): string => JSON.stringify({ ...JSON.parse(scenarioYaml()), ...fields });

  it('is scored as it was, and that is said; --scenario-now takes the file', async () => {
    await using folder = await scriptedFolder({ echo: { replies: ['うん！'] } });
    await play(folder.path, { models: ['echo'] });
    await folder.write('scenarios/short.yaml', changed({ checks: { empty: false } }));
    const then = await run(folder, 'score', '--check', 'empty', '--json');
    expect(JSON.parse(then.stdout)).toMatchObject({
      notes: [expect.stringContaining('scenario short has changed since this run')],
      checks: { length: 3 },
    });
    expect(
      JSON.parse((await run(folder, 'score', '--check', 'empty', '--json', '--scenario-of-run')).stdout).notes,
    ).toEqual([]);
    const now = await run(folder, 'score', '--check', 'empty', '--json', '--scenario-now');
    expect(JSON.parse(now.stdout)).toMatchObject({ notes: [], checks: { length: 0 } });
  });

  it('cannot be scored as it is now if other words would be played', async () => {
    await using folder = await scriptedFolder({ echo: { replies: ['うん！'] } });
    await play(folder.path, { models: ['echo'] });
    await folder.write('scenarios/short.yaml', changed({ turns: ['x', 'b', 'c'] }));
    expect(await run(folder, 'score', '--scenario-now')).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('what scenario short plays has changed since this run'),
    });
  });
});

describe('runs in every state', () => {
  it('an older one', async () => {
    await using folder = await scriptedFolder({});
    cpSync(path.join(REPOSITORY, 'test/fixtures/run-v2'), path.join(folder.path, 'results'), { recursive: true });
    const { code, stdout } = await run(folder, 'score', '--json');
    expect(code).toBe(0);
    expect(JSON.parse(stdout).checks.length).toBeGreaterThan(0);
  });

  it('one whose journal ends in the middle of a line', async () => {
    await using folder = await scriptedFolder({ echo: { replies: ['うん！'] } });
    const { directory } = await play(folder.path, { models: ['echo'] });
    const journal = path.join(directory, 'journal.jsonl');
    const text = readFileSync(journal, 'utf8');
    rmSync(path.join(directory, 'summary.json'));
    truncateSync(journal, Buffer.byteLength(text.slice(0, text.lastIndexOf('"turn":3'))));
    const { stdout } = await run(folder, 'score', '--check', 'empty', '--json');
    expect(JSON.parse(stdout)).toMatchObject({ checks: { length: 2 }, table: [{ unfinished: 1, turns: 2 }] });
  });

  it('one with a damaged line names it', async () => {
    await using folder = await scriptedFolder({ echo: { replies: ['うん！'] } });
    const { directory } = await play(folder.path, { models: ['echo'] });
    appendFileSync(path.join(directory, 'journal.jsonl'), 'damaged\n');
    const { code, stderr, left } = await run(folder, 'score');
    expect({ code, left: left.filter((file) => file.includes('.tmp')) }).toEqual({ code: 2, left: [] });
    expect(stderr).toMatch(/journal\.jsonl:5: not a line of a journal/);
  });

  it('one in which everything failed passes no gate', async () => {
    await using folder = await scriptedFolder({ broken: { replies: [{ error: 'no' }] } });
    await play(folder.path, { models: ['broken'] });
    const { code, stdout } = await run(folder, 'score', '--gate', 'empty');
    expect(code).toBe(3);
    expect(stdout).toContain('gate empty cannot be judged for broken: the check applies to nothing here');
  });
});

describe('two at once', () => {
  it('score one run, and both leave whole files', async () => {
    await using folder = await scriptedFolder({ echo: { replies: ['うん！'] } });
    const { directory } = await play(folder.path, { models: ['echo'], samples: 20 });
    const outcomes = await Promise.all([1, 2, 3].map(() => run(folder, 'score', '--check', 'e*')));
    expect(outcomes.map(({ code }) => code)).toEqual([0, 0, 0]);
    const scores = path.join(directory, 'scores');
    const files = readdirSync(scores).map((file) => file.replace(/@\d+/, ''));
    expect(files.sort()).toEqual(['echo.user.jsonl', 'empty.jsonl', 'endings.jsonl', 'index.json']);
    const lines = readFileSync(path.join(scores, 'empty@1.jsonl'), 'utf8').trimEnd().split('\n');
    expect(lines.map((line) => JSON.parse(line).result)).toEqual(Array.from({ length: 60 }, () => 'pass'));
  });

  it('a run that is being played is scored as far as it is', async () => {
    await using folder = await scriptedFolder({ slow: { replies: ['うん！', { text: 'うん！', delayMs: 600_000 }] } });
    const controller = new AbortController();
    let playing: Promise<unknown> = Promise.resolve();
    await new Promise<void>((resolve) => {
      const emit = ({ type }: { type: string }): void => {
        if (type === 'turn-end') resolve();
      };
      playing = play(folder.path, { models: ['slow'] }, { emit, signal: controller.signal });
    });
    const { code, stdout } = await run(folder, 'score', '--check', 'empty', '--json');
    controller.abort();
    await playing;
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ checks: [{ turn: 1, result: 'pass' }], table: [{ unfinished: 1 }] });
  });
});

describe('what cannot be scored', () => {
  it('an expression without an end is an error of its check, and no gate passes', async () => {
    await using folder = await scriptedFolder({ long: { replies: [`${'a'.repeat(16_000)}!`] } });
    const checks = { 'text.matches': { regex: '^(a+)+$', gate: true } };
    const text = JSON.stringify({ ...JSON.parse(scenarioYaml({ turns: ['x'] })), checks });
    await folder.write('scenarios/short.yaml', text);
    await play(folder.path, { models: ['long'] });
    const args = ['score', '--check', 'text.matches', '--reporter', 'junit:x.xml', '--json'];
    const { code, stdout } = await run(folder, ...args);
    expect(code).toBe(3);
    expect(JSON.parse(stdout)).toMatchObject({
      checks: [{ result: 'not-applicable', isError: true, message: expect.stringContaining('did not end within') }],
      gates: [{ check: 'text.matches', result: 'unjudged', errors: 1 }],
    });
    expect(readFileSync(path.join(folder.path, 'x.xml'), 'utf8')).toContain('errors="2"');
  });

  it('a folder that cannot be written is named', async () => {
    await using folder = await scriptedFolder({ echo: { replies: ['うん！'] } });
    const { directory } = await play(folder.path, { models: ['echo'] });
    writeFileSync(path.join(directory, 'scores'), 'a file');
    const { code, stderr } = await run(folder, 'score', '--check', 'empty');
    expect({ code, stderr }).toEqual({ code: 3, stderr: expect.stringContaining('the scores cannot be written to') });
  });

  it('a run without a single turn passes no gate', async () => {
    await using folder = await scriptedFolder({ echo: { replies: ['うん！'] } });
    const { directory } = await play(folder.path, { models: ['echo'] });
    truncateSync(path.join(directory, 'journal.jsonl'));
    rmSync(path.join(directory, 'summary.json'));
    const { code, stdout } = await run(folder, 'score', '--gate', 'leak.template');
    expect(code).toBe(3);
    expect(stdout).toContain('there is no reply to score');
  });
});

describe('progress', () => {
  it.each([
    [
      'a live line on a terminal, which goes away',
      true,
      /^(?:\r\u001b\[2Kscoring: \d+ of 20 conversations)+\r\u001b\[2K$/,
    ],
    ['plain lines in a pipe', false, /^(?:scoring: \d+ of 20 conversations\n){9}$/],
  ])('of a long run is %s', async (_, isTTY, told) => {
    await using folder = await scriptedFolder({ echo: { replies: ['うん！'] } });
    const { directory } = await play(folder.path, { models: ['echo'], samples: 20 });
    let seconds = 0;
    const written: string[] = [];
    const output = new Writable({
      decodeStrings: false,
      write(text, _encoding, done) {
        written.push(String(text));
        done();
      },
    });
    const stream = Object.assign(output, { isTTY, columns: 80 });
    const now = (): Date => {
      seconds += 3;
      return new Date(seconds * 1_000);
    };
    const world = worldIn(folder.path, { now });
    const host = { ...world, stdout: stream, stderr: stream, words: ENGLISH };
    const people = { ratings: [], preferences: [] };
    const request = { checks: ['empty'] as const, form: null, gates: [], isWanted: () => true, ...people, keep: 1 };
    await scoreAndTell(await openPastRun(directory, 'results', world), { ...request, reporters: [] }, host);
    expect(written.join('')).toMatch(told);
  });
});

describe('interrupting', () => {
  it('leaves earlier scores as they were, and nothing unfinished', async () => {
    await using folder = await scriptedFolder({ echo: { replies: ['うん！'] } });
    const { directory } = await play(folder.path, { models: ['echo'], samples: 3 });
    await run(folder, 'score', '--check', 'empty');
    const scores = path.join(directory, 'scores');
    const before = readdirSync(scores).map((file) => readFileSync(path.join(scores, file), 'utf8'));
    const controller = new AbortController();
    const world = worldIn(folder.path, { signal: controller.signal });
    const told: number[] = [];
    const each = ({ conversation }: { conversation: { sample: number } }): void => {
      told.push(conversation.sample);
      controller.abort();
    };
    await expect(scoreRun({ each, checks: ['empty', 'loop'] }, { world })).rejects.toMatchObject({ exitCode: 130 });
    expect(told).toEqual([1]);
    expect(readdirSync(scores).map((file) => readFileSync(path.join(scores, file), 'utf8'))).toEqual(before);
  });

  it('removes what a killed process left', async () => {
    await using folder = await scriptedFolder({ echo: { replies: ['うん！'] } });
    const { directory } = await play(folder.path, { models: ['echo'] });
    const scores = path.join(directory, 'scores');
    mkdirSync(scores);
    // No process has this number, but the first of all is always there.
    for (const process of ['99999999', '1']) writeFileSync(path.join(scores, `loop@1.jsonl.${process}-1.tmp`), 'half');
    await run(folder, 'score', '--check', 'empty');
    expect(readdirSync(scores).sort()).toEqual(['empty@1.jsonl', 'index.json', 'loop@1.jsonl.1-1.tmp']);
  });

  it.skipIf(lacks('signals that a program can answer'))('at the end of eval leaves a whole run', async () => {
    await using folder = await scriptedFolder({ echo: { replies: ['うん！'] } });
    const outcome = await spawnProgram(['eval', '--model', 'echo', '--scenario', 'short', '--reporter', 'plain'], {
      directory: folder.path,
      environment: SPAWNS_NO_MODEL_PROCESS,
      onStart: (child) => {
        child.stdout?.on('data', (text) => {
          // The dictionary takes longer to load than a signal to arrive.
          if (String(text).includes('done:')) child.kill('SIGINT');
        });
      },
    });
    expect(outcome).toMatchObject({
      code: 130,
      stderr: expect.stringContaining('scoring was interrupted; the run itself is whole'),
    });
    const { directory, summary } = readRun(path.join(folder.path, 'results'));
    expect({ status: summary?.status, scores: readdirSync(path.join(directory, 'scores')) }).toEqual({
      status: 'done',
      scores: [],
    });
  });
});

describe('a gate of a scenario', () => {
  const declaring = (checks: object, turns?: object[]): string =>
    JSON.stringify({ ...JSON.parse(scenarioYaml()), checks, ...(turns && { turns }) });
  const scored = async (scenario: string, replies: unknown[], ...args: string[]) => {
    await using folder = await scriptedFolder({ m: { replies } }, scenario);
    await play(folder.path, { models: ['m'] });
    return await run(folder, 'score', ...args);
  };

  it('is no pass where nothing came to be judged', async () => {
    const { code, stdout } = await scored(declaring({ 'leak.template': { gate: true } }), [{ error: 'no' }]);
    expect(code).toBe(3);
    expect(stdout).toContain('gate leak.template cannot be judged for m: the check applies to nothing here');
  });

  it('is judged whatever other checks are asked for', async () => {
    const outcome = await scored(declaring({ empty: { gate: true } }), [''], '--check', 'loop');
    expect(outcome).toMatchObject({ code: 1 });
  });

  it('can be that of one turn', async () => {
    const own = { checks: { 'text.matches': { regex: '^うん', gate: true } } };
    const of = (reply: string) =>
      scored(declaring({}, [{ user: 'a' }, { user: 'b', ...own }]), ['はい', reply], '--check', 'text.matches');
    expect(await of('うん！')).toMatchObject({ code: 0 });
    expect(await of('いいえ')).toMatchObject({ code: 1 });
  });

  it('is no pass before the run is over', async () => {
    await using folder = await scriptedFolder({ m: { replies: ['うん！'] } }, declaring({ empty: { gate: true } }));
    const { directory } = await play(folder.path, { models: ['m'] });
    rmSync(path.join(directory, 'summary.json'));
    const { code, stdout } = await run(folder, 'score');
    expect(code).toBe(3);
    expect(stdout).toContain('gate empty cannot be judged for m: the run is not over; so far 0 of 3');
  });
});

it('a reply that was refused is neither good nor empty', async () => {
  await using folder = await scriptedFolder({ m: { replies: [{ text: 'できません', finishReason: 'refusal' }] } });
  await play(folder.path, { models: ['m'] });
  const { stdout } = await run(folder, 'score', '--json');
  const [model] = JSON.parse(stdout).table;
  expect(model).toMatchObject({ refused: model.turns, faults: { n: 0 } });
  expect(model.turns).toBeGreaterThan(0);
});

it('gates of one check with two limits, and one JUnit file for two runs, are refused', async () => {
  await using folder = await scriptedFolder({ m: { replies: ['うん！'] } });
  await play(folder.path, { models: ['m'] });
  expect(await run(folder, 'score', '--gate', 'empty', '--gate', 'empty=5%')).toMatchObject({ code: 2 });
  expect(await run(folder, 'score', 'latest', 'latest', '--reporter', 'junit:a.xml')).toMatchObject({ code: 2 });
});

describe('eval', () => {
  it('scores at the end, and exits by its gates', async () => {
    await using folder = await scriptedFolder({ quiet: { replies: [''] } });
    const { code, stdout } = await run(folder, 'eval', '--model', 'quiet', '--scenario', 'short', '--gate', 'empty');
    expect(code).toBe(1);
    expect(stdout).toContain('gate empty failed for quiet: 3 of 3; the limit is 0 %');
    const { directory } = readRun(path.join(folder.path, 'results'));
    expect(readdirSync(path.join(directory, 'scores'))).toContain('empty@1.jsonl');
  });

  it('takes a gate from the scenario', async () => {
    await using folder = await scriptedFolder({ quiet: { replies: ['', 'うん！'] } });
    const text = JSON.stringify({ ...JSON.parse(scenarioYaml()), checks: { empty: { gate: true, limit: 0.5 } } });
    await folder.write('scenarios/short.yaml', text);
    const { code, stdout } = await run(folder, 'eval', '--model', 'quiet', '--scenario', 'short', '--json');
    expect(code).toBe(1);
    expect(JSON.parse(stdout).scores.gates).toMatchObject([{ check: 'empty', limit: 0.5, result: 'fail', n: 3 }]);
  });

  it('judges gates again where nothing is left to resume', async () => {
    await using folder = await scriptedFolder({ quiet: { replies: [''] } });
    await run(folder, 'eval', '--model', 'quiet', '--scenario', 'short');
    expect(await run(folder, 'eval', '--resume', '--gate', 'empty')).toMatchObject({ code: 1 });
    const { code, stdout } = await run(folder, 'eval', '--resume', '--gate', 'empty', '--json');
    expect(code).toBe(1);
    expect(JSON.parse(stdout).scores.gates).toMatchObject([{ check: 'empty', model: 'quiet', result: 'fail' }]);
  });

  it('leaves it with --no-score', async () => {
    await using folder = await scriptedFolder({ echo: { replies: ['うん！'] } });
    const { code, left } = await run(folder, 'eval', '--model', 'echo', '--scenario', 'short', '--no-score');
    expect({ code, scores: left.filter((file) => file.includes('scores')) }).toEqual({ code: 0, scores: [] });
    const both = await run(folder, 'eval', '--model', 'echo', '--scenario', 'short', '--no-score', '--gate', 'empty');
    expect(both).toMatchObject({ code: 2, stderr: expect.stringContaining('--no-score leaves out') });
  });
});
