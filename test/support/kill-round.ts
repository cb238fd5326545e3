// One proof of durability: a run is killed at a random moment, resumed, and compared with the one that nobody disturbed.
import { mkdirSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { JournalLine } from '../../dist/store/records.js';
import { recordsIn, type StoredRun, spawnProgram } from './cli.ts';

/** What may differ between two runs of the same: how long things took. */
const TIMES = new Set(['timeToFirstTokenMs', 'promptMs', 'generateMs', 'promptTokensPerSecond', 'tokensPerSecond']);

export function withoutTimes(line: JournalLine): unknown {
  return Object.fromEntries(Object.entries(line).filter(([name]) => !TIMES.has(name)));
}

/** The only run's folder under a results folder; null: there is none, or it was ended before it began. */
function runIn(results: string): string | null {
  try {
    const [name] = readdirSync(results);
    const directory = name === undefined ? null : path.join(results, name);
    return directory !== null && readdirSync(directory).includes('manifest.json') ? directory : null;
  } catch {
    // Killed before it made its folders.
    return null;
  }
}

/** Whole lines alone. */
export function journalText(directory: string): string {
  const text = readFileSync(path.join(directory, 'journal.jsonl'), 'utf8');
  return text.slice(0, text.lastIndexOf('\n') + 1);
}

export interface KillRound {
  /** How many times the program was killed. */
  kills: number;
  /** Turns on disk after each kill. */
  journaled: number[];
  /** Empty: the resumed run is the undisturbed one, and nothing that was heard of was lost. */
  problems: string[];
}

/** How long an undisturbed run took: all of it, and from its first reply to its end. */
export function timesOf(
  wholeMs: number,
  { summary }: StoredRun,
): Pick<KillRoundOptions, 'beforeMs' | 'playMs' | 'shareBefore'> {
  const playMs = summary?.speeds[0]?.playMs ?? 0;
  return { beforeMs: wholeMs - playMs, playMs, shareBefore: 0.15 };
}

interface KillRoundOptions {
  directory: string;
  /** `eval` and what is to be played. */
  args: readonly string[];
  /** The persona's name, as the transcript has it. */
  speaker: string;
  /** Folder of the round's results, of its own. */
  out: string;
  /** What is wrong with the journal of the resumed run; null: nothing. */
  compare(lines: readonly JournalLine[]): string | null;
  /** How long the undisturbed run took up to its first reply, and from there: kills come within these times. */
  beforeMs: number;
  playMs: number;
  /** Of the kills that come within the first of them. */
  shareBefore: number;
  random: () => number;
}

export async function killRound(options: KillRoundOptions): Promise<KillRound> {
  const { directory, args, speaker, out, compare, beforeMs, playMs, shareBefore, random } = options;
  const results = path.join(directory, out);
  const temporary = path.join(directory, 'tmp');
  mkdirSync(temporary, { recursive: true });
  const environment = { TMPDIR: temporary };
  const problems: string[] = [];
  const journaled: number[] = [];
  let kept = '';
  const look = (stdout: string): void => {
    const run = runIn(results);
    const text = run === null ? '' : journalText(run);
    if (!text.startsWith(kept)) problems.push('lines that were on disk are gone or changed');
    const played = recordsIn(text.slice(kept.length)).filter(({ type }) => type === 'turn').length;
    // A reply is printed once it is on disk, and only then; a resumed run prints those that it replays too.
    const told = kept === '' ? stdout.split('\n').filter((line) => line.startsWith(`${speaker}: `)).length : 0;
    if (told > played) problems.push(`${told} turns were told of, ${played} were on disk`);
    kept = text;
    journaled.push(recordsIn(text).filter(({ type }) => type === 'turn').length);
  };

  let kills = 0;
  const playUntilKilled = async (command: readonly string[]): Promise<number | null> => {
    const { code, signal, stdout, stderr } = await spawnProgram(
      [...command, '--no-score', '--out', out, '--reporter', 'transcript'],
      {
        directory,
        environment,
        ownGroup: true,
        onStart: (child) => {
          // The program alone, whose model process must notice, or all of its processes at once.
          const [when, moment, all] = [random(), random(), random() < 0.5];
          let timer: NodeJS.Timeout | undefined;
          const killAfter = (milliseconds: number): void => {
            timer ??= setTimeout(
              () => process.kill((all ? -1 : 1) * (child.pid ?? Number.NaN), 'SIGKILL'),
              milliseconds,
            );
          };
          if (when < shareBefore) killAfter(moment * beforeMs);
          else child.stdout?.on('data', (text: string) => text.includes(`${speaker}: `) && killAfter(moment * playMs));
          child.once('exit', () => clearTimeout(timer));
        },
      },
    );
    if (signal === 'SIGKILL') kills++;
    else if (code !== 0) problems.push(`exit ${code}: ${stderr}`);
    look(stdout);
    return code;
  };
  await playUntilKilled(args);
  // Now and then the resumed run is killed too.
  if (random() < 0.3 && runIn(results) !== null) await playUntilKilled(['eval', '--resume']);

  const isBegun = runIn(results) !== null;
  const { code, stdout, stderr } = await spawnProgram(
    [...(isBegun ? ['eval', '--resume'] : args), '--no-score', '--out', out],
    { directory, environment },
  );
  if (code !== 0) problems.push(`exit ${code}: ${stderr}`);
  look(stdout);
  // What was begun and never got a manifest is no run, but its folder is there.
  const run = isBegun ? runIn(results) : lastRunIn(results);
  const wrong = compare(run === null ? [] : recordsIn(journalText(run)));
  if (wrong !== null) problems.push(wrong);
  const left = [
    ...readdirSync(temporary),
    ...(run === null ? [] : readdirSync(run).filter((name) => /lock|tmp/.test(name))),
  ];
  if (left.length > 0) problems.push(`left behind: ${left.join(', ')}`);
  return { kills, journaled, problems };
}

function lastRunIn(results: string): string | null {
  const name = readdirSync(results).sort().at(-1);
  return name === undefined ? null : path.join(results, name);
}

/** Line by line, except for times. */
export function sameAs(reference: readonly JournalLine[]): KillRoundOptions['compare'] {
  const expected = reference.map(withoutTimes);
  return (lines) => {
    const actual = lines.map(withoutTimes);
    return JSON.stringify(actual) === JSON.stringify(expected) ? null : differenceBetween(expected, actual);
  };
}

function differenceBetween(expected: readonly unknown[], actual: readonly unknown[]): string {
  const at = expected.findIndex((line, index) => JSON.stringify(line) !== JSON.stringify(actual[index]));
  const index = at < 0 ? expected.length : at;
  return `line ${index + 1} is ${JSON.stringify(actual[index])}, undisturbed it is ${JSON.stringify(expected[index])}`;
}
