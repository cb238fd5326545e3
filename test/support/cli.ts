// Runs the real program, in folders of its own. Start at `runProgram`.
import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync } from 'node:fs';
import { rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { Readable, Writable } from 'node:stream';
import { main } from '../../dist/cli/main.js';
import { createSecrets } from '../../dist/core/secrets.js';
import { redactedStream } from '../../dist/report/redacted-stream.js';
import type { JournalLine, Manifest, Summary, TurnRecord } from '../../dist/store/records.js';
import { thisProcess } from '../../dist/this-process.js';

export const REPOSITORY = path.resolve(import.meta.dirname, '../..');
const PROGRAM = path.join(REPOSITORY, 'dist/bin.js');

/** For processes that open models, of which tests start hundreds. */
export const ENVIRONMENT = { PATH: process.env.PATH };

export interface Outcome {
  code: number | null;
  signal: NodeJS.Signals | null;
  stdout: string;
  stderr: string;
  /** What is in the folder now and was not there before, by its path from there. */
  left: string[];
}

interface RunOptions {
  directory: string;
  environment?: Record<string, string>;
  /** What is typed, if anybody is there; the end of it is the end of input. */
  stdin?: string;
  /** As if it were another system, as far as messages go. */
  platform?: string;
}

interface SpawnOptions extends Omit<RunOptions, 'stdin' | 'platform'> {
  /** Called once the program runs, for tests that disturb it. */
  onStart?: (child: ChildProcess) => void;
  /** Words in front of the program's own, such as `prlimit`. */
  prefix?: readonly string[];
  /** It leads a process group, which can be killed as one. */
  ownGroup?: boolean;
}

/** Facts that the program remembers (digests, threads, what suits this CPU) are shared by all tests of one process, as by runs of one user. */
export const CACHE = mkdtempSync(path.join(os.tmpdir(), 'hitogara-cache-'));

function environmentOf({ directory, environment = {} }: RunOptions): Record<string, string | undefined> {
  return { ...ENVIRONMENT, HOME: directory, USERPROFILE: directory, HITOGARA_CACHE: CACHE, ...environment };
}

/**
 * The whole command line within this process, as `bin.ts` calls it: model processes are real ones. For tests of what is said and recorded;
 * `spawnProgram` is for those of what a process does.
 */
export async function runProgram(args: readonly string[], options: RunOptions): Promise<Outcome> {
  const before = new Set(contentOf(options.directory));
  const secrets = createSecrets();
  const [stdout, stderr] = [rememberingStream(), rememberingStream()];
  const environment = environmentOf(options);
  const world = thisProcess({
    ...{ environment, secrets, workingDirectory: options.directory, homeDirectory: options.directory },
  });
  const streams = { stdout: redactedStream(stdout, secrets), stderr: redactedStream(stderr, secrets) };
  const { stdin, platform = world.platform } = options;
  const typed = stdin === undefined ? {} : { stdin: () => Readable.from([Buffer.from(stdin)]) };
  const code = await main(args, { ...world, platform, ...streams, ...typed });
  const left = contentOf(options.directory).filter((file) => !before.has(file));
  return { code, signal: null, stdout: stdout.text(), stderr: stderr.text(), left };
}

function rememberingStream(): Writable & { text(): string } {
  const chunks: string[] = [];
  const stream = new Writable({
    decodeStrings: false,
    write(chunk, _encoding, done) {
      chunks.push(String(chunk));
      done();
    },
  });
  return Object.assign(stream, { text: () => chunks.join('') });
}

/** The program in a process of its own, as a user starts it. */
export function spawnProgram(args: readonly string[], options: SpawnOptions): Promise<Outcome> {
  const { directory, onStart, prefix = [], ownGroup = false } = options;
  const before = new Set(contentOf(directory));
  const [command = process.execPath, ...rest] = [...prefix, process.execPath, PROGRAM, ...args];
  return new Promise((resolve, reject) => {
    const child = spawn(command, rest, {
      cwd: directory,
      env: environmentOf(options),
      stdio: 'pipe',
      detached: ownGroup,
    });
    if (!onStart) child.stdin.end();
    let stdout = '';
    let stderr = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      stdout += text;
    });
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      stderr += text;
    });
    child.once('error', reject);
    child.once('close', (code, signal) => {
      const left = contentOf(directory).filter((file) => !before.has(file));
      resolve({ code, signal, stdout, stderr, left });
    });
    onStart?.(child);
  });
}

/** Of the repository, only what results lie in it: it holds thousands of files of other people. */
function contentOf(directory: string): string[] {
  const root = directory === REPOSITORY ? path.join(directory, 'results') : directory;
  return existsSync(root) ? namesIn(root) : [];
}

/** `readdirSync` with `recursive` asks the file system about every file again. */
function namesIn(root: string, folder = ''): string[] {
  return readdirSync(path.join(root, folder), { withFileTypes: true }).flatMap((entry) => {
    const name = path.posix.join(folder, entry.name);
    return entry.isDirectory() ? [name, ...namesIn(root, name)] : [name];
  });
}

/** A folder that is gone when the test is. */
export function temporaryFolder(): {
  path: string;
  write(name: string, content: string | Uint8Array): Promise<string>;
} & AsyncDisposable {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'hitogara-test-'));
  return {
    path: folder,
    async write(name, content) {
      const file = path.join(folder, name);
      await writeFile(file, content);
      return file;
    },
    // Where a file that is open cannot be deleted, a process that ends holds it for a moment.
    [Symbol.asyncDispose]: () => rm(folder, { recursive: true, force: true, maxRetries: 5 }),
  };
}

/** What a journal's lines say, without their checksums. */
export function recordsIn(journal: string): JournalLine[] {
  return journal
    .split('\n')
    .filter(Boolean)
    .map((line) => {
      const { crc: _, ...record } = JSON.parse(line);
      return record;
    });
}

export interface StoredRun {
  directory: string;
  manifest: Manifest;
  journal: JournalLine[];
  turns: TurnRecord[];
  summary: Summary | null;
}

/** The only run under a results folder, or the one of that name. */
export function readRun(results: string, wanted?: string): StoredRun {
  const names = readdirSync(results).filter((each) => wanted === undefined || each === wanted);
  const [name] = names;
  if (name === undefined || names.length > 1) throw new Error(`expected one run in ${results}, found ${names.length}`);
  const directory = path.join(results, name);
  const read = (file: string): string => readFileSync(path.join(directory, file), 'utf8');
  const journal = recordsIn(read('journal.jsonl'));
  return {
    directory,
    manifest: JSON.parse(read('manifest.json')),
    journal,
    turns: journal.filter((line) => line.type === 'turn'),
    summary: readdirSync(directory).includes('summary.json') ? JSON.parse(read('summary.json')) : null,
  };
}
