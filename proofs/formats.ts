// `npm run prove:formats`: exports runs, and lets other people's programs read them: promptfoo and DuckDB, installed from npm into a temporary
// folder (1.9 GB), and the schemas of Every Eval Ever where a clone of its repository is named (--every-eval-ever FOLDER). What they find
// must be what the journal holds. Start at `prove`.
import { execFile } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import os from 'node:os';
import path from 'node:path';
import { parseArgs, promisify } from 'node:util';
import { Ajv } from 'ajv';
import { renderTable } from '../bench/table.ts';
import type { ExportFormat } from '../dist/formats/out/format-names.js';
import { evaluate, exportRun, readConversations, scoreRun } from '../dist/index.js';
import { exportFolder } from '../test/support/export-folder.ts';
import { worldIn } from '../test/support/world.ts';

const { values } = parseArgs({
  options: { 'every-eval-ever': { type: 'string' }, 'without-promptfoo': { type: 'boolean', default: false } },
});

const PROMPTFOO = 'promptfoo@0.121.20';
const DUCKDB = '@duckdb/node-api@1.5.6-r.1';

const run = promisify(execFile);
const world = worldIn(path.resolve(import.meta.dirname, '..'));

/** What a program found, and what it should have. */
interface Reading {
  program: string;
  file: string;
  found: string;
  expected: string;
}

/** A run's own count. */
interface Truth {
  directory: string;
  conversations: number;
  /** With a reply, whatever has become of it. */
  turns: number;
  /** That failed. */
  failures: number;
  /** null: not known of every reply. */
  replyTokens: number | null;
  characters: number;
}

process.exitCode = await prove();

async function prove(): Promise<number> {
  await using scripted = await exportFolder();
  const folder = await mkdtemp(path.join(os.tmpdir(), 'hitogara-formats-'));
  try {
    const runs = [path.join(scripted.path, 'results', scripted.played), await playedByModel(folder)];
    await install(folder);
    const readings: Reading[] = [];
    for (const [index, directory] of runs.entries()) {
      const truth = await truthOf(directory);
      const output = (format: ExportFormat, ending = ''): string => path.join(folder, `${index}-${format}${ending}`);
      const exported = async (format: ExportFormat, ending?: string): Promise<string> => {
        await exportRun({ run: directory, format, output: output(format, ending) }, { world });
        return output(format, ending);
      };
      readings.push(...(await duckdbReadings(folder, truth, exported)));
      if (!values['without-promptfoo']) readings.push(...(await promptfooReadings(folder, truth, exported)));
      readings.push(...(await schemaReadings(truth, exported)));
    }
    const head = ['program', 'file', 'found', 'in the journal'];
    const rows = readings.map(({ program, file, found, expected }) => [program, file, found, expected]);
    process.stdout.write(
      `${renderTable({ id: 'formats', title: 'What other programs read', head, rows, notes: [] })}\n`,
    );
    return readings.every(({ found, expected }) => found === expected) ? 0 : 1;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function playedByModel(folder: string): Promise<string> {
  const { directory } = await evaluate(
    {
      models: ['hitogara-tiny-q8_0'],
      scenarios: ['anime-fan'],
      samples: 3,
      settings: [{ temperature: 0.2 }, { temperature: 1 }],
      llama: { gpu: 'off', threads: 1 },
      out: path.join(folder, 'results'),
    },
    { world },
  );
  if (directory === null) throw new Error('nothing was played');
  await scoreRun({ run: directory }, { world });
  return directory;
}

async function truthOf(directory: string): Promise<Truth> {
  const truth: Truth = { directory, conversations: 0, turns: 0, failures: 0, replyTokens: 0, characters: 0 };
  for await (const { turns, status } of readConversations(directory)) {
    const replies = turns.filter(({ outcome }) => outcome !== 'failed');
    if (status === 'failed') truth.failures++;
    if (replies.length > 0) truth.conversations++;
    for (const { reply, replyTokens } of replies) {
      truth.turns++;
      truth.characters += [...reply].length;
      truth.replyTokens = truth.replyTokens === null || replyTokens === null ? null : truth.replyTokens + replyTokens;
    }
  }
  return truth;
}

async function install(folder: string): Promise<void> {
  await writeFile(path.join(folder, 'package.json'), '{"private":true}');
  const packages = values['without-promptfoo'] ? [DUCKDB] : [DUCKDB, PROMPTFOO];
  process.stderr.write(`installing ${packages.join(' and ')} …\n`);
  await run('npm', ['install', '--no-audit', '--no-fund', '--ignore-scripts', ...packages], { cwd: folder });
}

type Exported = (format: ExportFormat, ending?: string) => Promise<string>;

/** As much of DuckDB's interface as is used. */
interface DuckDb {
  DuckDBInstance: {
    create(file: string): Promise<{
      connect(): Promise<{ runAndReadAll(sql: string): Promise<{ getRowObjectsJson(): Record<string, unknown>[] }> }>;
    }>;
  };
}

async function duckdbReadings(folder: string, truth: Truth, exported: Exported): Promise<Reading[]> {
  const { DuckDBInstance }: DuckDb = createRequire(path.join(folder, 'package.json'))('@duckdb/node-api');
  const connection = await (await DuckDBInstance.create(':memory:')).connect();
  const ask = async (sql: string): Promise<string> => {
    const [row = {}] = (await connection.runAndReadAll(sql)).getRowObjectsJson();
    return Object.values(row).join(', ');
  };
  const { turns, failures, conversations, characters, replyTokens } = truth;
  const tables = await exported('parquet');
  const [chats, sheet] = [await exported('openai', '.jsonl'), await exported('csv', '.csv')];
  const counts = 'count(reply), sum(length(reply)), sum(replyTokens)';
  const said = [turns, characters, replyTokens ?? ''].join(', ');
  const program = DUCKDB;
  return [
    {
      ...{ program, file: 'parquet: turns', expected: said },
      found: await ask(`select ${counts} from '${tables}/turns.parquet'`),
    },
    {
      ...{ program, file: 'parquet: turns and scores joined', expected: String(turns) },
      found: await ask(
        `select count(distinct (t.key, t.turn)) from '${tables}/turns.parquet' t join '${tables}/scores.parquet' s using (key, turn) where t.reply is not null`,
      ),
    },
    {
      ...{ program, file: 'parquet: conversations that failed', expected: String(failures) },
      found: await ask(`select count(*) from '${tables}/conversations.parquet' where status = 'failed'`),
    },
    {
      ...{ program, file: 'openai: conversations, replies', expected: `${conversations}, ${turns}` },
      found: await ask(
        `select count(*), sum(len(list_filter(messages, lambda m: m.role = 'user'))) from read_json_auto('${chats}')`,
      ),
    },
    {
      ...{ program, file: 'csv: replies', expected: String(turns) },
      found: await ask(
        `select count(*) from read_csv('${sheet}', header = true, all_varchar = true) where outcome not in ('failed', 'interrupted')`,
      ),
    },
  ];
}

async function promptfooReadings(folder: string, { directory, turns, failures }: Truth, exported: Exported) {
  const file = await exported('promptfoo', '.json');
  const own = path.join(folder, 'node_modules/promptfoo/dist/src/entrypoint.js');
  const env = {
    ...process.env,
    ...{
      PROMPTFOO_CONFIG_DIR: path.join(folder, 'promptfoo'),
      PROMPTFOO_DISABLE_TELEMETRY: '1',
      PROMPTFOO_DISABLE_UPDATE: '1',
    },
  };
  const promptfoo = async (...args: string[]): Promise<string> => {
    const { stdout } = await run(process.execPath, [own, ...args], { env, maxBuffer: 1e9 });
    return stdout;
  };
  await promptfoo('import', file);
  const id = `eval-${path.basename(directory)}`;
  const listed = (await promptfoo('list', 'evals', '--ids-only'))
    .split('\n')
    .filter((line) => line.trim() === id).length;
  const again = path.join(folder, 'again.json');
  await promptfoo('export', 'eval', id, '-o', again);
  const [before, after] = [file, again].map((each) => JSON.parse(readFileSync(each, 'utf8')).results);
  const outputs = after.results.filter((row: { response?: unknown }) => row.response).length;
  const counts = ({ successes, failures: failed, errors }: Record<string, number>) =>
    [successes, failed, errors].join(', ');
  const program = PROMPTFOO;
  return [
    { program, file: 'promptfoo: evals listed', found: String(listed), expected: '1' },
    {
      ...{ program, file: 'promptfoo: outputs, errors', expected: `${turns}, ${failures}` },
      found: `${outputs}, ${after.stats.errors}`,
    },
    {
      ...{ program, file: 'promptfoo: passes, failures, errors', found: counts(after.stats) },
      expected: counts(before.stats),
    },
  ];
}

async function schemaReadings({ conversations }: Truth, exported: Exported): Promise<Reading[]> {
  const clone = values['every-eval-ever'];
  if (clone === undefined) return [];
  const ajv = new Ajv({ strict: false });
  const schema = (name: string) =>
    ajv.compile(JSON.parse(readFileSync(path.join(clone, 'every_eval_ever/schemas', `${name}.schema.json`), 'utf8')));
  const [record, line] = [schema('eval'), schema('instance_level_eval')];
  const output = await exported('every-eval-ever');
  const files = readdirSync(output, { recursive: true, encoding: 'utf8' }).map((file) => path.join(output, file));
  const lines = files
    .filter((file) => file.endsWith('.jsonl'))
    .flatMap((file) => readFileSync(file, 'utf8').trimEnd().split('\n'));
  const records = files.filter((file) => file.endsWith('.json')).map((file) => readFileSync(file, 'utf8'));
  const valid = (texts: readonly string[], validate: typeof record): string =>
    String(texts.filter((text) => validate(JSON.parse(text))).length);
  const program = 'ajv 8.20.0';
  return [
    {
      program,
      file: 'every-eval-ever: valid records',
      found: valid(records, record),
      expected: String(records.length),
    },
    { program, file: 'every-eval-ever: valid lines', found: valid(lines, line), expected: String(conversations) },
  ];
}
