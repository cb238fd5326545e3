// A past run once more: whole, interrupted, running, cut off, old; as text, Markdown and JSON.
import { cpSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { marked } from 'marked';
import { beforeAll, describe, expect, it } from 'vitest';
import { type Outcome, REPOSITORY, readRun, runProgram } from './support/cli.ts';
import { NO_MODEL_PROCESS } from './support/no-model-process.ts';
import { play } from './support/play.ts';
import { scriptedFolder } from './support/scripted-folder.ts';
import { toyFolder } from './support/toy-folder.ts';
import { ENDLESS, scenarioYaml } from './support/toys.ts';

type Folder = Awaited<ReturnType<typeof scriptedFolder>>;

function show(folder: Folder, ...args: string[]): Promise<Outcome> {
  return runProgram(['show', ...args], { directory: folder.path, environment: NO_MODEL_PROCESS });
}

/** What differs from run to run and from machine to machine is named instead. */
function steady(output: string): string {
  return output
    .replace(/\d{8}-\d{6}-\d{3}-[0-9a-f]{4}/g, 'RUN')
    .replace(/\d{4}-\d\d-\d\d \d\d:\d\d:\d\d UTC/g, 'TIME')
    .replace(/first token [\d.]+ ms/g, 'FIRST')
    .replace(/seed \d{3,}/g, 'SEED')
    .replace(/sha256 [0-9a-f]{12}/g, 'DIGEST')
    .replace(/Node [\d.]+/g, 'NODE')
    .replace(/^( {2}machine +).*$/gm, '$1MACHINE');
}

const HOSTILE = '<img src=x onerror=alert(1)>\n# heading\n![x](https://example.com/x.png) @octocat\u001b[31m';

describe('a run that ended', () => {
  let folder: Folder;
  let first = '';

  beforeAll(async () => {
    folder = await scriptedFolder({ echo: { replies: ['うん！', HOSTILE] }, other: { replies: [{ error: 'no' }] } });
    await folder.write(
      'scenarios/long.yaml',
      scenarioYaml({ id: 'long', instruction: '一行目。\n二行目。', turns: ['a'] }),
    );
    const earlier = await play(folder.path, { models: ['echo'] });
    first = path.basename(earlier.directory);
    await runProgram(
      [
        'eval',
        '-m',
        'echo',
        '-m',
        'other',
        '-s',
        'short',
        '-s',
        'long',
        '--set',
        'temperature=0',
        '--reporter',
        'silent',
        '--filter',
        '*',
      ],
      { directory: folder.path, environment: NO_MODEL_PROCESS },
    );
    return async () => folder[Symbol.asyncDispose]();
  });

  it('is shown with persona, prompt format, settings and every reply', async () => {
    const { code, stdout, stderr } = await show(folder, first);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(steady(stdout)).toMatchInlineSnapshot(`
      "run RUN
        status    done
        played    1 conversation, 3 turns
        started   TIME
        ended     TIME
        settings  strict, seed 1, 1 sample
        program   hitogara 0.1.0, NODE
        machine   MACHINE
        folder    results/RUN

      echo
        scripted replies, DIGEST, prompt format messages

      short · echo
        short
        persona B: p
        SEED · temperature 0, maxTokens 256

      A: a
      B: うん！
        FIRST

      A: b
      B: <img src=x onerror=alert(1)>
          # heading
          ![x](https://example.com/x.png) @octocat
        FIRST

      A: c
      B: うん！
        FIRST
      "
    `);
  });

  it('is the latest one unless another is named', async () => {
    const ids = await Promise.all(
      [[], ['latest'], ['latest~1'], [first], [path.join('results', first)]].map(async (args) => {
        const { stdout } = await show(folder, ...args, '--format', 'json');
        return JSON.parse(stdout).runId === first ? 'first' : 'second';
      }),
    );
    expect(ids).toEqual(['second', 'second', 'first', 'first', 'first']);
  });

  it('is shown in part', async () => {
    const shown = async (...args: string[]): Promise<string[]> => {
      const { conversations } = JSON.parse((await show(folder, '--format', 'json', ...args)).stdout);
      return conversations.map((each: { model: string; scenario: string }) => `${each.model}/${each.scenario}`);
    };
    expect(await shown()).toEqual(['echo/short', 'echo/long', 'other/short', 'other/long']);
    expect(await shown('-m', 'oth*')).toEqual(['other/short', 'other/long']);
    expect(await shown('-m', 'echo', '-s', 'long')).toEqual(['echo/long']);
  });

  it('is one JSON object with everything recorded', async () => {
    const { stdout } = await show(folder, first, '--format', 'json');
    const { turns, manifest, summary } = readRun(path.join(folder.path, 'results'), first);
    expect(JSON.parse(stdout)).toMatchObject({
      runId: first,
      status: 'done',
      request: manifest.request,
      scenarios: [{ id: 'short', scenario: { persona: { name: 'B' } } }],
      models: [{ id: 'echo', template: { id: 'messages' }, description: { backend: 'scripted' } }],
      conversations: [{ status: 'done', turns }],
      totals: summary?.totals,
    });
    expect(stdout).toBe(`${JSON.stringify(JSON.parse(stdout), null, 2)}\n`);
  });

  it('is Markdown that shows what was said, and does nothing', async () => {
    const { stdout } = await show(folder, first, '--format', 'markdown');
    expect(stdout).not.toMatch(/\u001b|<img|@octocat/);
    const html = await marked.parse(stdout, { gfm: true });
    expect(html).not.toMatch(/<(img|a|script)\b/);
    expect(html).toContain('&lt;img src=x onerror=alert(1)&gt;<br>');
    expect([...html.matchAll(/<h[12]>(.*?)<\/h/g)].map(([, text]) => text)).toEqual([
      `Run ${first}`,
      'echo',
      'short · echo',
    ]);
    expect(html).toContain('<blockquote>\n<p>うん！</p>\n</blockquote>');
  });

  it('says what failed, and tells a persona once', async () => {
    const { stdout } = await show(folder, '-s', 'long');
    expect(stdout).toContain('\nfailed: generation-failed: no\n');
    expect(stdout.match(/ {2}persona B: 一行目。\n {2}二行目。\n/g)).toHaveLength(1);
  });

  it('is not there under a mistyped name', async () => {
    const typo = await show(folder, `${first.slice(0, -1)}x`);
    expect(typo).toMatchObject({ code: 2, stdout: '' });
    expect(typo.stderr).toContain(`there is no run "${first.slice(0, -1)}x" in results\n  Did you mean ${first}`);
    expect(await show(folder, 'latest~7')).toMatchObject({
      code: 4,
      stderr: 'latest~7: results has only 2 runs\n  Name another folder of runs with --out DIR.\n',
    });
    expect(await show(folder, '--out', 'elsewhere')).toMatchObject({ code: 4, stdout: '' });
    expect(await show(folder, '-m', 'ecoh')).toMatchObject({
      code: 4,
      stderr: 'the run has no model "ecoh"\n  Did you mean echo?\n',
    });
  });
});

describe('a run that did not end', () => {
  it('is running while it is played, and shows what there is', async () => {
    await using folder = await scriptedFolder({
      echo: { replies: ['うん！', 'そう。', { text: 'おわり。', delayMs: 3_000 }] },
    });
    const seen: Promise<Outcome>[] = [];
    await play(
      folder.path,
      { models: ['echo'] },
      {
        emit: (event) => {
          if (event.type === 'turn-end' && event.record.turn === 2) seen.push(show(folder, '--format', 'text'));
        },
      },
    );
    const [outcome] = await Promise.all(seen);
    expect(outcome?.stdout).toContain('  status    running: it is being played now\n');
    expect(outcome?.stdout).toContain(': そう。\n');
  });

  it('shows the reply that was cut off, even of a first turn', async () => {
    // Its replies are long enough to be cut, however late the request to stop arrives.
    await using folder = await toyFolder(scenarioYaml(), { ...ENDLESS, contextLength: 8192 });
    const cutIn = async (turn: number): Promise<Outcome> => {
      const controller = new AbortController();
      let turns = 0;
      await play(
        folder.path,
        { models: ['toy.gguf'], prompt: 'chatml', settings: [{ maxTokens: 1200 }], out: `turn-${turn}` },
        {
          signal: controller.signal,
          emit: (event) => {
            if (event.type === 'turn-start') turns++;
            if (event.type === 'text' && turns === turn) controller.abort();
          },
        },
      );
      return show(folder, '--out', `turn-${turn}`);
    };
    const second = (await cutIn(2)).stdout;
    expect(second).toContain('  status    interrupted; --resume continues it\n');
    expect(second).toMatch(/\nA: b\nB: .+\n {2}cut off: interrupted\n\nnot finished: 1 turn so far\n$/);
    const first = (await cutIn(1)).stdout;
    expect(first).toMatch(/\nA: a\nB: .+\n {2}cut off: interrupted\n\nnot finished: 0 turns so far\n$/);
  });

  it('was cut off if nobody plays it and it has no end', async () => {
    await using folder = await scriptedFolder({ echo: { replies: ['うん！'] } });
    const { directory } = await play(folder.path, { models: ['echo'] });
    rmSync(path.join(directory, 'summary.json'));
    expect((await show(folder)).stdout).toContain('status    cut off: the program ended before the run did; --resume');
  });
});

it('reads a run of the version before, a scenario of which it may not know', async () => {
  await using folder = await scriptedFolder({});
  cpSync(path.join(REPOSITORY, 'test/fixtures/run-v2'), path.join(folder.path, 'results'), { recursive: true });
  const { code, stdout } = await show(folder);
  expect(code).toBe(0);
  expect(stdout).toContain('  persona B: p\n');
  expect(stdout).toContain('A: b\nB: まじで？\n');
  const [name = ''] = [readRun(path.join(folder.path, 'results')).directory];
  const manifest = path.join(name, 'manifest.json');
  const text = readFileSync(manifest, 'utf8').replace('instruction: p }', 'instruction: p, mood: good }');
  await folder.write(path.relative(folder.path, manifest), text);
  expect((await show(folder)).stdout).toContain('  persona model: id: short\n  title: { ja: 短い, en: short }\n');
});
