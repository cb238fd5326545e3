// `hitogara regress` on real models: played, measured, compared, interrupted, refused.
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { type RegressReport, RegressReportSchema } from '../dist/regress/report.js';
import { lacks } from './support/capabilities.ts';
import { REPOSITORY, readRun, runProgram, spawnProgram, temporaryFolder } from './support/cli.ts';

const TINY = path.join(REPOSITORY, 'models/tiny');
const [F16, Q2, Q8] = ['f16', 'q2_K', 'q8_0'].map((name) => path.join(TINY, `hitogara-tiny-${name}.gguf`));
const SMALL = [
  '--gpu',
  'off',
  '--scenario',
  'anime-fan',
  '--scenario',
  'tts-bot',
  '--turns',
  '2',
  '--samples',
  '1',
  '--preset',
  'smoke',
];

function reportIn(results: string): RegressReport {
  const { directory } = readRun(results);
  return RegressReportSchema.parse(JSON.parse(readFileSync(path.join(directory, 'regress/regress.json'), 'utf8')));
}

describe('regress', () => {
  /** Of the first check, which was never interrupted. */
  const folder = temporaryFolder();
  afterAll(() => folder[Symbol.asyncDispose]());

  it('plays and measures each model once, and says what it found', async () => {
    const args = ['regress', '-r', `a=${F16}`, '-c', `b=${Q8}`, '-c', `c=${Q2}`, ...SMALL, '--out', 'results'];
    const { code, stdout, stderr } = await runProgram(
      [...args, '--reporter', 'markdown:card.md', '--reporter', 'junit:junit.xml'],
      { directory: folder.path },
    );
    expect(stderr).toContain('broken models');
    // Two scenarios can never decide.
    expect(code).toBe(5);
    const report = reportIn(path.join(folder.path, 'results'));
    const [b, c] = report.candidates;
    expect(report.candidates.map(({ verdict }) => verdict)).toEqual(['inconclusive', 'inconclusive']);
    expect(b?.preconditions.every(({ isSame }) => isSame)).toBe(true);
    expect(b?.preconditions.length).toBeGreaterThanOrEqual(20);
    expect(c?.displacementProblem).toBeNull();
    for (const { displacement } of report.candidates) {
      expect(displacement).toMatchObject({ kind: 'exact', replies: 4, scenarios: 2, infinite: 0 });
      const { divergence, bound, noiseFloor } = displacement ?? {};
      // Kullback and Leibler: merging outcomes never increases it.
      expect(bound?.value).toBeLessThanOrEqual(divergence?.value ?? 0);
      expect(noiseFloor).toBeGreaterThanOrEqual(0);
      expect(noiseFloor).toBeLessThan(1e-3);
    }
    expect(c?.displacement?.divergence.value).toBeGreaterThan(10 * (b?.displacement?.divergence.value ?? 0));
    expect(c?.displacement?.timesLadder).toBeGreaterThan(10);
    expect(c?.tensorTypes.map(({ from }) => from)).toContain('F16');
    expect(c?.greedy?.replies).toBe(4);
    expect(stdout).toContain('KL divergence');
    expect(readFileSync(path.join(folder.path, 'card.md'), 'utf8')).toContain('| ');
    expect(readFileSync(path.join(folder.path, 'junit.xml'), 'utf8')).toContain('<testsuites');
    // Rows of logits are needed for the time of the run only.
    const { directory, turns } = readRun(path.join(folder.path, 'results'));
    expect(readdirSync(path.join(directory, 'regress'))).not.toContain('logits');
    // That probabilities are asked for changes nothing that is said.
    await runProgram(
      ['eval', '-m', `a=${F16}`, '-s', 'anime-fan', '-s', 'tts-bot', '--turns', '2', '--no-score', '--out', 'plain'],
      { directory: folder.path },
    );
    const plain = readRun(path.join(folder.path, 'plain')).turns;
    expect(plain.map(({ reply }) => reply)).toEqual(
      turns.filter(({ model }) => model === 'a').map(({ reply }) => reply),
    );
    expect(plain).toHaveLength(4);
  }, 120_000);

  it('finds a model to be itself: nothing differs, exactly', async () => {
    await using folder = temporaryFolder();
    const args = ['regress', '-r', `a=${Q8}`, '-c', `a=${Q8}`, ...SMALL, '--json', '--out', 'results'];
    const { stdout } = await runProgram(args, { directory: folder.path });
    const [again] = RegressReportSchema.parse(JSON.parse(stdout)).candidates;
    expect(again?.model.id).toBe('a_again');
    expect(again).toMatchObject({ isSameWeights: true, tensorTypes: [] });
    expect(again?.displacement).toMatchObject({ divergence: { value: 0 }, bound: { value: 0 }, sameTop: { rate: 1 } });
    expect(again?.direction?.metrics.every(({ worse, better }) => worse + better === 0)).toBe(true);
    expect(again?.greedy).toMatchObject({ replies: 4, equal: 4 });
  }, 120_000);

  it('compares the same weights under other settings, and says which', async () => {
    await using folder = temporaryFolder();
    const args = [
      'regress',
      '-r',
      `a=${Q8}`,
      '--vary',
      'kvType=q4_0',
      '--bound',
      ...SMALL,
      '--json',
      '--out',
      'results',
    ];
    const { stdout } = await runProgram(args, { directory: folder.path });
    const [varied] = RegressReportSchema.parse(JSON.parse(stdout)).candidates;
    expect(varied?.model.id).toBe('a_kvType-q4_0');
    expect(varied?.preconditions.filter(({ isSame }) => !isSame)).toEqual([
      { field: 'kvType', reference: 'f16', candidate: 'q4_0', isSame: false, isAllowed: true },
    ]);
    expect(varied?.displacement?.kind).toBe('bound');
    expect(varied?.displacement?.divergence.value).toBeGreaterThan(0);
  });

  it.skipIf(lacks('limits for the size of files'))(
    'goes on once there is room on the disk, and after a kill, to the same measurements',
    async () => {
      await using own = temporaryFolder();
      const args = ['regress', '-r', `a=${F16}`, '-c', `b=${Q2}`, ...SMALL, '--out'];
      const resume = ['regress', '--resume', '--out', 'cut'];
      const measured = (results: string, file: string): string => {
        const [run = ''] = readdirSync(results);
        return readFileSync(path.join(results, run, 'regress', file), 'utf8');
      };
      const cut = path.join(own.path, 'cut');
      const comparedReplies = (): number => measured(cut, 'compared-1.jsonl').split('\n').length - 1;
      // Rows of logits are what takes room.
      const limited = await spawnProgram([...args, 'cut'], {
        directory: own.path,
        prefix: ['bash', '-c', 'ulimit -f 48; exec "$@"', '--'],
      });
      expect(limited.stderr).toMatch(/cannot be written \(EFBIG.*\n {2}Everything written before that is intact\./);
      expect(limited.code).toBe(3);
      const killed = await spawnProgram(resume, {
        directory: own.path,
        onStart(child) {
          const look = setInterval(() => {
            try {
              if (comparedReplies() >= 1) child.kill('SIGKILL');
            } catch {
              // Nothing has been compared yet.
            }
          }, 2);
          child.on('exit', () => clearInterval(look));
        },
      });
      expect(killed.signal).toBe('SIGKILL');
      expect(comparedReplies()).toBeLessThan(4);
      expect((await runProgram(resume, { directory: own.path })).code).toBe(5);
      expect(comparedReplies()).toBe(4);
      // There, it is the second candidate.
      const whole = path.join(folder.path, 'results');
      for (const file of ['reference.jsonl', 'floor.jsonl', 'greedy-0.jsonl'])
        expect(measured(cut, file)).toBe(measured(whole, file));
      for (const name of ['compared', 'greedy'])
        expect(measured(cut, `${name}-1.jsonl`)).toBe(measured(whole, `${name}-2.jsonl`));
      const [inWhole, inCut] = [reportIn(whole).candidates[1], reportIn(cut).candidates[0]];
      expect(inCut?.displacement).toEqual({ ...inWhole?.displacement, timesLadder: null });
      expect(inCut?.direction).toEqual(inWhole?.direction);
    },
    120_000,
  );

  it.each([
    [['-r', 'a'], 'there is no model "a"'],
    [['-r', `a=${F16}`], '--candidate is missing'],
    [['-c', `a=${F16}`], '--reference is missing'],
    [['-r', `a=${F16}`, '--vary', 'kvType'], '--vary kvType: expected a field, = and a value'],
    [['-r', `a=${F16}`, '--vary', 'kvTyp=q8_0'], 'Did you mean kvType?'],
    [['-r', `a=${F16}`, '--vary', 'kvType=q9'], '--vary kvType=q9: there is no such value'],
    [['-r', `a=${F16}`, '-c', `b=${Q2}`, '--allow', 'all'], '--allow all: there is no such field'],
    [['-r', `a=${F16}`, '-c', `b=${Q2}`, '--gate', 'lenght'], 'there is no such metric or check'],
    [['-r', `a=${F16}`, '-c', `b=${Q2}`, '--margin', '2'], 'expected a share'],
    [['-r', `a=${F16}`, '-c', `b=${Q2}`, '--set', 'topK=1,2'], 'regress plays one variant'],
    [['--resume'], 'there is no unfinished check for regressions'],
  ])('refuses %j before anything is played', async (args, message) => {
    await using own = temporaryFolder();
    const { code, stderr, left } = await runProgram(['regress', ...args], { directory: own.path });
    expect(stderr).toContain(message);
    expect(code).toBe(2);
    expect(left).toEqual([]);
  });
});
