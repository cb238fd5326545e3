// Part 6: how long the checks take: many turns, the first turn of a run, and whether `eval` starts later for them. Start at
// `measureScoring`.
import path from 'node:path';
import { REPOSITORY, temporaryFolder } from '../test/support/cli.ts';
import { scriptedFolder } from '../test/support/scripted-folder.ts';
import { scenarioYaml } from '../test/support/toys.ts';
import { type Measured, measure } from './measured-process.ts';
import { waitForQuiet } from './quiet.ts';
import { median } from './statistics.ts';
import { range, type Table, verdict } from './table.ts';
import { playTalks } from './talks.ts';

export interface ScoringOptions {
  rounds: number;
  say: (text: string) => void;
}

const PROGRAM = path.join(REPOSITORY, 'dist/bin.js');
const SCORE = [PROGRAM, 'score', '--failures', '0'];
/** A check that needs no dictionary. */
const ONE_CHECK = [...SCORE, '--check', 'empty'];
const TURNS = 10_000;
const HOSTILE_TURNS = 1_000;
const GOALS = { seconds: 20, megabytes: 600, firstTurn: 1.2 };

export async function measureScoring({ rounds, say }: ScoringOptions): Promise<Table> {
  const all = await manyTurns({ rounds, say, atLeast: TURNS, hostile: 0 });
  const hostile = await manyTurns({ rounds: 1, say, atLeast: HOSTILE_TURNS, hostile: 0.1 });
  say('the first turn');
  await using folder = await scriptedFolder(
    { one: { replies: ['うん、まあね。'] } },
    scenarioYaml({ turns: ['元気？'] }),
  );
  const play = [PROGRAM, 'eval', '--model', 'one', '--scenario', 'short', '--reporter', 'silent'];
  const [first, without, scored, plain]: number[][] = [[], [], [], []];
  for (let round = 0; round <= rounds; round++) {
    await waitForQuiet();
    const times: number[] = [];
    for (const args of [[...play, '--no-score'], play, ONE_CHECK, SCORE]) {
      times.push(succeeded(await measure(args, folder.path)).seconds);
    }
    const [bare = Number.NaN, whole = Number.NaN, one = Number.NaN, every = Number.NaN] = times;
    // The first round fills the disk cache.
    if (round === 0) continue;
    plain?.push(bare);
    scored?.push(whole);
    without?.push(one);
    first?.push(every - one);
  }
  const row = (what: string, measured: string, goal: string, holds: string): string[] => [what, measured, goal, holds];
  return {
    id: 'scoring',
    title: 'Scoring',
    head: ['what', 'measured', 'goal', ''],
    rows: [
      row(
        `${all.turns} turns, all checks: seconds`,
        range(
          all.runs.map(({ seconds }) => seconds),
          1,
        ),
        `≤ ${GOALS.seconds}`,
        verdict(median(all.runs.map(({ seconds }) => seconds)), { atMost: GOALS.seconds }),
      ),
      row(
        'the same: seconds of CPU',
        range(
          all.runs.map(({ cpuSeconds }) => cpuSeconds),
          1,
        ),
        '–',
        '',
      ),
      row(
        'the same: MB resident at most',
        range(
          all.runs.map(({ residentMb }) => residentMb),
          0,
        ),
        `≤ ${GOALS.megabytes}`,
        verdict(median(all.runs.map(({ residentMb }) => residentMb)), { atMost: GOALS.megabytes }),
      ),
      row(
        `${hostile.turns} turns, a tenth of the replies 16,000 characters of hostile text: seconds`,
        range(
          hostile.runs.map(({ seconds }) => seconds),
          1,
        ),
        '–',
        '',
      ),
      row(
        'the same: MB resident at most',
        range(
          hostile.runs.map(({ residentMb }) => residentMb),
          0,
        ),
        '–',
        '',
      ),
      row(
        'a run of one turn, beyond a check without the dictionary: seconds',
        range(first ?? [], 2),
        `≤ ${GOALS.firstTurn}`,
        verdict(median(first ?? []), { atMost: GOALS.firstTurn }),
      ),
      row('a run of one turn, one check without the dictionary: seconds', range(without ?? [], 2), '–', ''),
      row('`eval` of one scripted turn with `--no-score`: seconds', range(plain ?? [], 2), '–', ''),
      row('the same, scored at its end: seconds', range(scored ?? [], 2), '–', ''),
    ],
    notes: [
      `Medians (and ranges) of ${rounds} rounds; one round of hostile text. The turns are made from the reference replies of the Japanese scenarios by code and seed, a quarter of them with a planted fault.`,
    ],
  };
}

interface ManyTurns extends ScoringOptions {
  atLeast: number;
  /** The share of replies. */
  hostile: number;
}

async function manyTurns({ rounds, say, atLeast, hostile }: ManyTurns): Promise<{ turns: number; runs: Measured[] }> {
  await using folder = temporaryFolder();
  say(`playing ${atLeast} turns${hostile > 0 ? ', some hostile' : ''}`);
  const turns = await playTalks({ directory: folder.path, turns: atLeast, hostile });
  const runs: Measured[] = [];
  for (let round = 0; round < rounds; round++) {
    await waitForQuiet();
    say('scoring them');
    runs.push(succeeded(await measure(SCORE, folder.path)));
  }
  return { turns, runs };
}

function succeeded(measured: Measured): Measured {
  if (measured.code !== 0) throw new Error(`exit ${measured.code}: ${measured.stderr}`);
  return measured;
}
