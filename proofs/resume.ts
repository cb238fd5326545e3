// `npm run prove:resume`: kills a run of the embedded model at random moments, resumes it, and compares it with the undisturbed one,
// round by round. Ends with 1 if any round lost or changed anything. Start at `prove`.
import path from 'node:path';
import { parseArgs } from 'node:util';
import { readRun, spawnProgram, temporaryFolder } from '../test/support/cli.ts';
import { type KillRound, killRound, timesOf, withoutTimes } from '../test/support/kill-round.ts';
import { randomFrom } from '../test/support/random.ts';

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '50' },
    seed: { type: 'string', default: String(Date.now() % 1_000_000) },
  },
});

process.exitCode = await prove(Number(values.rounds), Number(values.seed));

async function prove(rounds: number, seed: number): Promise<number> {
  await using folder = temporaryFolder();
  const directory = folder.path;
  const args = ['eval', '--model', 'hitogara-tiny-q8_0', '--scenario', 'anime-fan', '--samples', '2', '--threads', '1'];
  await spawnProgram([...args, '--out', 'warm-up'], { directory });
  const started = performance.now();
  const { code, stderr } = await spawnProgram([...args, '--out', 'whole'], { directory });
  if (code !== 0) throw new Error(stderr);
  const wholeMs = performance.now() - started;
  const whole = readRun(path.join(directory, 'whole'));
  const reference = whole.journal.map(withoutTimes);
  const times = timesOf(wholeMs, whole);
  process.stdout.write(
    `undisturbed: ${whole.turns.length} turns in ${(wholeMs / 1_000).toFixed(1)} s; ${rounds} rounds of seed ${seed}\n`,
  );

  const random = randomFrom(seed);
  const done: KillRound[] = [];
  for (let round = 1; round <= rounds; round++) {
    const out = `round-${round}`;
    const result = await killRound({ directory, args, speaker: 'オタク', out, reference, ...times, random });
    done.push(result);
    process.stdout.write(`${String(round).padStart(3)}  ${describeRound(result)}\n`);
  }
  const kills = done.reduce((sum, each) => sum + each.kills, 0);
  const midway = done.filter(({ journaled: [first = 0] }) => first > 0 && first < whole.turns.length).length;
  const failed = done.filter(({ problems }) => problems.length > 0).length;
  process.stdout.write(
    `${rounds} rounds, ${kills} kills, ${midway} of the first ones between the first reply and the last: ${rounds - failed} runs equal to the undisturbed one but for times, ${failed} not\n`,
  );
  return failed === 0 ? 0 : 1;
}

function describeRound({ kills, journaled, problems }: KillRound): string {
  const turns = `${kills} killed, turns on disk ${journaled.join(' → ')}`;
  return `${turns}: ${problems.length === 0 ? 'equal' : problems.join('; ')}`;
}
