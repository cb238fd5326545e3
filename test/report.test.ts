// `hitogara report`: one file that has everything, and takes no other file's place.
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { compareRuns, writeComparison } from '../dist/index.js';
import { runProgram } from './support/cli.ts';
import { NO_MODEL_PROCESS } from './support/no-model-process.ts';
import { play } from './support/play.ts';
import { LADDER } from './support/regress-report.ts';
import { scriptedFolder } from './support/scripted-folder.ts';
import { worldIn } from './support/world.ts';

const CANARY = 'sk-canary-5f0c1d2e3b4a';

describe('a report', () => {
  let folder: Awaited<ReturnType<typeof scriptedFolder>>;

  beforeAll(async () => {
    folder = await scriptedFolder({
      a: { replies: ['うん！</script><script>alert(1)</script>'] },
      b: { replies: ['はい。'] },
    });
    await play(folder.path, { models: ['a', 'b'] });
  });
  afterAll(() => folder[Symbol.asyncDispose]());

  const report = (...args: string[]) =>
    runProgram(['report', ...args], {
      directory: folder.path,
      environment: { ...NO_MODEL_PROCESS, OPENAI_API_KEY: CANARY, ANTHROPIC_API_KEY: CANARY },
    });

  it('is one file with the data in it, which no browser takes for HTML, and without any key', async () => {
    const { code, stdout, stderr } = await report('-o', 'out.html');
    expect({ code, stdout: stdout.replace(/[\d.]+ MB/, 'SIZE') }).toEqual({
      code: 0,
      stdout: 'out.html · SIZE · 2 columns · 1 scenario · open it in a browser\n',
    });
    expect(stderr).toMatch(/^note: run \S+ was not scored; (npx )?hitogara score \S+ does that\n$/);
    const html = readFileSync(path.join(folder.path, 'out.html'), 'utf8');
    const [head = '', section = ''] = ['comparison', 'section-0'].map(
      (id) => new RegExp(`<script type="application/json" id="${id}">(.*?)</script>`, 's').exec(html)?.[1],
    );
    expect(head + section).not.toContain('<');
    const comparison = await compareRuns({}, { world: worldIn(folder.path) });
    expect({ ...JSON.parse(head), madeAt: comparison.madeAt, sections: [JSON.parse(section)] }).toEqual(
      JSON.parse(JSON.stringify(comparison)),
    );
    expect(html).toContain("default-src 'none'");
    expect(html).not.toContain(CANARY);
  });

  it('takes the place of an earlier one', async () => {
    const file = path.join(folder.path, 'again.html');
    const comparison = await compareRuns({}, { world: worldIn(folder.path) });
    const first = await writeComparison(comparison, file);
    expect(await writeComparison({ ...comparison, notes: ['again'] }, file)).not.toEqual(first);
    expect(readFileSync(file, 'utf8')).toContain('["again"]');
  });

  it('has the checks for regressions of its runs, also of one that cannot be read', async () => {
    const world = worldIn(folder.path);
    const comparison = await compareRuns({}, { world });
    const [{ id: run, directory } = { id: '', directory: '' }] = comparison.runs;
    const given = async (text: string): Promise<unknown> => {
      writeFileSync(path.join(folder.path, directory, 'regress/regress.json'), text);
      await writeComparison(comparison, 'checked.html', { world });
      const html = readFileSync(path.join(folder.path, 'checked.html'), 'utf8');
      const [, packed, data = ''] = /<script type="application\/(gzip|json)" id="regressions">(.*?)</s.exec(html) ?? [];
      return JSON.parse(packed === 'gzip' ? gunzipSync(Buffer.from(data, 'base64')).toString() : data);
    };
    mkdirSync(path.join(folder.path, directory, 'regress'));
    expect(await given(JSON.stringify(LADDER))).toEqual([{ run, report: LADDER, problem: null }]);
    expect(await given(JSON.stringify({ ...LADDER, schemaVersion: 2 }))).toEqual([
      { run, report: null, problem: expect.stringContaining('schemaVersion') },
    ]);
    expect(await given('{"schemaVersion": 1,')).toEqual([
      { run, report: null, problem: expect.stringContaining('JSON') },
    ]);
    rmSync(path.join(folder.path, directory, 'regress'), { recursive: true });
  });

  it.each([
    [
      'models/a.yaml',
      2,
      'models/a.yaml: already exists, and is not a report made by this program\n  Name another file with -o, or move this one away.\n',
    ],
    ['nowhere/x.html', 3, expect.stringMatching(/^nowhere\/x\.html: cannot be written: ENOENT/)],
  ])('leaves %s alone', async (file, code, stderr) => {
    expect(await report('-o', file)).toMatchObject({ code, stdout: '', stderr, left: [] });
  });
});
