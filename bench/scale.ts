// The engine at scale: a run of 200,000 turns within 512 MB of heap, a plan of 100,000 conversations, the resuming of 10,000 finished
// ones, what the engine costs a turn beside the disk, and what an estimate is worth. Start at `measureScale`.
import { readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { open } from 'node:fs/promises';
import path from 'node:path';
import { REPOSITORY, readRun, temporaryFolder } from '../test/support/cli.ts';
import { scriptedFolder } from '../test/support/scripted-folder.ts';
import { scenarioYaml } from '../test/support/toys.ts';
import { type Measured, measure } from './measured-process.ts';
import { measureServerLoad } from './server-load.ts';
import { median } from './statistics.ts';
import type { Table } from './table.ts';

const PROGRAM = path.join(REPOSITORY, 'dist/bin.js');
const HEAP = '--max-old-space-size=512';
const EVAL = [PROGRAM, 'eval', '--model', 'yes', '--scenario', 'short', '--reporter', 'silent'];
const RESUME = [PROGRAM, 'eval', '--resume', '--reporter', 'silent'];

interface Finding {
  what: string;
  measured: string;
  goal: string;
  holds: boolean;
}

export const SCALE_PARTS = ['turns', 'resume', 'overhead', 'estimate', 'server'] as const;
export type ScalePart = (typeof SCALE_PARTS)[number];

const PARTS: Record<ScalePart, () => Promise<Finding[]>> = {
  turns: proveTurns,
  resume: proveResume,
  overhead: proveOverhead,
  estimate: proveEstimate,
  server: proveServer,
};

/** What the given parts measured, one row for each finding, and whether every goal holds. */
export async function measureScale(
  parts: readonly ScalePart[],
  { id, title }: { id: string; title: string },
): Promise<{ table: Table; holds: boolean }> {
  const findings: Finding[] = [];
  for (const part of parts) findings.push(...(await PARTS[part]()));
  const rows = findings.map(({ what, measured, goal, holds }) => [
    what,
    measured,
    goal,
    holds ? 'holds' : 'does not hold',
  ]);
  const notes = ['The scripted backend without delay: what is measured is the program itself. Medians of 5.'];
  const table = { id, title, head: ['what', 'measured', 'goal', ''], rows, notes };
  return { table, holds: findings.every(({ holds }) => holds) };
}

function scripted(turns: number) {
  const yes = { replies: ['うん、今日もいい天気だね。', 'そうだね、いっしょに行こう。'] };
  const words = Array.from({ length: turns }, (_, index) => `${index + 1}回目の話だよ。`);
  const instruction = 'あなたは友達です。返信は短くカジュアルなものにする必要があります。';
  return scriptedFolder({ yes }, scenarioYaml({ instruction, turns: words }));
}

function succeeded({ code, stderr }: Measured): boolean {
  if (code !== 0) process.stderr.write(`exit ${code}: ${stderr}\n`);
  return code === 0;
}

async function proveTurns(): Promise<Finding[]> {
  await using folder = await scripted(10);
  const samples = ['--samples', '20000', '--mode', 'fast'];
  const played = await measure([HEAP, ...EVAL, ...samples], folder.path);
  const { directory, summary } = readTotals(folder.path);
  rmSync(path.join(directory, 'summary.json'));
  const resumed = await measure([HEAP, ...RESUME], folder.path);
  const written = await measure([HEAP, ...RESUME, '--json'], folder.path, 'out.json');
  const bytes = statSync(path.join(folder.path, 'out.json')).size;
  const planned = await measure([...EVAL, '--samples', '100000', '--dry-run'], folder.path);
  const start = await bareStart();
  return [
    {
      what: '200,000 turns played (fast, scripted)',
      measured: `${described(played)}; ${summary.turns} turns`,
      goal: 'heap ≤ 512 MB',
      holds: succeeded(played) && summary.turns === 200_000,
    },
    {
      what: 'resumed with nothing left',
      measured: described(resumed),
      goal: 'heap ≤ 512 MB',
      holds: succeeded(resumed),
    },
    {
      what: 'read back as --json',
      measured: `${described(written)}; ${(bytes / 1e6).toFixed(0)} MB`,
      goal: 'heap ≤ 512 MB',
      holds: succeeded(written) && bytes > 1e8,
    },
    {
      what: '100,000 conversations planned',
      measured: `${(planned.seconds - start).toFixed(2)} s`,
      goal: 'seconds',
      holds: succeeded(planned) && planned.seconds < 5,
    },
  ];
}

async function proveResume(): Promise<Finding[]> {
  await using folder = await scripted(5);
  const played = await measure([...EVAL, '--samples', '10000', '--mode', 'fast'], folder.path);
  const { directory } = readTotals(folder.path);
  const start = await bareStart();
  const times: number[] = [];
  for (let round = 0; round < 5; round++) {
    rmSync(path.join(directory, 'summary.json'));
    const resumed = await measure(RESUME, folder.path);
    if (succeeded(resumed)) times.push(resumed.seconds - start);
  }
  const seconds = median(times);
  return [
    {
      what: '10,000 conversations of 5 turns played',
      measured: described(played),
      goal: '≤ 200 MB',
      holds: succeeded(played) && played.residentMb <= 200,
    },
    {
      what: '10,000 finished conversations resumed',
      measured: `${seconds.toFixed(2)} s (without node's own ${start.toFixed(2)} s)`,
      goal: '≤ 1 s',
      holds: seconds <= 1,
    },
  ];
}

async function proveOverhead(): Promise<Finding[]> {
  await using folder = await scripted(10);
  const findings: Finding[] = [];
  for (const mode of ['strict', 'fast']) {
    const perTurn: number[] = [];
    const disk: number[] = [];
    for (let round = 0; round < 5; round++) {
      disk.push(await barePersistence(folder.path, 1_000));
      const out = `${mode}-${round}`;
      const played = await measure([...EVAL, '--samples', '500', '--mode', mode, '--out', out], folder.path);
      if (!succeeded(played)) continue;
      const [speed] = readRun(path.join(folder.path, out)).summary?.speeds ?? [];
      if (speed) perTurn.push(speed.playMs / speed.turns);
    }
    findings.push({
      what: `one turn, durable, ${mode}`,
      measured: `${median(perTurn).toFixed(2)} ms (one write and fdatasync alone: ${median(disk).toFixed(2)} ms)`,
      goal: '≤ 0.6 ms',
      holds: median(perTurn) <= 0.6,
    });
  }
  return findings;
}

/** Milliseconds for one line written and synced, with nothing around it. */
async function barePersistence(directory: string, rounds: number): Promise<number> {
  const line = Buffer.alloc(1_000, 'a');
  const handle = await open(path.join(directory, 'bare'), 'w');
  const started = performance.now();
  for (let round = 0; round < rounds; round++) {
    await handle.write(line, 0, line.byteLength, round * line.byteLength);
    await handle.datasync();
  }
  const spent = performance.now() - started;
  await handle.close();
  return spent / rounds;
}

async function proveEstimate(): Promise<Finding[]> {
  await using folder = temporaryFolder();
  const model = [PROGRAM, 'eval', '--model', 'hitogara-tiny-q8_0', '--reporter', 'silent'];
  await measure([...model, '--scenario', 'anime-fan', '--samples', '2'], folder.path);
  const others = ['--scenario', 'cafe-clerk', '--scenario', 'village-elder', '--samples', '3'];
  const planned = await measure([...model, ...others, '--dry-run', '--json'], folder.path, 'plan.json');
  const { estimateMs } = JSON.parse(readFileSync(path.join(folder.path, 'plan.json'), 'utf8'));
  const real = await measure([...model, ...others], folder.path);
  const ratio = Number(estimateMs) / (real.seconds * 1_000);
  return [
    {
      what: 'estimate ÷ real time, embedded model, other scenarios',
      measured: `${(Number(estimateMs) / 1_000).toFixed(1)} s ÷ ${real.seconds.toFixed(1)} s = ${ratio.toFixed(2)}`,
      goal: '0.5 to 2',
      holds: succeeded(planned) && succeeded(real) && ratio >= 0.5 && ratio <= 2,
    },
  ];
}

async function proveServer(): Promise<Finding[]> {
  const rounds = [];
  for (let round = 0; round < 3; round++) rounds.push(await measureServerLoad(1_000));
  const long = await measureServerLoad(20_000);
  const [whole, steady] = [median(rounds.map((each) => each.whole)), median(rounds.map((each) => each.steady))];
  const mostAtOnce = Math.max(...rounds.map((each) => each.mostAtOnce));
  return [
    {
      what: '1,000 replies of a server that answers 64 at once after 200 ms, as a share of what is possible (median of 3)',
      measured: `${whole.toFixed(2)}, from the 200th to the 900th ${steady.toFixed(2)}; ${mostAtOnce} at once`,
      goal: '0.9 from the 200th on',
      holds: rounds.every(({ succeeded }) => succeeded) && steady >= 0.9 && mostAtOnce <= 64,
    },
    {
      what: 'the same for 10,000 conversations of two turns',
      measured: `${long.whole.toFixed(2)}; ${described(long.measured)}`,
      goal: '0.9; memory flat',
      holds: long.succeeded && long.whole >= 0.9,
    },
  ];
}

/** Seconds that node itself takes to start. */
async function bareStart(): Promise<number> {
  const times: number[] = [];
  for (let round = 0; round < 5; round++) times.push((await measure(['-e', '0'], REPOSITORY)).seconds);
  return median(times);
}

/** Without the journal, which may be large. */
function readTotals(directory: string): { directory: string; summary: { turns: number } } {
  const [name = ''] = readdirSync(path.join(directory, 'results'));
  const run = path.join(directory, 'results', name);
  return { directory: run, summary: JSON.parse(readFileSync(path.join(run, 'summary.json'), 'utf8')).totals };
}

function described({ seconds, residentMb }: Measured): string {
  return `${seconds.toFixed(1)} s, ${residentMb.toFixed(0)} MB resident at most`;
}
