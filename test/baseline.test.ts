// Baselines through the command line: what is blessed, that a candidate is compared with it as with the model itself, and what is refused.
import { copyFileSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DEFAULT_LIMITS } from '../dist/core/limits.js';
import { DEFAULT_LLAMA_OPTIONS } from '../dist/core/play-choices.js';
import type { RunEvent } from '../dist/index.js';
import { regress } from '../dist/regress/regress.js';
import { type CandidateReport, type RegressReport, RegressReportSchema } from '../dist/regress/report.js';
import type { RegressRequest } from '../dist/regress/request.js';
import { type Outcome, REPOSITORY, readRun, runProgram, temporaryFolder } from './support/cli.ts';
import { scriptedFolder, writeModel } from './support/scripted-folder.ts';
import { expectMistake } from './support/toy-folder.ts';
import { toyModel } from './support/toy-model.ts';
import { scenarioYaml, YES } from './support/toys.ts';
import { worldIn } from './support/world.ts';

const CPU = ['--gpu', 'off', '--threads', '1'];
const PLAYED = ['--scenario', 'anime-fan', '--scenario', 'cafe-clerk', '--turns', '2'];
/** Of a field that differs, and may. */
const ALLOWED = { candidate: expect.any(String), isSame: false, isAllowed: true };
const CANDIDATE = 'hitogara-tiny-q4_K_M';

let folder: ReturnType<typeof temporaryFolder>;
const run = (...args: string[]): Promise<Outcome> => runProgram(args, { directory: folder.path });

function fileOf(name: string, file = 'baseline.json'): string {
  return path.join(folder.path, 'baselines', name, file);
}

function reportOf({ stdout }: Outcome): RegressReport {
  return RegressReportSchema.parse(JSON.parse(stdout));
}

function onlyCandidate(outcome: Outcome): CandidateReport {
  const [candidate, ...others] = reportOf(outcome).candidates;
  if (!candidate || others.length > 0) throw new Error('expected one candidate');
  return candidate;
}

/** Of the baseline's JSON, in place. */
function edit(name: string, change: (record: ReturnType<typeof JSON.parse>) => void): void {
  const record = JSON.parse(readFileSync(fileOf(name), 'utf8'));
  change(record);
  writeFileSync(fileOf(name), JSON.stringify(record, null, 2));
}

describe('a baseline of a model on this machine', () => {
  let withModel: Outcome;
  /** On another machine. */
  let refused: Outcome;
  let withBaseline: Outcome;

  beforeAll(async () => {
    folder = temporaryFolder();
    copyFileSync(path.join(REPOSITORY, 'models/tiny/hitogara-tiny-f16.gguf'), path.join(folder.path, 'full.gguf'));
    const entry = { id: 'full', backend: 'llama', file: 'full.gguf', prompt: 'hitogara-tiny', context: 1024 };
    await folder.write('full.yaml', JSON.stringify(entry));
    const check = ['--reference', 'full.yaml', '--candidate', CANDIDATE, '--tokens', '60', ...PLAYED, ...CPU];
    withModel = await run('regress', ...check, '--samples', '1', '--json', '--out', 'checks');
    await run('baseline', 'bless', 'latest', '--out', 'checks', '--name', 'main');
    await run('eval', '--no-score', '--model', 'full.yaml', ...PLAYED, ...CPU, '--out', 'plays');
    await run('baseline', 'bless', 'latest', '--out', 'plays', '--name', 'played', '--tokens', '60');
    renameSync(path.join(folder.path, 'full.gguf'), path.join(folder.path, 'away'));
    edit('main', (record) => {
      record.manifest.host.cpu = 'Another CPU';
      record.manifest.models[0].description.engine.build = 'another';
    });
    const later = ['regress', '--baseline', 'main', '--candidate', CANDIDATE, '--json', '--out', 'later'];
    refused = await run(...later);
    withBaseline = await run(...later, '--allow', 'engineBuild', '--allow', 'cpu');
  });
  afterAll(() => folder[Symbol.asyncDispose]());

  it('gives the bound that the model itself gave, and the same faults and greedy replies', () => {
    const [before, now] = [onlyCandidate(withModel), onlyCandidate(withBaseline)];
    expect([before.displacement?.kind, now.displacement?.kind]).toEqual(['exact', 'bound']);
    const [bound, again] = [before.displacement?.bound, now.displacement?.bound];
    // The stored logits are those of the rows, and the sums are not taken in the same order.
    expect(again?.value).toBeCloseTo(bound?.value ?? Number.NaN, 12);
    expect(again?.high).toBeCloseTo(bound?.high ?? Number.NaN, 12);
    expect(now.displacement?.divergence).toEqual(again);
    const { sameTop, noiseFloor, tokens } = before.displacement ?? {};
    expect(now.displacement).toMatchObject({ sameTop, noiseFloor, tokens });
    const { direction, greedy, sentinels, verdict, tensorTypes } = before;
    expect(now).toMatchObject({ direction, greedy, sentinels, verdict, tensorTypes });
    const fields = ({ preconditions }: CandidateReport): string[] => preconditions.map(({ field }) => field);
    expect(fields(now)).toEqual(fields(before));
  });

  it('is the reference of the report, with the facts of the model that is not here', () => {
    expect(reportOf(withBaseline).reference).toEqual({ ...reportOf(withModel).reference, from: 'baseline' });
  });

  it('plays the candidate alone', () => {
    const { manifest, turns } = readRun(path.join(folder.path, 'later'));
    expect({ models: manifest.models.map(({ id }) => id), turns: turns.length }).toEqual({
      ...{ models: [CANDIDATE], turns: 4 },
    });
  });

  it('has the same probabilities whether they were captured in a check, or of a run afterwards', () => {
    const of = (name: string): string => readFileSync(fileOf(name, 'probabilities.jsonl'), 'utf8');
    expect(of('played')).toBe(of('main'));
    expect(of('main').length).toBeGreaterThan(10_000);
  });

  it('names all that differs on another machine before anything is played, with what to type', () => {
    expect(refused).toMatchObject({ code: 6, stdout: '', left: [] });
    expect(refused.stderr).toContain('cpu (Another CPU; ');
    expect(refused.stderr).toContain('--allow engineBuild --allow cpu.');
    const differing = onlyCandidate(withBaseline).preconditions.filter(({ isSame }) => !isSame);
    expect(differing).toEqual([
      { ...ALLOWED, field: 'engineBuild', reference: expect.stringMatching(/^another /) },
      { ...ALLOWED, field: 'cpu', reference: 'Another CPU' },
    ]);
  });

  it('refuses another vocabulary before anything is played', async () => {
    await folder.write('toy.gguf', toyModel(YES));
    const refused = await run('regress', '--baseline', 'main', '--candidate', 'toy.gguf', '--out', 'toys');
    expect(refused).toMatchObject({ code: 6, left: [] });
    expect(refused.stderr).toMatch(/^toy cannot be compared with full: .*tokenizer \(/);
  });

  it('is listed and shown with its size, and told apart from another', async () => {
    const [listed] = JSON.parse((await run('baseline', 'list', '--json')).stdout);
    const shown = JSON.parse((await run('baseline', 'show', 'main', '--json')).stdout);
    expect(listed).toEqual(shown);
    expect(shown).toMatchObject({
      ...{ name: 'main', model: 'full', fileType: 'F16', scenarios: 2, replies: 4, hasDistributions: true },
      file: 'baselines/main',
    });
    expect(JSON.parse((await run('baseline', 'diff', 'main', 'played', '--json')).stdout)).toEqual([
      { field: 'preset', before: 'standard', now: '' },
      { field: 'engineBuild', before: expect.stringMatching(/^another /), now: expect.any(String) },
      { field: 'cpu', before: 'Another CPU', now: expect.any(String) },
    ]);
    expect(await run('baseline', 'diff', 'main', 'main')).toMatchObject({ code: 0 });
  });

  it('blesses only replies where the file is gone, and says so', async () => {
    const blessed = await run('baseline', 'bless', 'latest', '--out', 'plays', '--name', 'bare', '--json');
    expect(blessed.stderr).toContain('only replies can be compared with it');
    expect(JSON.parse(blessed.stdout)).toMatchObject({ tokens: 0, hasDistributions: false, replies: 4 });
  });
});

describe('a baseline of replies', () => {
  beforeAll(async () => {
    folder = await scriptedFolder({
      first: { replies: ['うん。', 'そう。'] },
      second: { replies: ['うん。', 'え？'] },
    });
    await folder.write('scenarios/other.yaml', scenarioYaml({ id: 'other', turns: ['x', 'y'] }));
    await run('eval', '--no-score', '-m', 'first', '-s', 'short', '-s', 'other', '--samples', '2', '--seed', '7');
    await run('baseline', 'bless', 'latest', '--name', 'main');
  });
  afterAll(() => folder[Symbol.asyncDispose]());

  const check = (...args: string[]): Promise<Outcome> => run('regress', '--baseline', 'main', '--json', ...args);

  it('compares what was said, and says that it is all', async () => {
    const candidate = onlyCandidate(await check('--candidate', 'second', '--out', 'a'));
    expect(candidate).toMatchObject({ displacement: null, direction: { replies: 10, scenarios: 2 } });
    expect(candidate.displacementProblem).toContain('no-probabilities: ');
    const { request } = readRun(path.join(folder.path, 'a')).manifest;
    expect(request).toMatchObject({ samples: 2, seed: 7, turns: null, scenarios: ['short', 'other'] });
  });

  it('keeps apart a candidate that has the name of its model', async () => {
    await writeModel(folder, 'first', { replies: ['ええ。'] });
    const report = reportOf(await check('--candidate', 'first', '--out', 'b'));
    expect([report.reference.id, report.candidates[0]?.model.id]).toEqual(['first@main', 'first']);
    expect(report.candidates[0]?.isSameWeights).toBe(false);
    await writeModel(folder, 'first', { replies: ['うん。', 'そう。'] });
  });

  it('is played as it was recorded, whatever has become of a scenario, and that is said', async () => {
    await folder.write('scenarios/short.yaml', scenarioYaml({ turns: ['changed'] }));
    const { stderr, stdout } = await check('--candidate', 'second', '--out', 'c');
    await folder.write('scenarios/short.yaml', scenarioYaml());
    expect(stderr).toContain('note: changed since the baseline "main", and played as they were then: short\n');
    expect(JSON.parse(stdout).candidates[0].direction.replies).toBe(10);
    expect(readRun(path.join(folder.path, 'c')).turns.map(({ user }) => user)).not.toContain('changed');
  });

  it('goes on after an interruption, though the baseline has gone, and finds the same', async () => {
    const whole = reportOf(await check('--candidate', 'second', '--out', 'whole'));
    const controller = new AbortController();
    const emit = ({ type }: RunEvent): void => {
      if (type === 'conversation-end') controller.abort();
    };
    const world = worldIn(folder.path, { signal: controller.signal });
    const { report } = await regress(REQUEST, world, { emit, onMeasured: () => {} });
    expect(report).toBeNull();
    renameSync(fileOf('main', ''), path.join(folder.path, 'away'));
    const resumed = await run('regress', '--resume', '--out', 'cut', '--json');
    renameSync(path.join(folder.path, 'away'), fileOf('main', ''));
    const { runId, createdAt } = reportOf(resumed);
    expect(withoutSpeeds(reportOf(resumed))).toEqual(withoutSpeeds({ ...whole, runId, createdAt }));
  });

  it('refuses to play other things than the baseline has', async () => {
    const other = await check('--candidate', 'second', '--turns', '1', '--seed', '7', '--samples', '3');
    expectMistake(other, 'the baseline "main" says what is played, and it has --turns: all, --samples 2\n');
    const some = await check('--candidate', 'second', '-s', 'short');
    expectMistake(some, 'the baseline "main" says what is played, and it has short, other\n');
    const same = await check('--candidate', 'second', '-s', 'short', '-s', 'other', '--samples', '2', '--out', 'same');
    expect(onlyCandidate(same).direction?.replies).toBe(10);
  });

  it('has no scenario in common with others', async () => {
    await folder.write('scenarios/third.yaml', scenarioYaml({ id: 'third' }));
    const refused = await check('--candidate', 'second', '-s', 'third');
    expect(refused).toMatchObject({ code: 6, left: [] });
    expect(refused.stderr).toBe('the baseline "main" has none of these scenarios; it has short, other\n');
  });

  it('is needed, or a reference, and not both', async () => {
    expectMistake(await run('regress', '--candidate', 'second'), '--reference is missing: ', '; or --baseline');
    expectMistake(await check('--reference', 'first', '--candidate', 'second'), '--reference and --baseline cannot');
    expectMistake(await check('--vary', 'threads=2'), '--candidate is missing');
  });

  it('is found by its name', async () => {
    expectMistake(
      await run('regress', '--baseline', 'mian', '--candidate', 'second'),
      'there is no baseline "mian" in baselines\n  Did you mean main?\n',
    );
    expectMistake(await run('baseline', 'show', '../main'), '"../main" cannot be the name of a baseline\n');
    expectMistake(await run('baseline', 'bless', 'latest', '--name', '.x'), '--name ".x" cannot be the name of a');
  });

  it('does not give way unless it is told to', async () => {
    const blessing = ['baseline', 'bless', 'latest', '--name', 'main'];
    const before = readFileSync(fileOf('main'), 'utf8');
    expectMistake(await run(...blessing), 'there is a baseline "main" in baselines already\n');
    expect(readFileSync(fileOf('main'), 'utf8')).toBe(before);
    expect(await run(...blessing, '--replace')).toMatchObject({ code: 0, left: [] });
    expect(readFileSync(fileOf('main'), 'utf8')).not.toBe(before);
  });

  it('cannot be made of a run that is not finished, nor of several models or settings at once', async () => {
    const play = ['eval', '--no-score', '-s', 'short'];
    await run(...play, '-m', 'first', '-m', 'second', '--out', 'two');
    const bless = (out: string, ...args: string[]): Promise<Outcome> =>
      run('baseline', 'bless', 'latest', '--name', 'x', '--out', out, ...args);
    expectMistake(await bless('two'), ' has 2 models, and a baseline is made of one\n', '--model: first, second');
    expectMistake(await bless('two', '--model', 'secnd'), ' has no model "secnd"\n', 'Did you mean second?');
    await run(...play, '-m', 'first', '--set', 'temperature=0.1,0.2', '--out', 'varied');
    expectMistake(await bless('varied'), ' played several settings, and a baseline has one');
    rmSync(path.join(readRun(path.join(folder.path, 'two')).directory, 'summary.json'));
    expectMistake(await bless('two', '--model', 'first'), ' is not finished, and only a whole run can be a baseline\n');
    rmSync(path.join(readRun(path.join(folder.path, 'whole')).directory, 'regress/regress.json'));
    expectMistake(await bless('whole'), ' is not finished, and only a whole run can be a baseline\n');
  });

  it('of a chat log is compared by its replies, once another backend is allowed', async () => {
    await folder.write('log.txt', 'A: a\nB: うん。\nA: b\nB: そう。\n');
    await run('import', 'log.txt', '--as', 'text', '-s', 'short', '-m', 'logged', '--out', 'logs');
    await run('baseline', 'bless', 'latest', '--out', 'logs', '--name', 'logged');
    const unlike = ['regress', '--baseline', 'logged', '--candidate', 'second', '--json', '--out', 'unlike'];
    const refused = await run(...unlike);
    expect(refused).toMatchObject({ code: 6, left: [] });
    expect(refused.stderr).toMatch(
      /cannot be compared with logged: backend \(imported; scripted\)\n.* --allow backend\.\n$/,
    );
    const candidate = onlyCandidate(await run(...unlike, '--allow', 'backend'));
    expect(candidate).toMatchObject({ verdict: 'inconclusive', displacement: null, direction: { replies: 2 } });
    expect(candidate.preconditions).toContainEqual({
      ...{ field: 'seeds', reference: 'not known', candidate: expect.any(String), isSame: false, isAllowed: true },
    });
  });

  it('is refused when it is torn or damaged, with the file and the line', async () => {
    const journal = fileOf('main', 'journal.jsonl');
    const whole = readFileSync(journal, 'utf8');
    const showing = async (text: string): Promise<string> => {
      writeFileSync(journal, text);
      const { code, stderr } = await run('baseline', 'show', 'main');
      return `${code} ${stderr.split('\n')[0]}`;
    };
    const lines = whole.split('\n');
    const at = 'baselines/main/journal.jsonl';
    expect(await showing(whole.slice(0, -20))).toMatch(`2 ${at}:${lines.length - 1}: is torn or damaged: `);
    expect(await showing(lines.slice(1).join('\n'))).toBe(
      `2 ${at}: has ${lines.length - 2} of ${lines.length - 1} lines`,
    );
    expect(await showing(lines.with(1, '{}').join('\n'))).toBe(`2 ${at}:2: this line is not what it should be`);
    expect(await showing(whole.replace('うん', 'ええ'))).toBe(`2 ${at}: has been changed since it was blessed`);
    expect(await showing(whole.replaceAll('\n', '\r\n'))).toBe('0 ');
    expect(await showing(whole)).toBe('0 ');
  });

  it('is refused by a program of another version, and a list names what it left out', async () => {
    for (const [version, remedy] of [
      [0, 'Bless a run again, with --replace.'],
      [2, 'Use the newer hitogara that wrote it, or bless a run again, with --replace.'],
    ] as const) {
      edit('main', (record) => {
        record.schemaVersion = version;
      });
      const problem = `baselines/main/baseline.json: the baseline has version ${version}, but this program reads only version 1\n`;
      expectMistake(await check('--candidate', 'second'), problem, remedy);
      const listed = await run('baseline', 'list');
      expect(listed.code).toBe(2);
      expect(listed.stdout).toContain(problem);
    }
    writeFileSync(fileOf('main'), readFileSync(fileOf('main'), 'utf8').slice(0, 300));
    expectMistake(await run('baseline', 'show', 'main'), 'baselines/main/baseline.json: is torn or damaged: ');
  });
});

const REQUEST: RegressRequest = {
  ...{ reference: null, candidates: ['second'], vary: {}, preset: 'standard', scenarios: null, turns: null },
  baseline: { name: 'main', folder: 'baselines', given: {} },
  ...{ samples: null, tokens: null, margin: null, gates: [], allowed: [], isExact: true },
  ...{ maxDivergence: null, minSameTop: null, settings: {}, prompt: null, seed: 1, mode: 'strict' },
  ...{ llama: DEFAULT_LLAMA_OPTIONS, limits: DEFAULT_LIMITS, out: 'cut', arguments: [] },
};

function withoutSpeeds({ reference, candidates, ...report }: RegressReport): object {
  const timeless = <Model extends object>(model: Model): object => ({ ...model, tokensPerSecond: null });
  return {
    ...report,
    reference: timeless(reference),
    candidates: candidates.map((candidate) => ({ ...candidate, model: timeless(candidate.model) })),
  };
}
