// `npm run prove:resume`: kills a run of the embedded model at random moments, resumes it, and compares it with the undisturbed one,
// round by round. Ends with 1 if any round lost or changed anything. Start at `prove`.
import path from 'node:path';
import { parseArgs } from 'node:util';
import type { JournalLine } from '../dist/store/records.js';
import { readRun, spawnProgram, temporaryFolder } from '../test/support/cli.ts';
import { type KillRound, killRound, sameAs, timesOf } from '../test/support/kill-round.ts';
import { randomFrom } from '../test/support/random.ts';

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '50' },
    seed: { type: 'string', default: String(Date.now() % 1_000_000) },
    /** In fast mode, what was in progress is played again in another company: its conversations are compared, not its words. */
    mode: { type: 'string', default: 'strict' },
  },
});

process.exitCode = await prove(Number(values.rounds), Number(values.seed), values.mode);

async function prove(rounds: number, seed: number, mode: string): Promise<number> {
  await using folder = temporaryFolder();
  const directory = folder.path;
  const played = ['--model', 'hitogara-tiny-q8_0', '--scenario', 'anime-fan', '--threads', '1', '--mode', mode];
  const args = ['eval', ...played, ...(mode === 'fast' ? ['--samples', '6', '--parallel', '4'] : ['--samples', '2'])];
  await spawnProgram([...args, '--out', 'warm-up'], { directory });
  const started = performance.now();
  const { code, stderr } = await spawnProgram([...args, '--out', 'whole'], { directory });
  if (code !== 0) throw new Error(stderr);
  const wholeMs = performance.now() - started;
  const whole = readRun(path.join(directory, 'whole'));
  const compare = mode === 'fast' ? sameConversationsAs(whole.journal) : sameAs(whole.journal);
  // A reply of several conversations at once is printed late: kills are timed from the start.
  const times = mode === 'fast' ? { beforeMs: wholeMs, playMs: 0, shareBefore: 1 } : timesOf(wholeMs, whole);
  process.stdout.write(
    `undisturbed: ${whole.turns.length} turns in ${(wholeMs / 1_000).toFixed(1)} s; ${rounds} rounds of seed ${seed}\n`,
  );

  const random = randomFrom(seed);
  const done: KillRound[] = [];
  for (let round = 1; round <= rounds; round++) {
    const out = `round-${round}`;
    const result = await killRound({ directory, args, speaker: 'オタク', out, compare, ...times, random });
    done.push(result);
    process.stdout.write(`${String(round).padStart(3)}  ${describeRound(result)}\n`);
  }
  const kills = done.reduce((sum, each) => sum + each.kills, 0);
  const midway = done.filter(({ journaled: [first = 0] }) => first > 0 && first < whole.turns.length).length;
  const failed = done.filter(({ problems }) => problems.length > 0).length;
  process.stdout.write(
    `${rounds} rounds, ${kills} kills, ${midway} of the first ones between the first reply and the last: ${rounds - failed} runs equal to the undisturbed one, ${failed} not\n`,
  );
  return failed === 0 ? 0 : 1;
}

function describeRound({ kills, journaled, problems }: KillRound): string {
  const turns = `${kills} killed, turns on disk ${journaled.join(' → ')}`;
  return `${turns}: ${problems.length === 0 ? 'equal' : problems.join('; ')}`;
}

/** By their keys, each done once, with all of its turns. */
function sameConversationsAs(reference: readonly JournalLine[]): (lines: readonly JournalLine[]) => string | null {
  const expected = JSON.stringify(endsIn(reference));
  return (lines) => (JSON.stringify(endsIn(lines)) === expected ? null : `ended: ${JSON.stringify(endsIn(lines))}`);
}

function endsIn(lines: readonly JournalLine[]): string[] {
  const ends = lines.filter((line) => line.type === 'conversation');
  return ends.map(({ scenario, sample, status, turns }) => `${scenario} ${sample} ${status} ${turns}`).sort();
}
