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
  const rest: Record<'bare' | 'whole' | 'one' | 'every', number>[] = [];
  for (let round = 0; round <= rounds; round++) {
    await waitForQuiet();
    const seconds = async (args: string[]): Promise<number> => succeeded(await measure(args, folder.path)).seconds;
    const bare = await seconds([...play, '--no-score']);
    const whole = await seconds(play);
    const times = { bare, whole, one: await seconds(ONE_CHECK), every: await seconds(SCORE) };
    // The first round fills the disk cache.
    if (round > 0) rest.push(times);
  }
  const { seconds: atMost, megabytes, firstTurn } = GOALS;
  return {
    id: 'scoring',
    title: 'Scoring',
    head: ['what', 'measured', 'goal', ''],
    rows: [
      measuredRow(`${all.turns} turns, all checks: seconds`, secondsOf(all.runs), 1, atMost),
      measuredRow(
        'the same: seconds of CPU',
        all.runs.map(({ cpuSeconds }) => cpuSeconds),
        1,
      ),
      measuredRow('the same: MB resident at most', megabytesOf(all.runs), 0, megabytes),
      measuredRow(
        `${hostile.turns} turns, a tenth of the replies 16,000 characters of hostile text: seconds`,
        secondsOf(hostile.runs),
        1,
      ),
      measuredRow('the same: MB resident at most', megabytesOf(hostile.runs), 0),
      measuredRow(
        'a run of one turn, beyond a check without the dictionary: seconds',
        rest.map(({ every, one }) => every - one),
        2,
        firstTurn,
      ),
      measuredRow(
        'a run of one turn, one check without the dictionary: seconds',
        rest.map(({ one }) => one),
        2,
      ),
      measuredRow(
        '`eval` of one scripted turn with `--no-score`: seconds',
        rest.map(({ bare }) => bare),
        2,
      ),
      measuredRow(
        'the same, scored at its end: seconds',
        rest.map(({ whole }) => whole),
        2,
      ),
    ],
    notes: [
      `Medians (and ranges) of ${rounds} rounds; one round of hostile text. The turns are made from the reference replies of the Japanese scenarios by code and seed, a quarter of them with a planted fault.`,
    ],
  };
}

function measuredRow(what: string, values: readonly number[], digits: number, atMost?: number): string[] {
  const [goal, holds] = atMost === undefined ? ['–', ''] : [`≤ ${atMost}`, verdict(median(values), { atMost })];
  return [what, range(values, digits), goal, holds];
}

const secondsOf = (runs: readonly Measured[]): number[] => runs.map(({ seconds }) => seconds);
const megabytesOf = (runs: readonly Measured[]): number[] => runs.map(({ residentMb }) => residentMb);

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
