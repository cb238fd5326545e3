// Runs on their way out to other evaluation tools.
import { parquetReadObjects } from 'hyparquet';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parquetTable } from '../dist/formats/out/parquet-table.js';
import { samplingOfPreset } from '../dist/formats/presets/sampling-of-preset.js';
import { type ExportFolder, exportFolder, linesOf, TURNS } from './support/export-folder.ts';

let folder: ExportFolder;

beforeAll(async () => {
  folder = await exportFolder();
});
afterAll(() => folder[Symbol.asyncDispose]());

const REPLIES = ['うん！', '=2', '', '駅前のね', 'また来てね'];

describe('mt-bench', () => {
  it('has a question for each scenario, and answers of those who came to its end', async () => {
    const { files, notes } = await folder.exported({ format: 'mt-bench' });
    expect(Object.keys(files)).toEqual(['model_answer/whole.jsonl', 'question.jsonl']);
    expect(linesOf(files['question.jsonl'])).toEqual([
      { question_id: 1, category: 'roleplay', turns: TURNS, scenario: 'cafe' },
    ]);
    expect(linesOf(files['model_answer/whole.jsonl'])).toEqual([
      {
        question_id: 1,
        answer_id: `${folder.played}-1`,
        model_id: 'whole',
        choices: [{ index: 0, turns: REPLIES }],
        tstamp: expect.any(Number),
      },
    ]);
    expect(notes).toEqual([
      expect.stringMatching(/ended before their last turn \(2\).*judgments, which the run does not have$/),
    ]);
  });

  it('makes a question of its own of a chat that says something else than its scenario', async () => {
    const chat = (users: readonly string[]): string =>
      JSON.stringify({
        messages: users.flatMap((user) => [
          { role: 'user', content: user },
          { role: 'assistant', content: 'r' },
        ]),
      });
    const run = await folder.imported('openai', [chat(TURNS), chat(['x']), chat(['x'])].join('\n'));
    const { files } = await folder.exported({ format: 'mt-bench', run });
    expect(linesOf(files['question.jsonl'])).toMatchObject([
      { question_id: 1, turns: TURNS },
      { question_id: 2, turns: ['x'] },
    ]);
    expect(linesOf(files['model_answer/m.jsonl'])).toMatchObject([
      { question_id: 1, choices: [{ index: 0 }] },
      { question_id: 2, choices: [{ index: 1 }, { index: 2 }] },
    ]);
  });
});

describe('rp-bench', () => {
  it('has what user and character said in turn, up to a reply that failed', async () => {
    const { files } = await folder.exported({ format: 'rp-bench' });
    const names = { user_model_name: 'scenario', id: 0, scenario: 'cafe', sample: 1 };
    expect(linesOf(files['conversations/whole.jsonl'])).toEqual([
      {
        ...names,
        target_model_name: 'whole',
        conversation_history: REPLIES.flatMap((reply, index) => [TURNS[index], reply]),
      },
    ]);
    expect(linesOf(files['conversations/broken.jsonl'])).toEqual([
      { ...names, target_model_name: 'broken', conversation_history: [TURNS[0], 'はい', TURNS[1], 'いや'] },
    ]);
    expect(Object.keys(files)).toHaveLength(2);
  });
});

interface Log {
  [field: string]: unknown;
  samples: { [field: string]: unknown; messages: { role: string; content: unknown }[] }[];
}

describe('inspect', () => {
  it('has a log for each model, its head before its samples and no null in it', async () => {
    const { files, notes } = await folder.exported({ format: 'inspect' });
    expect(Object.keys(files).map((file) => file.replace(/^.*Z?_hitogara_/, ''))).toEqual([
      'broken.json',
      'dead.json',
      'whole.json',
    ]);
    const logs = Object.values(files).map((file): Log => JSON.parse(String(file)));
    for (const log of logs) {
      const fields = Object.keys(log).filter((name) => name !== 'error');
      expect(fields).toEqual(['version', 'status', 'eval', 'plan', 'results', 'stats', 'samples']);
      expect(Object.values(log)).not.toContain(null);
    }
    const heads = logs.map(({ status, results, error }) => ({ status, results, error }));
    expect(heads).toMatchObject([
      { status: 'error', results: { total_samples: 1, completed_samples: 0 }, error: { traceback: '' } },
      { status: 'error', results: { total_samples: 1, completed_samples: 0, scores: [] } },
      { status: 'success', results: { total_samples: 1, completed_samples: 1 }, error: undefined },
    ]);
    expect(notes).toEqual([expect.stringMatching(/^left out: lorebook entries.* · prompts and their templates$/)]);
  });

  it('has what was said, without what failed, and the share of replies that failed each check', async () => {
    const { files } = await folder.exported({ format: 'inspect', models: ['whole', 'broken'] });
    const [broken, whole] = Object.values(files).map((file): Log => JSON.parse(String(file)));
    const [sample] = whole?.samples ?? [];
    expect(sample).toMatchObject({
      ...{ id: 'cafe', epoch: 1, target: '', model_usage: {} },
      input: [{ role: 'system' }, { role: 'assistant', content: 'いらっしゃい' }, { role: 'user', content: 'やあ' }],
      output: { model: 'whole', choices: [{ stop_reason: 'stop' }], completion: 'また来てね' },
      scores: { empty: { value: 1 / 5, explanation: expect.stringMatching(/^turn 3: fail: /) }, loop: { value: 0 } },
    });
    expect(sample).not.toHaveProperty('error');
    expect(broken?.samples).toMatchObject([
      {
        error: { message: 'scripted: the reply to turn 3 failed' },
        metadata: { partial_reply: '壊れ' },
        output: { choices: [{ stop_reason: 'content_filter' }] },
      },
    ]);
    const said = (broken?.samples ?? []).flatMap(({ messages }) => messages);
    expect(said.map(({ role, content }) => `${role}: ${content}`)).toEqual([
      'system: あなたはミナです。',
      'assistant: いらっしゃい',
      'user: やあ',
      'assistant: はい',
      'user: =1+1',
      'assistant: いや',
      'user: 好きな店は？',
    ]);
  });
});

describe('promptfoo', () => {
  it('has a row for every turn that was begun, and a column for each model', async () => {
    const { files, notes } = await folder.exported({ format: 'promptfoo' });
    const { evalId, results, config } = JSON.parse(String(files['']));
    expect({ evalId, version: results.version, description: config.description }).toEqual({
      evalId: `eval-${folder.played}`,
      version: 3,
      description: `hitogara ${folder.played}`,
    });
    type Row = Record<string, unknown> & { response?: { output: string }; metadata: { outcome: string } };
    const rows = results.results.map(({ promptIdx, testIdx, success, failureReason, ...row }: Row) => {
      return [promptIdx, testIdx, success, failureReason, row.metadata.outcome, row.response?.output ?? row.error];
    });
    expect(rows).toEqual([
      [0, 0, true, 0, 'ok', 'うん！'],
      [0, 1, true, 0, 'ok', '=2'],
      [0, 2, false, 1, 'empty', ''],
      [0, 3, false, 1, 'truncated', '駅前のね'],
      [0, 4, true, 0, 'ok', 'また来てね'],
      [1, 0, true, 0, 'ok', 'はい'],
      [1, 1, false, 1, 'refused', 'いや'],
      [1, 2, false, 2, 'failed', 'scripted: the reply to turn 3 failed'],
      [2, 0, false, 2, 'failed', 'generation-failed: out of order'],
    ]);
    expect(results.results[0]).not.toHaveProperty('response.tokenUsage');
    expect(results.results[2].gradingResult).toMatchObject({ pass: false, reason: expect.stringMatching(/^empty: /) });
    expect(results.stats).toMatchObject({ successes: 4, failures: 3, errors: 2 });
    expect(
      results.prompts.map(({ provider, metrics }: { provider: string; metrics: object }) => [provider, metrics]),
    ).toEqual([
      ['whole', expect.objectContaining({ testPassCount: 3, testFailCount: 2, testErrorCount: 0 })],
      ['broken', expect.objectContaining({ testPassCount: 1, testFailCount: 1, testErrorCount: 1 })],
      ['dead', expect.objectContaining({ testPassCount: 0, testFailCount: 0, testErrorCount: 1 })],
    ]);
    expect(notes).toEqual([expect.stringContaining('the greeting (3)')]);
  });
});

describe('every-eval-ever', () => {
  it('has the rate of each check with its interval, and a line for each conversation', async () => {
    const { files } = await folder.exported({ format: 'every-eval-ever' });
    const names = Object.keys(files);
    const form =
      /^data\/hitogara\/unknown\/(\w+)\/[\da-f]{8}-[\da-f]{4}-4[\da-f]{3}-8[\da-f]{3}-[\da-f]{12}(?:\.json|_samples\.jsonl)$/;
    expect(names.map((name) => form.exec(name)?.[1])).toEqual(['broken', 'broken', 'whole', 'whole']);
    const fileOf = (model: string, ending: string) => {
      return files[names.find((name) => name.includes(`/${model}/`) && name.endsWith(ending)) ?? ''];
    };
    const record = JSON.parse(String(fileOf('whole', '.json')));
    const samples = names.find((name) => name.includes('/whole/') && name.endsWith('.jsonl'));
    expect(record).toMatchObject({
      schema_version: '0.3.0',
      model_info: { id: 'whole', additional_details: { deployment_type: 'unknown' } },
      detailed_evaluation_results: { format: 'jsonl', file_path: samples, total_rows: 1 },
    });
    const [faults] = record.evaluation_results;
    expect(faults).toMatchObject({
      evaluation_name: 'faults',
      metric_config: { lower_is_better: true, score_type: 'continuous', min_score: 0, max_score: 1 },
      score_details: { score: 2 / 5, details: { failed: '2', judged: '5' }, uncertainty: { num_samples: 5 } },
    });
    // One conversation shows nothing of how others would differ.
    expect(faults.score_details.uncertainty).not.toHaveProperty('confidence_interval');
    const [line] = linesOf(fileOf('whole', '.jsonl'));
    expect(line).toMatchObject({
      evaluation_result_id: faults.evaluation_result_id,
      sample_id: 'cafe#1',
      evaluation: { score: 2 / 5, is_correct: false, num_turns: 5 },
      metadata: { faults: 'turn 3: empty; turn 4: truncated', outcomes: 'ok ok empty truncated ok' },
    });
    expect(line).not.toHaveProperty('token_usage');
    expect(linesOf(fileOf('broken', '.jsonl'))).toMatchObject([
      { messages: { length: 6 }, error: 'scripted: the reply to turn 3 failed' },
    ]);
  });

  it('is refused of a run that was not scored', async () => {
    const run = await folder.imported(
      'openai',
      '{"messages":[{"role":"user","content":"u"},{"role":"assistant","content":"a"}]}',
    );
    const outcome = await folder.run('export', run, '-f', 'every-eval-ever', '-o', 'unscored');
    expect(outcome).toMatchObject({ code: 4, stdout: '', left: [] });
    expect(outcome.stderr).toMatch(
      /^every-eval-ever holds scores, and run \S+ was not scored\n {2}Score it first: hitogara score \S+\n$/,
    );
  });
});

describe('parquet', () => {
  async function rowsOf(file: Buffer | undefined): Promise<Record<string, unknown>[]> {
    return parquetReadObjects({ file: Uint8Array.from(file ?? []).buffer });
  }

  it('has three tables, which hold no zero for what is not known', async () => {
    const { files, notes } = await folder.exported({ format: 'parquet' });
    expect(Object.keys(files)).toEqual(['conversations.parquet', 'scores.parquet', 'turns.parquet']);
    const turns = await rowsOf(files['turns.parquet']);
    expect(turns.map(({ model, turn, reply, outcome }) => [model, turn, reply, outcome])).toEqual([
      ['whole', 1n, 'うん！', 'ok'],
      ['whole', 2n, '=2', 'ok'],
      ['whole', 3n, '', 'empty'],
      ['whole', 4n, '駅前のね', 'truncated'],
      ['whole', 5n, 'また来てね', 'ok'],
      ['broken', 1n, 'はい', 'ok'],
      ['broken', 2n, 'いや', 'refused'],
      ['broken', 3n, null, 'failed'],
      ['dead', 1n, null, 'failed'],
    ]);
    expect(turns[1]).toMatchObject({ user: '=1+1', thinking: '足す', replyTokens: null, tokensPerSecond: null });
    expect(turns[7]).toMatchObject({ partialReply: '壊れ', problem: 'scripted: the reply to turn 3 failed' });
    expect(await rowsOf(files['conversations.parquet'])).toMatchObject([
      { model: 'whole', status: 'done', replies: 5n, greeting: 'いらっしゃい', instruction: 'あなたはミナです。' },
      { model: 'broken', status: 'failed', replies: 2n, contextSize: null },
      { model: 'dead', status: 'failed', replies: 0n },
    ]);
    const faults = (await rowsOf(files['scores.parquet'])).filter(({ result }) => result === 'fail');
    expect(faults).toMatchObject([
      { model: 'whole', turn: 3n, check: 'empty' },
      { model: 'whole', turn: 4n, check: 'truncated' },
    ]);
    expect(notes).toEqual(['left out: prompts and their templates']);
  });

  it('has no table of scores of a run that was not scored', async () => {
    const text = '{"messages":[{"role":"user","content":"u"},{"role":"assistant","content":"a"}]}';
    const { files } = await folder.exported({ format: 'parquet', run: await folder.imported('openai', text) });
    expect(Object.keys(files)).toEqual(['conversations.parquet', 'turns.parquet']);
    expect(await rowsOf(files['conversations.parquet'])).toMatchObject([
      { isImported: true, instruction: null, seed: null },
    ]);
  });

  it('is written in groups of rows, whatever their number', async () => {
    const table = parquetTable('t', [
      ['n', 'integer'],
      ['half', 'number'],
    ]);
    const pieces = Array.from({ length: 9_001 }, (_, n) => table.add([n, n % 2 === 0 ? n / 2 : null])).flat();
    expect(pieces).toHaveLength(2);
    const rows = await rowsOf(Buffer.concat([...pieces, ...table.end()].map(({ data }) => Buffer.from(data))));
    expect(rows.map(({ n }) => n)).toEqual(Array.from({ length: 9_001 }, (_, n) => BigInt(n)));
    expect([rows[8_998]?.half, rows[8_999]?.half]).toEqual([4_499, null]);
  });
});

describe('a setting', () => {
  const SETTINGS = { temperature: 0.8, dynatempRange: 1, topNSigma: -1, dryMultiplier: 0.8, dryLastN: -1, topK: 40 };

  it.each([
    [
      'sillytavern-preset',
      'sillytavern',
      { temp: 0.8, dynatemp: true, min_temp: 0, max_temp: 1.8, nsigma: 0, dry_multiplier: 0.8, top_k: 40, genamt: 256 },
    ],
    [
      'llama-server-preset',
      'llama-server',
      {
        temperature: 0.8,
        dynatemp_range: 1,
        top_n_sigma: -1,
        dry_multiplier: 0.8,
        top_k: 40,
        n_predict: 256,
        stop: [],
      },
    ],
  ] as const)('goes out as %s, without what the program would refuse', async (format, ending, preset) => {
    const run = await folder.playedWith(SETTINGS);
    const { files, notes } = await folder.exported({ format, run });
    expect(Object.entries(files).map(([file, data]) => [file, JSON.parse(String(data))])).toEqual([
      [`whole.${ending}.json`, preset],
    ]);
    // Of scripted replies, the context that -1 stands for is not known.
    expect(notes).toEqual([expect.stringMatching(/or differ between conversations \(dryLastN\) · seeds/)]);
  });

  it('comes back the same from a preset of SillyTavern', async () => {
    const settings = {
      ...{ temperature: 1, dynatempRange: 0.5, dynatempExponent: 1.5, topK: 40, topP: 0.9, minP: 0.05, typicalP: 1 },
      ...{ topNSigma: 1, repeatPenalty: 1.1, repeatLastN: 64, frequencyPenalty: 0.25, presencePenalty: 0.5 },
      ...{ dryMultiplier: 0.8, dryBase: 1.75, dryAllowedLength: 2, dryLastN: 512, drySequenceBreakers: ['\n', '。'] },
      ...{ xtcProbability: 0.5, xtcThreshold: 0.1, mirostat: 2, mirostatTau: 5, mirostatEta: 0.1, maxTokens: 100 },
      samplers: ['penalties', 'dry', 'top_k', 'temperature'],
    };
    const run = await folder.playedWith(settings);
    const { files } = await folder.exported({ format: 'sillytavern-preset', run });
    const preset = JSON.parse(String(files['whole.sillytavern.json']));
    expect(samplingOfPreset(preset, 'preset.json')).toEqual({ sampling: settings, notes: [] });
  });

  it('is not made up for a chat log', async () => {
    const text = '{"messages":[{"role":"user","content":"u"},{"role":"assistant","content":"a"}]}';
    const run = await folder.imported('openai', text);
    const outcome = await folder.run('export', run, '-f', 'llama-server-preset', '-o', 'none');
    expect(outcome).toMatchObject({ code: 4, stderr: 'nothing to export\n', left: [] });
  });
});

describe('model-card', () => {
  it('has the rates with their intervals, and no row of what is not known', async () => {
    const { files } = await folder.exported({ format: 'model-card' });
    const [title, , introduction, , ...rows] = String(files['']).trimEnd().split('\n');
    expect(title).toBe('## Chat behaviour');
    expect(introduction).toContain('Scenarios: `cafe`. Samples of each: 1; mode: strict; seed: 1.');
    expect(rows.filter((row) => !row.startsWith('| median'))).toEqual([
      '|  | `whole` | `broken` | `dead` |',
      '|---|---|---|---|',
      '| prompt template | `messages` | `messages` | `messages` |',
      '| maximum tokens per reply | 256 | 256 | – |',
      '| conversations | 1 | 1 | 1 |',
      '| turns | 5 | 3 | 0 |',
      '| **replies with a fault** | 40.0 % (interval not known); 2 of 5 | 0.0 % (interval not known); 0 of 1 | – |',
      '| failed `empty` | 20.0 % (interval not known); 1 of 5 | 0.0 % (interval not known); 0 of 1 | – |',
      '| failed `truncated` | 25.0 % (interval not known); 1 of 4 | 0.0 % (interval not known); 0 of 1 | – |',
    ]);
  });
});

describe('card', () => {
  it('is the scenario, for programs that play characters', async () => {
    const { files, notes } = await folder.exported({ format: 'card' });
    expect(Object.keys(files)).toEqual(['cafe.json']);
    expect(JSON.parse(String(files['cafe.json']))).toMatchObject({
      ...{ spec: 'chara_card_v3', spec_version: '3.0' },
      data: {
        ...{ name: 'ミナ', system_prompt: 'あなたはミナです。', first_mes: 'いらっしゃい' },
        character_book: { entries: [{ keys: ['好きな店'] }] },
      },
    });
    expect(notes).toEqual([expect.stringMatching(/^left out: what was said · what the scenario expects of replies/)]);
  });
});
