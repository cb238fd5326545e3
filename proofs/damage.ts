// `npm run prove:damage`: plays the embedded model and copies of it with noise in their weights, scores both, and prints how much more often
// each check fails for the copies. Ends with 1 if the checks that damage touches do not tell a moderately damaged copy from the sound one.
import { parseArgs } from 'node:util';
import { renderTable } from '../bench/table.ts';
import { type Difference, measureDamage, TOUCHED_BY_DAMAGE, UNTOUCHED_BY_DAMAGE } from '../test/support/damage.ts';

const { values } = parseArgs({
  options: {
    noise: { type: 'string', multiple: true, default: ['0', '0.1', '0.2', '0.4', '0.8'] },
    samples: { type: 'string', default: '4' },
    seed: { type: 'string', default: '1' },
    scenario: { type: 'string', multiple: true, default: ['tag:ja'] },
  },
});

/** At this noise the difference must show. */
const MODERATE = 0.4;

for (const level of values.noise) {
  const noise = Number(level);
  const differences = await measureDamage(
    { scenarios: values.scenario, samples: Number(values.samples), seed: Number(values.seed), noise },
    [...TOUCHED_BY_DAMAGE, ...UNTOUCHED_BY_DAMAGE],
  );
  const rows = differences.map(rowOf);
  const head = ['check', 'replies', 'sound: failed', 'damaged: failed', 'difference (95 %)'];
  const table = { id: 'damage', title: `Noise ${level}`, head, rows, notes: [] };
  process.stdout.write(`${renderTable(table)}\n\n`);
  const low = differences[0]?.low ?? null;
  if (noise === MODERATE && (low === null || low <= 0)) process.exitCode = 1;
}

function rowOf({ check, count, sound, damaged, mean, low, high }: Difference): string[] {
  const name = check ?? 'any of those that damage touches';
  const interval = low === null || high === null ? '' : ` (${points(low)} to ${points(high)})`;
  return [name, String(count), String(sound), String(damaged), `${points(mean)}${interval}`];
}

function points(share: number): string {
  const text = (share * 100).toFixed(1);
  return `${share > 0 ? '+' : ''}${text}`.replace('-', '−');
}
