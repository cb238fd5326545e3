// `npm run prove:regress`: checks broken copies of the embedded model against the sound one, and the sound one against itself with other
// seeds, and prints how often the verdict is right. Ends with 1 if a goal is missed. Start at `prove`.
import path from 'node:path';
import { parseArgs } from 'node:util';
import { renderTable } from '../bench/table.ts';
import { checkRegression } from '../dist/index.js';
import { chosenScenarios } from '../dist/regress/chosen-scenarios.js';
import { PRESETS, type PresetName } from '../dist/regress/presets.js';
import type { CandidateReport, RegressReport, Sentinel } from '../dist/regress/report.js';
import {
  type Breakage,
  brokenCopy,
  endAtOnce,
  inPlaceOf,
  kanaNoise,
  noEnd,
  noise,
  noKana,
  noLayers,
  notANumber,
  type SoundModel,
  soundModel,
  swappedLayers,
  zeroedRows,
} from '../test/support/broken-models.ts';
import { REPOSITORY, temporaryFolder } from '../test/support/cli.ts';
import { checksWithin, playPool } from '../test/support/same-model.ts';
import { SHIPPED, worldIn } from '../test/support/world.ts';

const { values } = parseArgs({
  options: {
    /** Of the gross damage, of the milder damage, of the sentinels; each seed is other noise and other replies. */
    seeds: { type: 'string', default: '5' },
    'mild-seeds': { type: 'string', default: '2' },
    'sentinel-seeds': { type: 'string', default: '2' },
    /** Of the model against itself, for each preset. */
    checks: { type: 'string', default: '400' },
    samples: { type: 'string', default: '12' },
    /** Only these parts. */
    part: { type: 'string', multiple: true, default: ['gross', 'mild', 'standard', 'sentinels', 'same'] },
  },
});

const REFERENCE = 'hitogara-tiny-f16';
const SHIPPED_FILES = ['q8_0', 'q6_K', 'q4_K_M', 'q2_K'].map((type) => `hitogara-tiny-${type}`);

/** Beyond what any quantization in use does, or nothing is left of what the model was made for. */
const GROSS = [noise(0.5), noise(0.8), swappedLayers(0, 3), kanaNoise(1), endAtOnce];
const MILD = [
  ...[0.01, 0.02, 0.05, 0.1, 0.2].map(noise),
  ...[zeroedRows(1, 0.1), zeroedRows(1, 0.5), zeroedRows(1, 1), swappedLayers(1, 2), kanaNoise(0.5)],
];
/** The farthest of these, once with as many replies as it takes to pass. */
const AT_STANDARD = [noise(0.2), zeroedRows(1, 1), kanaNoise(0.5)];
/** Each is there for one sentinel. */
const SENTINELS: readonly { breakage: Breakage; sentinel: Sentinel['sentinel'] }[] = [
  { breakage: notANumber, sentinel: 'nan-logits' },
  { breakage: endAtOnce, sentinel: 'empty' },
  { breakage: inPlaceOf(null, '<|assistant|>'), sentinel: 'leaked-tokens' },
  { breakage: noLayers, sentinel: 'loop' },
  { breakage: noEnd, sentinel: 'never-stops' },
  { breakage: noKana, sentinel: 'script-collapse' },
  { breakage: inPlaceOf('。', '<0xE3>'), sentinel: 'unknown-characters' },
];
const CAUGHT_GOAL = 0.95;

interface Goal {
  verdict: 'regressed' | 'pass';
  atLeast?: number;
  atMost?: number;
}

const QUIET: Goal = { verdict: 'regressed', atMost: 0.05 };
const SAME: readonly { preset: PresetName; worsening: number; goals: readonly Goal[] }[] = [
  { preset: 'smoke', worsening: 0, goals: [QUIET] },
  { preset: 'smoke', worsening: 0.4, goals: [{ verdict: 'regressed', atLeast: 0.95 }] },
  { preset: 'standard', worsening: 0, goals: [QUIET, { verdict: 'pass', atLeast: 0.95 }] },
  { preset: 'standard', worsening: 0.05, goals: [] },
  {
    preset: 'standard',
    worsening: 0.1,
    goals: [
      { verdict: 'regressed', atLeast: 0.8 },
      { verdict: 'pass', atMost: 0.05 },
    ],
  },
];

const HEAD = ['damage', 'regressed', 'inconclusive', 'pass', 'KL', 'same top, %', 'kana kanji latin', 'decided by'];

process.exitCode = (await prove()) ? 0 : 1;

async function prove(): Promise<boolean> {
  await using folder = temporaryFolder();
  const model = await soundModel(path.join(REPOSITORY, 'models/tiny/hitogara-tiny-f16.gguf'));
  const ladder: Ladder = { folder, model };
  const found = {
    gross: values.part.includes('gross') ? await gross(ladder) : true,
    mild: values.part.includes('mild') ? await mild(ladder) : true,
    standard: values.part.includes('standard') ? await standard(ladder) : true,
    sentinels: values.part.includes('sentinels') ? await sentinels(ladder) : true,
    same: values.part.includes('same') ? await sameModel(folder.path) : true,
  };
  return Object.values(found).every(Boolean);
}

interface Ladder {
  folder: ReturnType<typeof temporaryFolder>;
  model: SoundModel;
}

async function gross(ladder: Ladder): Promise<boolean> {
  const reports = await checkSeeds(ladder, GROSS, { seeds: Number(values.seeds), others: [] });
  print('gross', 'Gross damage, at smoke', rowsOf(reports));
  const all = reports.flatMap(({ candidates }) => candidates);
  return all.filter(({ verdict }) => verdict === 'regressed').length >= CAUGHT_GOAL * all.length;
}

async function mild(ladder: Ladder): Promise<boolean> {
  const others = [REFERENCE, ...SHIPPED_FILES];
  const reports = await checkSeeds(ladder, MILD, { seeds: Number(values['mild-seeds']), others });
  print('mild', 'Milder damage, and the shipped files, at smoke', rowsOf(reports));
  // Kana alone were damaged: their row is the one that shows it most.
  const kana = reports.flatMap(({ candidates }) => candidates.filter(({ model }) => model.id.includes('kana')));
  const isShown = kana.every(({ displacement }) => {
    const of = (script: string): number =>
      displacement?.byScript.find((row) => row.script === script)?.divergence.value ?? 0;
    return of('kana') > 3 * of('latin');
  });
  const unchanged = reports.flatMap(({ candidates }) => candidates.filter(({ isSameWeights }) => isSameWeights));
  return isShown && unchanged.every(({ verdict }) => verdict !== 'regressed');
}

/** For the reader: how much of this shows in what is said is not known beforehand. */
async function standard(ladder: Ladder): Promise<boolean> {
  const reports = await checkSeeds(ladder, AT_STANDARD, {
    seeds: 1,
    others: SHIPPED_FILES.slice(-1),
    preset: 'standard',
  });
  print('standard', 'The farthest of the milder damage, at standard', rowsOf(reports));
  return true;
}

async function sentinels(ladder: Ladder): Promise<boolean> {
  const breakages = SENTINELS.map(({ breakage }) => breakage);
  const reports = await checkSeeds(ladder, breakages, { seeds: Number(values['sentinel-seeds']), others: [] });
  let isCaught = true;
  const rows = SENTINELS.map(({ breakage, sentinel }, index) => {
    const own = reports.flatMap(
      ({ candidates }) => candidates[index]?.sentinels.filter((row) => row.sentinel === sentinel) ?? [],
    );
    const caught = own.filter(({ isBroken }) => isBroken).length;
    isCaught &&= caught === own.length;
    const replies = own.map(({ candidate }) => `${candidate.events} of ${candidate.n}`).join(', ');
    return [sentinel, breakage.name, replies, `${caught} of ${own.length}`];
  });
  const head = ['sentinel', 'what was done', 'replies with it', 'caught'];
  print('sentinels', 'Sentinels, at smoke', rows, head);
  return isCaught;
}

interface Seeds {
  seeds: number;
  /** Candidates that are no broken copies. */
  others: readonly string[];
  preset?: PresetName;
}

async function checkSeeds(
  { folder, model }: Ladder,
  breakages: readonly Breakage[],
  { seeds, others, preset = 'smoke' }: Seeds,
): Promise<RegressReport[]> {
  const reports: RegressReport[] = [];
  for (let seed = 1; seed <= seeds; seed++) {
    const entries: string[] = [];
    for (const [index, breakage] of breakages.entries()) {
      const id = `${index}-${breakage.name.replaceAll(/[^a-z0-9]+/g, '-')}`.slice(0, 50);
      await folder.write(`${id}.gguf`, brokenCopy(model, breakage, seed));
      const entry = {
        id,
        title: breakage.name,
        backend: 'llama',
        file: `${id}.gguf`,
        prompt: 'hitogara-tiny',
        context: 1024,
      };
      await folder.write(`${id}.yaml`, JSON.stringify(entry));
      entries.push(`./${id}.yaml`);
    }
    const { report } = await checkRegression(
      {
        ...{ reference: REFERENCE, candidates: [...entries, ...others], preset, seed, out: 'results' },
        llama: { gpu: 'off', threads: 1 },
      },
      { world: worldIn(folder.path) },
    );
    if (!report) throw new Error('it was interrupted');
    reports.push(report);
    process.stderr.write(`seed ${seed}: ${report.candidates.map(({ verdict }) => verdict).join(', ')}\n`);
  }
  return reports;
}

/** One for each candidate, over all seeds. */
function rowsOf(reports: readonly RegressReport[]): string[][] {
  const [first] = reports;
  return (first?.candidates ?? []).map((candidate, index) => {
    const own = reports.flatMap(({ candidates }) => candidates[index] ?? []);
    const count = (wanted: string): number => own.filter(({ verdict }) => verdict === wanted).length;
    const reason = own.find(({ verdict }) => verdict === 'regressed')?.reasons[0];
    return [
      nameOf(candidate),
      ...['regressed', 'inconclusive', 'pass'].map((verdict) => String(count(verdict))),
      divergenceOf(candidate),
      own.map(({ displacement }) => percent(displacement?.sameTop.rate)).join(' '),
      scriptsOf(candidate),
      reason ? shortened(reason) : '',
    ];
  });
}

function nameOf({ model: { id }, isSameWeights }: CandidateReport): string {
  if (isSameWeights) return 'nothing';
  const breakage = [...GROSS, ...MILD].find(({ name }) =>
    id.endsWith(name.replaceAll(/[^a-z0-9]+/g, '-').slice(0, 40)),
  );
  return breakage?.name ?? id.replace('hitogara-tiny-', '');
}

/** Of the first seed. */
function divergenceOf({ displacement, displacementProblem }: CandidateReport): string {
  if (!displacement) return displacementProblem ?? 'not measured';
  const { value, low, high } = displacement.divergence;
  return `${digits(value)} (${digits(low)} to ${digits(high)})`;
}

function scriptsOf({ displacement }: CandidateReport): string {
  const of = (wanted: string) =>
    displacement?.byScript.find(({ script }) => script === wanted)?.divergence.value ?? null;
  return ['kana', 'kanji', 'latin'].map((script) => digits(of(script))).join(' ');
}

function shortened(reason: string): string {
  return reason.length > 70 ? `${reason.slice(0, 69)}…` : reason;
}

async function sameModel(folder: string): Promise<boolean> {
  const scenarios = await chosenScenarios(null, PRESETS.standard.scenarios, SHIPPED);
  const { turns } = PRESETS.standard;
  const pool = await playPool(folder, { model: REFERENCE, scenarios, turns, samples: Number(values.samples), seed: 1 });
  const { report } = await checkRegression(
    {
      ...{ reference: REFERENCE, candidates: [REFERENCE], preset: 'smoke', out: 'itself' },
      llama: { gpu: 'off', threads: 1 },
    },
    { world: worldIn(folder) },
  );
  const displacement = report?.candidates[0]?.displacement ?? null;
  let isRight = true;
  const checks = Number(values.checks);
  const rows = SAME.map(({ preset, worsening, goals }) => {
    const counts = checksWithin(pool, { preset: PRESETS[preset], checks, seed: 1, displacement, worsening });
    isRight &&= goals.every(({ verdict, atLeast = 0, atMost = 1 }) => {
      const share = counts[verdict] / checks;
      return share >= atLeast && share <= atMost;
    });
    const shares = [counts.regressed, counts.pass, counts.inconclusive].map((count) => percent(count / checks));
    return [preset, `+${100 * worsening}`, ...shares];
  });
  const head = ['preset', 'points worse', 'regressed, %', 'pass, %', 'inconclusive, %'];
  print('same', 'The same model with other seeds', rows, head);
  return isRight;
}

function print(id: string, title: string, rows: readonly string[][], head: readonly string[] = HEAD): void {
  process.stdout.write(`${renderTable({ id, title, head, rows, notes: [] })}\n\n`);
}

function digits(value: number | null): string {
  return value === null ? '–' : String(Number(value.toPrecision(2)));
}

function percent(share: number | null | undefined): string {
  return share === null || share === undefined ? '–' : (100 * share).toFixed(1);
}
