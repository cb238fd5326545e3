// How a run looks while it goes on: in a pipe, on a terminal, in a log of GitHub's, and to a program.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { describe, expect, it } from 'vitest';
import type { LlamaDescription } from '../dist/core/model-description.js';
import { DEFAULT_LLAMA_OPTIONS } from '../dist/core/play-choices.js';
import { scriptedModel, tellAll } from '../dist/index.js';
import { githubReporter } from '../dist/report/github.js';
import { jsonlReporter } from '../dist/report/jsonl.js';
import { plainReporter } from '../dist/report/plain.js';
import { transcriptReporter } from '../dist/report/transcript.js';
import { ttyReporter } from '../dist/report/tty.js';
import { evaluate } from '../dist/run/evaluate.js';
import type { Reporter, RunEvent } from '../dist/run/events.js';
import { medianOf } from '../dist/stats/running-median.js';
import { lacks } from './support/capabilities.ts';
import { type Outcome, readRun, runProgram as runWholeProgram, spawnProgram } from './support/cli.ts';
import {
  conversationEnd,
  conversationStart,
  modelReady,
  rememberingHost,
  runEnd,
  runStart,
  text,
  turnEnd,
  turnStart,
} from './support/events.ts';
import { NO_MODEL_PROCESS, SPAWNS_NO_MODEL_PROCESS } from './support/no-model-process.ts';
import { randomFrom } from './support/random.ts';
import { scriptedFolder } from './support/scripted-folder.ts';
import { NO_TERMINAL, onTerminal, pictures } from './support/terminal.ts';
import { scenarioYaml } from './support/toys.ts';
import { worldIn } from './support/world.ts';

const CUT = { text: 'うん', finishReason: 'length' };
const BROKEN = { error: 'no\n::error::forged\n##[error]forged' };
const GOOD = { replies: ['うん！', CUT] };
const BAD = { replies: ['うん！', BROKEN] };

/** With scripted models alone. */
function runProgram(
  args: readonly string[],
  { directory, environment = {} }: { directory: string; environment?: Record<string, string> },
): Promise<Outcome> {
  return runWholeProgram(args, { directory, environment: { ...NO_MODEL_PROCESS, ...environment } });
}

/** What differs from run to run is named instead. */
function steady(output: string): string {
  return output
    .replace(/\d{8}-\d{6}-\d{3}-[0-9a-f]{4}/g, 'RUN')
    .replace(/ in [\d.]+ s/g, ' in SECONDS')
    .replace(/ +[\d.]+ ms/g, ' MS');
}

const LOADED: LlamaDescription = {
  backend: 'llama',
  weightsDigest: '0'.repeat(64),
  path: 'toy.gguf',
  bytes: 1,
  fileType: 'F32',
  architecture: 'llama',
  parameters: 1,
  engine: { library: 'l', release: 'r', build: 'prebuilt', systemInfo: '' },
  device: { gpu: false, names: ['CPU'], gpuLayers: 0, totalLayers: 2 },
  contextSize: 1024,
  trainContextSize: 1024,
  batchSize: 512,
  threads: 1,
  threadsFrom: 'option',
  calibration: null,
  parallel: 1,
  parallelCalibration: null,
  sharedPrefixTokens: null,
  flashAttention: true,
  kvType: 'f16',
  loadMs: 1,
  metadata: { general: { name: 'toy' } },
  warnings: [],
};

setFlagsFromString('--expose-gc');
const collectGarbage: () => void = runInNewContext('gc');

function tell(reporter: Reporter, events: readonly RunEvent[]): void {
  for (const event of events) reporter.report(event);
}

describe('in a pipe', () => {
  it('prints a line for each model and conversation, and a table by model and setting', async () => {
    await using folder = await scriptedFolder({ bad: BAD, good: GOOD });
    const args = [
      'eval',
      '--no-score',
      '-m',
      'bad',
      '-m',
      'good',
      '-s',
      'short',
      '--set',
      'temperature=0.2,0.7',
      '--max-tokens',
      '9',
    ];
    const { code, stdout, stderr } = await runProgram(args, { directory: folder.path });
    expect({ code, stderr }).toEqual({ code: 3, stderr: '' });
    const reason = 'failed: generation-failed: no ::error::forged ##[error]forged';
    expect(steady(stdout)).toBe(`run RUN: 4 conversations on 2 models, 12 turns, strict
bad: scripted replies, template messages
[1/4] bad · short · temperature 0.2 · 1 turn · 1 ok · ${reason}
[2/4] bad · short · temperature 0.7 · 1 turn · 1 ok · ${reason}
good: scripted replies, template messages
[3/4] good · short · temperature 0.2 · 3 turns · 2 ok, 1 truncated
[4/4] good · short · temperature 0.7 · 3 turns · 2 ok, 1 truncated

model  settings         conversations  turns  tokens       median    median  outcomes
                                                      first token  tokens/s
bad    temperature 0.2              1      1       – MS         –  1 ok, 1 conversation failed
bad    temperature 0.7              1      1       – MS         –  1 ok, 1 conversation failed
good   temperature 0.2              1      3       – MS         –  2 ok, 1 truncated
good   temperature 0.7              1      3       – MS         –  2 ok, 1 truncated
done: 2 conversations, 2 failed, 8 turns in SECONDS · results/RUN
`);
  });

  it.skipIf(lacks('signals that a program can answer'))(
    'says what was there already when a run is resumed, and counts on from it',
    async () => {
      await using folder = await scriptedFolder({ slow: { replies: ['うん！', { ...CUT, delayMs: 600 }] } });
      const args = ['eval', '--no-score', '-m', 'slow', '-s', 'short', '--samples', '3'];
      const first = await spawnProgram(args, {
        directory: folder.path,
        environment: SPAWNS_NO_MODEL_PROCESS,
        // The first turn of the second conversation has ended by then, the second has not.
        onStart: (program) =>
          program.stdout?.on('data', (chunk: string) => {
            if (chunk.includes('[1/3]')) setTimeout(() => program.kill('SIGINT'), 250);
          }),
      });
      expect(first.code).toBe(130);
      expect(steady(first.stdout).split('\n').at(-2)).toBe(
        'interrupted: 1 conversation, 4 turns in SECONDS · results/RUN · --resume continues it',
      );
      const { code, stdout } = await runProgram(['eval', '--no-score', '--resume'], { directory: folder.path });
      expect(code).toBe(0);
      expect(steady(stdout)).toBe(`run RUN: 3 conversations on 1 model, 9 turns, strict
resumed: 1 of 3 conversations was finished
slow: scripted replies, template messages
[2/3] slow · short #2 · 3 turns (1 replayed) · 2 ok, 1 truncated
[3/3] slow · short #3 · 3 turns · 2 ok, 1 truncated

this session:
model  conversations  turns  tokens       median    median  outcomes
                                     first token  tokens/s
slow               2      5       – MS         –  3 ok, 2 truncated
done: 3 conversations, 9 turns in SECONDS · results/RUN
`);
    },
  );

  it('gives a sign of life when nothing has been printed for half a minute', () => {
    const host = rememberingHost();
    const reporter = plainReporter(host);
    tell(reporter, [runStart({ conversations: 10, turns: 20 }), modelReady(), conversationStart(), turnStart()]);
    host.forget();
    host.pass(29_000);
    tell(reporter, [text('a')]);
    expect(host.output()).toBe('');
    host.pass(1_000);
    tell(reporter, [text('b')]);
    expect(host.output()).toBe('[ 0/10] m · s, turn 1/2\n');
    host.forget();
    tell(reporter, [turnEnd(), turnStart(2)]);
    host.pass(30_000);
    // The last two pieces of ten are of the last seconds; a piece was 5 / 2 tokens until now. One turn took half a minute.
    tell(reporter, [text('c'), text('d')]);
    expect(host.output()).toBe('[ 0/10] 0.250 tokens/s · 9 min left · m · s, turn 2/2\n');
  });

  it('shows the first ten warnings and counts the rest', () => {
    const host = rememberingHost();
    const turns = Array.from({ length: 13 }, (_, index) => turnEnd({ turn: index + 1, warnings: [`w${index + 1}`] }));
    tell(plainReporter(host), [
      runStart(),
      conversationStart(),
      ...turns,
      turnEnd({ warnings: ['old'] }, true),
      runEnd(),
    ]);
    const lines = host.output().split('\n');
    expect(lines.filter((line) => line.startsWith('warning '))).toEqual(
      Array.from({ length: 10 }, (_, index) => `warning m · s, turn ${index + 1}: w${index + 1}`),
    );
    expect(lines).toContain('3 more warnings: all of them are in the journal');
  });

  it('needs no more memory for forty thousand turns than for two thousand', () => {
    const host = rememberingHost();
    let lines = 0;
    const reporter = plainReporter({ ...host, stdout: Object.assign(host.stdout, { write: () => ++lines > 0 }) });
    const draw = randomFrom(1);
    let conversations = 0;
    const play = (count: number): number => {
      for (const until = conversations + count; conversations < until; conversations++) {
        const key = `key-${conversations}`;
        const measured = { key, tokensPerSecond: 10 + 100 * draw(), timeToFirstTokenMs: 10 + 100 * draw() };
        tell(reporter, [conversationStart({ key }), turnStart(1, key), text('a', key), turnEnd(measured)]);
        tell(reporter, [turnStart(2, key), text('a', key), turnEnd(measured), conversationEnd({ key })]);
      }
      collectGarbage();
      return process.memoryUsage().heapUsed;
    };
    tell(reporter, [runStart({ conversations: 21_000, turns: 42_000 }), modelReady()]);
    const before = play(1_000);
    const growth = play(20_000) - before;
    expect(lines).toBe(21_002);
    expect(growth / 1e6).toBeLessThan(1);
  });
});

describe('on a terminal', () => {
  it.skipIf(NO_TERMINAL)(
    `has one live line below what has ended${NO_TERMINAL ? ` (${NO_TERMINAL})` : ''}`,
    async () => {
      const reply = { text: 'うん！', delayMs: 150 };
      await using folder = await scriptedFolder({
        slow: { replies: [reply] },
        'with-a-rather-long-name': { replies: [reply] },
      });
      const { code, stdout } = await spawnProgram(
        [
          'eval',
          '--no-score',
          '-m',
          'slow',
          '-m',
          'with*',
          '-s',
          'short',
          '--samples',
          '3',
          '--mode',
          'fast',
          '--parallel',
          '2',
        ],
        {
          directory: folder.path,
          prefix: onTerminal(60),
          environment: { ...SPAWNS_NO_MODEL_PROCESS, TERM: 'xterm', NO_COLOR: '1' },
        },
      );
      expect(code).toBe(0);
      // Nothing but going back to the line's beginning and erasing it: no colours, and the cursor is never hidden.
      expect(new Set(stdout.match(/\u001b\[[^a-zA-Z]*[a-zA-Z]/g))).toEqual(new Set(['\u001b[2K']));
      const seen = pictures(stdout).map((lines) => lines.map((line) => line.trimEnd()));
      const live = seen.map((lines) => lines.at(-1) ?? '').filter((line) => /^\[\d\/6\] {2}/.test(line));
      expect(Math.max(...live.map((line) => line.length))).toBe(55);
      expect(live).toContainEqual(
        expect.stringMatching(/^\[0\/6\] {2}\d+ s left {2}slow {2}short, turn [23]\/3, 1 more at/),
      );
      expect(steady(seen.at(-1)?.join('\n') ?? '')).toBe(`run RUN: 6 conversations on 2 models,
  18 turns, fast
slow: scripted replies, template messages
[1/6] slow · short · 3 turns · 3 ok
[2/6] slow · short #2 · 3 turns · 3 ok
[3/6] slow · short #3 · 3 turns · 3 ok
with-a-rather-long-name: scripted replies, template messages
[4/6] with-a-rather-long-name · short · 3 turns · 3 ok
[5/6] with-a-rather-long-name · short #2 · 3 turns · 3 ok
[6/6] with-a-rather-long-name · short #3 · 3 turns · 3 ok

slow
  conversations       3
  turns               9
  tokens              –
  median first token MS
  median tokens/s     –
  outcomes            9 ok

with-a-rather-long-name
  conversations       3
  turns               9
  tokens              –
  median first token MS
  median tokens/s     –
  outcomes            9 ok
done: 6 conversations, 18 turns in SECONDS ·
  results/RUN
`);
    },
  );

  const drawn = (output: string): string => pictures(output).at(-1)?.at(-1) ?? '';

  it('knows speed and time left only after the first turn has ended', () => {
    const host = rememberingHost({ isTTY: true });
    const reporter = ttyReporter(host);
    tell(reporter, [runStart({ conversations: 2, turns: 4 }), modelReady(), conversationStart(), turnStart()]);
    host.pass(1_000);
    tell(reporter, [text('a'), text('b')]);
    expect(drawn(host.output())).toBe('[0/2]  time left unknown  m  s, turn 1/2');
    host.pass(1_000);
    // Two pieces were ten tokens, and a turn takes two seconds.
    tell(reporter, [turnEnd({ replyTokens: 10 })]);
    expect(drawn(host.output())).toBe('[0/2]  10.0 tokens/s  6 s left  m  s, turn 1/2');
    host.pass(1_000);
    tell(reporter, [turnStart(2)]);
    expect(drawn(host.output())).toBe('[0/2]  5.00 tokens/s  5 s left  m  s, turn 2/2');
    reporter.close?.();
    expect(drawn(host.output())).toBe('');
  });

  it('says until when a long run goes on', () => {
    const host = rememberingHost({ isTTY: true });
    const reporter = ttyReporter(host);
    tell(reporter, [runStart({ conversations: 500, turns: 1_001 }), modelReady(), conversationStart(), turnStart()]);
    host.pass(18_000);
    tell(reporter, [turnEnd({ replyTokens: null })]);
    reporter.close?.();
    const end = new Date(18_000 + 18_000 * 1_000).toTimeString().slice(0, 5);
    expect(host.output()).toContain(`5 h 0 min left (until ${end})`);
  });

  it('streams a conversation that is alone', () => {
    const host = rememberingHost({ isTTY: true, environment: { NO_COLOR: '1' } });
    const reporter = transcriptReporter(host);
    tell(reporter, [runStart({ conversations: 1 }), modelReady(), conversationStart(), turnStart(), text(' う')]);
    expect(host.output().split('\n').slice(-3)).toEqual(['', 'A: u1', 'B: う']);
    tell(reporter, [text('ん'), turnEnd({ reply: ' うん' })]);
    expect(host.output().split('\n').slice(-3)).toEqual([
      'B: うん',
      '  5 tokens · 100 tokens/s · first token 20.0 ms · prompt 10 (0 reused)',
      '',
    ]);
  });

  it('shows that the model is thinking, and the answer again if that came out otherwise', () => {
    const host = rememberingHost({ isTTY: true, environment: { NO_COLOR: '1' } });
    const reporter = transcriptReporter(host);
    const thinks: RunEvent = { type: 'text', key: 'key-1', text: '', isThinking: true };
    tell(reporter, [runStart({ conversations: 1 }), modelReady(), conversationStart(), turnStart(), thinks, thinks]);
    tell(reporter, [text('う'), turnEnd({ reply: 'う' }), turnStart(2), text('考え'), turnEnd({ reply: 'ん' })]);
    const lines = host.output().split('\n');
    expect(lines.filter((line) => line.startsWith('B: '))).toEqual(['B: (thinking) う', 'B: 考え', 'B: ん']);
  });

  it('prints conversations that go on together one after the other, and streams the last that is left', () => {
    const host = rememberingHost({ isTTY: true, environment: { NO_COLOR: '1' } });
    const reporter = transcriptReporter(host);
    const both = { conversations: 2, mode: 'fast' } as const;
    tell(reporter, [runStart(both), modelReady()]);
    host.forget();
    tell(reporter, [conversationStart({ key: 'a' }), turnStart(1, 'a'), conversationStart({ key: 'b', sample: 2 })]);
    tell(reporter, [turnStart(1, 'b'), text('aa', 'a'), text('bb', 'b')]);
    expect(host.output()).toBe('');
    const figures = '  5 tokens · 100 tokens/s · first token 20.0 ms · prompt 10 (0 reused)';
    tell(reporter, [turnEnd({ key: 'a', reply: 'aa' }), conversationEnd({ key: 'a' })]);
    expect(host.output()).toBe(`\ns title\n  persona B: p\n  temperature 0\n\nA: u1\nB: aa\n${figures}\n`);
    host.forget();
    tell(reporter, [text('BB', 'b')]);
    expect(host.output()).toBe('\ns #2 title\n  persona B: p\n  temperature 0\n\nA: u1\nB: bbBB');
  });
});

it('says what came of each scenario, where a run has several', () => {
  const host = rememberingHost();
  const played = (model: string, scenario: string, key: string): RunEvent[] => [
    conversationStart({ key }),
    turnEnd({ key, model, scenario }),
    conversationEnd({ key, model, scenario }),
  ];
  const both = ['a', 'b'].flatMap((model) => ['s1', 's2'].flatMap((name) => played(model, name, `${model} ${name}`)));
  tell(plainReporter(host), [runStart({ models: 2, conversations: 4 }), ...both, runEnd()]);
  expect(
    host.output().split('\n\n').slice(1).join('\n\n'),
  ).toBe(`model  conversations  turns  tokens       median    median  outcomes
                                     first token  tokens/s
a                  2      2      10      20.0 ms       100  2 ok
b                  2      2      10      20.0 ms       100  2 ok

scenario  model  conversations  turns  tokens  outcomes
s1        a                  1      1       5  1 ok
s1        b                  1      1       5  1 ok
s2        a                  1      1       5  1 ok
s2        b                  1      1       5  1 ok
done: 2 conversations, 4 turns in 1.0 s · results/id
`);
});

describe('in a log of GitHub', () => {
  it('writes the summary of the job, behind what is there already', async () => {
    await using folder = await scriptedFolder({ bad: BAD, good: GOOD });
    const file = await folder.write('summary.md', 'before\n\n');
    const args = ['eval', '--no-score', '-m', 'bad', '-m', 'good', '-s', 'short', '--reporter', 'github'];
    const environment = { GITHUB_STEP_SUMMARY: file };
    expect((await runProgram(args, { directory: folder.path, environment })).code).toBe(3);
    expect(steady(readFileSync(file, 'utf8'))).toBe(
      `before

## hitogara RUN

done: 1 conversation, 1 failed, 4 turns in SECONDS

| model | conversations | turns | tokens | median first token | median tokens/s | outcomes |
|---|---:|---:|---:|---:|---:|---|
| bad | 1 | 1 | – | MS | – | 1 ok, 1 conversation failed |
| good | 1 | 3 | – | MS | – | 2 ok, 1 truncated |

- **bad/short**: generation-failed: no ::error::forged \\#\u2060\\#\u2060\\[error\\]forged

`,
    );
  });

  it('says that the summary cannot be written', async () => {
    await using folder = await scriptedFolder({ good: GOOD });
    const args = ['eval', '--no-score', '-m', 'good', '-s', 'short', '--reporter', 'github'];
    const environment = { GITHUB_STEP_SUMMARY: folder.path };
    const { code, stdout } = await runProgram(args, { directory: folder.path, environment });
    expect(code).toBe(0);
    expect(stdout).toMatch(/^::warning title=hitogara::the summary of the job cannot be written: EISDIR/m);
  });

  it('folds models, annotates failures, and lets no model forge a command', async () => {
    await using folder = await scriptedFolder({ bad: BAD, good: GOOD });
    const args = ['eval', '--no-score', '-m', 'bad', '-m', 'good', '-s', 'short'];
    const environment = { GITHUB_ACTIONS: 'true' };
    const { code, stdout } = await runProgram(args, { directory: folder.path, environment });
    expect(code).toBe(3);
    const lines = steady(stdout).split('\n');
    // The runner takes these for commands: two colons at the beginning of a line, and `##[` anywhere.
    expect(lines.filter((line) => line.trim().startsWith('::') || line.includes('##['))).toEqual([
      '::group::bad',
      '::error title=conversation bad/short failed::bad/short: generation-failed: no%0A::error::forged%0A# #[error]forged',
      '::endgroup::',
      '::group::good',
      '::endgroup::',
    ]);
    expect(lines.slice(2, 4)).toEqual([
      'bad: scripted replies, template messages',
      '[1/2] bad · short · 1 turn · 1 ok · failed: generation-failed: no ::error::forged # #[error]forged',
    ]);
  });

  it('escapes what would end a property or a line', () => {
    const host = rememberingHost();
    const reason = '50%\r\n::error::x';
    tell(githubReporter(host), [
      runStart(),
      { type: 'model-start', model: 'a:b,c%', file: null },
      { type: 'model-failed', model: 'a:b,c%', reason },
      modelReady([':: w\n::error::y']),
    ]);
    expect(host.output().split('\n').slice(1)).toEqual([
      '::group::a:b,c%25',
      '::error title=model a%3Ab%2Cc%25 failed::a:b,c%25: 50%25%0A::error::x',
      'm: scripted replies, template t (named in the model entry)',
      '::warning title=hitogara::m: :: w ::error::y',
      '',
    ]);
  });
});

describe('to a program', () => {
  it('writes every event but text as one line of JSON', async () => {
    await using folder = await scriptedFolder({ good: GOOD }, scenarioYaml({ turns: ['\u009b31m\u202e'] }));
    const args = ['eval', '--no-score', '-m', 'good', '-s', 'short', '--reporter', 'jsonl'];
    const { code, stdout } = await runProgram(args, { directory: folder.path });
    expect(code).toBe(0);
    expect(stdout).not.toMatch(/[\u007f-\u009f\u202a-\u202e]/);
    const events: RunEvent[] = stdout
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(events.map(({ type }) => type)).toEqual([
      'run-start',
      'model-start',
      'model-ready',
      'conversation-start',
      'turn-start',
      'turn-end',
      'conversation-end',
      'run-end',
    ]);
    const [turn] = readRun(path.join(folder.path, 'results')).turns;
    expect(events[5]).toEqual({ type: 'turn-end', record: turn, isReplay: false });
  });

  it('leaves out what a weights file says of itself', () => {
    const host = rememberingHost();
    const { metadata, ...rest } = LOADED;
    const event = { ...modelReady(), description: LOADED };
    tell(jsonlReporter(host), [event]);
    expect(metadata).toEqual({ general: { name: 'toy' } });
    expect(JSON.parse(host.output())).toEqual({ ...event, description: rest });
  });

  it('prints nothing when it is to be silent', async () => {
    await using folder = await scriptedFolder({ bad: BAD });
    const args = ['eval', '-m', 'bad', '-s', 'short', '--reporter', 'silent'];
    expect(await runProgram(args, { directory: folder.path })).toMatchObject({ code: 3, stdout: '', stderr: '' });
  });

  it('keeps stdout for the one object of --json, whatever the reporter', async () => {
    await using folder = await scriptedFolder({ good: GOOD });
    const args = ['eval', '-m', 'good', '-s', 'short', '--json', '--reporter', 'jsonl'];
    const { stdout, stderr } = await runProgram(args, { directory: folder.path });
    expect(stdout).toBe(`${JSON.stringify(JSON.parse(stdout), null, 2)}\n`);
    expect(JSON.parse(stderr.split('\n')[0] ?? '')).toMatchObject({ type: 'run-start', conversations: 1 });
  });

  it.skipIf(lacks('bash'))('does not mind that nobody reads the object to its end', async () => {
    await using folder = await scriptedFolder({ good: GOOD });
    const head = ['bash', '-c', 'set -o pipefail; "$@" | head -1', '--'];
    const args = [
      'eval',
      '--no-score',
      '-m',
      'good',
      '-s',
      'short',
      '--samples',
      '100',
      '--json',
      '--reporter',
      'silent',
    ];
    const { stdout, stderr } = await spawnProgram(args, {
      directory: folder.path,
      environment: SPAWNS_NO_MODEL_PROCESS,
      prefix: head,
    });
    expect({ stdout, stderr }).toEqual({ stdout: '{\n', stderr: '' });
  });

  it('writes an event as it is, and no pieces of text', () => {
    const host = rememberingHost();
    const event = modelReady();
    tell(jsonlReporter(host), [event, text('x')]);
    expect(host.output()).toBe(`${JSON.stringify(event)}\n`);
  });
});

describe('a reporter that throws', () => {
  it('is removed, and costs neither the run nor the other reporters anything', async () => {
    await using folder = await scriptedFolder({});
    const complaints: string[] = [];
    const told = { broken: 0, whole: 0 };
    const broken: Reporter = {
      report() {
        told.broken++;
        throw new Error('no ink');
      },
    };
    const whole: Reporter = { report: () => told.whole++ };
    const emit = tellAll(
      new Map([
        ['broken', broken],
        ['whole', whole],
      ]),
      (message) => complaints.push(message),
    );
    const { summary } = await evaluate(
      {
        models: [scriptedModel({ id: 'function', respond: ({ turn }) => `reply ${turn}` })],
        scenarios: [path.join(folder.path, 'scenarios/short.yaml')],
        prompt: null,
        samples: 2,
        settings: [{}],
        filter: null,
        first: null,
        seed: 1,
        mode: 'strict',
        parallel: null,
        onOverflow: 'error',
        ignoreUnsupported: false,
        maxCostUsd: null,
        llama: { ...DEFAULT_LLAMA_OPTIONS, gpu: 'off', threads: 1 },
        limits: { loadMs: 60_000, firstTokenMs: 60_000, idleMs: 60_000, totalMs: 60_000 },
        out: path.join(folder.path, 'results'),
        arguments: [],
      },
      worldIn(folder.path),
      emit,
    );
    expect(summary).toMatchObject({ status: 'done', totals: { done: 2, turns: 6 } });
    expect(complaints).toEqual(['the broken reporter failed and was removed: no ink']);
    // A run's beginning and end, a model's two events, and two conversations of eleven each: two, and three turns of three.
    expect(told).toEqual({ broken: 1, whole: 4 + 2 * 11 });
  });
});

describe('a median in bounded memory', () => {
  it.each([1, 2, 3, 1_000])('is right to a thousandth for %i figures', (count) => {
    const draw = randomFrom(count);
    const values = Array.from({ length: count }, () => Math.exp(10 * draw()));
    const median = medianOf();
    for (const value of [null, ...values]) median.add(value);
    const sorted = [...values].sort((a, b) => a - b);
    const exact = ((sorted[Math.floor((count - 1) / 2)] ?? 0) + (sorted[Math.floor(count / 2)] ?? 0)) / 2;
    expect(Math.abs((median.value() ?? 0) / exact - 1)).toBeLessThan(0.001);
  });

  it('is not known where nothing was measured', () => {
    const median = medianOf();
    median.add(null);
    expect(median.value()).toBeNull();
  });
});
