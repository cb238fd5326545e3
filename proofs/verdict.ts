// `npm run prove:verdict`: makes up models that play the scenarios of a preset, sound ones and ones that have one fault more often, and prints
// how often the verdict is right. Ends with 1 if a goal is missed.
import { parseArgs } from 'node:util';
import { renderTable } from '../bench/table.ts';
import { PRESETS, type PresetName } from '../dist/regress/presets.js';
import { type Simulated, simulateVerdicts } from '../test/support/verdict-simulation.ts';

const { values } = parseArgs({
  options: {
    checks: { type: 'string', default: '1000' },
    seed: { type: 'string', default: '1' },
  },
});

interface Goal {
  verdict: 'regressed' | 'pass';
  atLeast?: number;
  atMost?: number;
}

const CASES: readonly { preset: PresetName; worsening: number; goals: readonly Goal[] }[] = [
  { preset: 'smoke', worsening: 0, goals: [{ verdict: 'regressed', atMost: 0.05 }] },
  { preset: 'smoke', worsening: 0.2, goals: [] },
  { preset: 'smoke', worsening: 0.3, goals: [] },
  { preset: 'smoke', worsening: 0.4, goals: [{ verdict: 'regressed', atLeast: 0.95 }] },
  {
    preset: 'standard',
    worsening: 0,
    goals: [
      { verdict: 'regressed', atMost: 0.05 },
      { verdict: 'pass', atLeast: 0.95 },
    ],
  },
  { preset: 'standard', worsening: 0.05, goals: [] },
  {
    preset: 'standard',
    worsening: 0.1,
    goals: [
      { verdict: 'regressed', atLeast: 0.8 },
      // What is as bad as the margin must not be shown to be better than it.
      { verdict: 'pass', atMost: 0.05 },
    ],
  },
  { preset: 'thorough', worsening: 0, goals: [{ verdict: 'regressed', atMost: 0.05 }] },
  { preset: 'thorough', worsening: 0.05, goals: [] },
];

const checks = Number(values.checks);
/** Of so many, chance alone explains this much, in 97.5 % of cases. */
const chance = (share: number): number => 1.96 * Math.sqrt((share * (1 - share)) / checks);

for (const moods of [0, 0.5]) {
  const rows = CASES.map(({ preset, worsening, goals }) => {
    const found = simulateVerdicts({ preset: PRESETS[preset], worsening, moods, checks, seed: Number(values.seed) });
    // Goals are set for replies that depend on each other through their scenario only.
    const told = moods === 0 ? goals.map((goal) => toldGoal(goal, found)) : [];
    return [
      ...[preset, `+${Math.round(worsening * 100)}`, percent(found.verdicts.regressed), percent(found.verdicts.pass)],
      ...[percent(found.verdicts.inconclusive), percent(found.covered), points(found.disagreement)],
      ...[points(found.detectable), told.join('; ')],
    ];
  });
  const title = moods === 0 ? 'Scenarios differ' : 'Scenarios differ, and conversations of one scenario too';
  const head = [
    'preset',
    'points worse',
    'regressed',
    'pass',
    'inconclusive',
    'bound holds',
    'pairs differ',
    'detectable',
    'goal',
  ];
  process.stdout.write(`${renderTable({ id: 'verdict', title, head, rows, notes: [] })}\n\n`);
}

function toldGoal({ verdict, atLeast, atMost }: Goal, { verdicts }: Simulated): string {
  const share = verdicts[verdict] / checks;
  const holds = atLeast === undefined ? share <= (atMost ?? 1) : share >= atLeast;
  const mayHold =
    atLeast === undefined ? share <= (atMost ?? 1) + chance(atMost ?? 0) : share >= atLeast - chance(atLeast);
  if (!mayHold) process.exitCode = 1;
  const limit = atLeast === undefined ? `≤ ${(100 * (atMost ?? 1)).toFixed(0)}` : `≥ ${(100 * atLeast).toFixed(0)}`;
  return `${verdict} ${limit} %: ${holds ? 'holds' : mayHold ? 'missed by no more than chance' : 'does not hold'}`;
}

function percent(count: number): string {
  return `${((100 * count) / checks).toFixed(1)} %`;
}

function points(share: number): string {
  return (100 * share).toFixed(1);
}
