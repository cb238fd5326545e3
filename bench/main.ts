// `npm run bench`: measures the program beside its peers, prints a table per part, and asserts nothing: machines are noisy.
// Knows nothing of how anything is measured. Start at the table of parts below.
import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { measureBatch } from './batch.ts';
import { buildNpmPeers, buildPeers, type Gpu, llamaRelease, TOOLS } from './build-peers.ts';
import { measureCalibration } from './calibration.ts';
import { writeResults } from './docs.ts';
import { measureGeneration } from './generation.ts';
import { measureLikelihood } from './likelihood.ts';
import { repository } from './places.ts';
import { limitPatience } from './quiet.ts';
import { RANDOM_MODELS, type RandomModelId } from './random-model.ts';
import { measureScale } from './scale.ts';
import { measureScoring } from './scoring.ts';
import { measureStart } from './start.ts';
import { renderTable, type Table } from './table.ts';
import { measureViewer } from './viewer.ts';

const HELP = `npm run bench -- [options]

  --quick            generation and start, the 125M model alone, as many rounds as fit: under two minutes (plus, the first time, what
                     it takes to make that model)
  --part <name>      generation, batch, likelihood, engine, scoring, viewer, calibration or start; may be repeated
                     (default: all)
  --openmp           generation with the local OpenMP build (npm run build:openmp makes it)
  --gpu <type>       generation and batch on cuda, vulkan or metal (default there: generation)
  --size <n>         random models for generation, batch and calibration: 4M, 125M, 500M, 7B (4 GB); may be repeated
                     (default: 125M and 500M; quick: 125M; on a GPU: 4M and 7B)
  --rounds <n>       interleaved rounds (default: 5, quick: at most 3)
  --model <file>     the embedded model of the part "start" (default: models/tiny/hitogara-tiny-q8_0.gguf)
  --write            put the tables into docs/benchmarks.md
  --build-peers      build llama-bench, llama-batched-bench, llama-server and llama-perplexity from the source inside
                     node-llama-cpp, outside the repository, and end; on Linux also the same tools on the libraries that npm installed
  --build-npm-peers  only the latter, which takes minutes: llama.cpp itself is not compiled
`;

/** How long `--quick` goes on starting rounds, in milliseconds: the one in progress and the part "start" come after that. */
const QUICK_MS = 50_000;
const QUICK_PARTS = ['generation', 'start'];

const PARTS = ['generation', 'batch', 'likelihood', 'engine', 'scoring', 'viewer', 'calibration', 'start'] as const;
const DEFAULT_MODEL = path.join(repository, 'models', 'tiny', 'hitogara-tiny-q8_0.gguf');

const { values } = parseArgs({
  options: {
    help: { type: 'boolean', default: false },
    quick: { type: 'boolean', default: false },
    part: { type: 'string', multiple: true },
    openmp: { type: 'boolean', default: false },
    gpu: { type: 'string', default: 'off' },
    size: { type: 'string', multiple: true },
    rounds: { type: 'string' },
    model: { type: 'string', default: DEFAULT_MODEL },
    write: { type: 'boolean', default: false },
    'build-peers': { type: 'boolean', default: false },
    'build-npm-peers': { type: 'boolean', default: false },
  },
});

try {
  if (values.help) process.stdout.write(HELP);
  else if (values['build-peers'] || values['build-npm-peers']) await build();
  else await measure();
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}

async function build(): Promise<void> {
  const gpu = gpuOf(values.gpu);
  if (values['build-peers']) await buildPeers(gpu, TOOLS);
  if (gpu === 'off') await buildNpmPeers(TOOLS);
}

async function measure(): Promise<void> {
  const gpu = gpuOf(values.gpu);
  // On a GPU, what was compiled for the card comes first, as in the program.
  const engine = values.openmp ? 'openmp' : gpu === 'off' ? 'prebuilt' : 'auto';
  const models = values.size?.map(sizeOf) ?? usualSizes(gpu);
  const rounds = values.rounds === undefined ? (values.quick ? 3 : 5) : Number(values.rounds);
  if (!Number.isInteger(rounds) || rounds < 1) throw new Error(`--rounds ${values.rounds}: a whole number from 1 on`);
  const isGenerationOnly = gpu !== 'off' || values.openmp;
  const wanted = values.part ?? (isGenerationOnly ? ['generation'] : values.quick ? QUICK_PARTS : PARTS);
  const unknown = wanted.find((part) => !PARTS.some((known) => known === part));
  if (unknown !== undefined) throw new Error(`--part ${unknown}: one of ${PARTS.join(', ')}`);
  const cacheDirectory = await mkdtemp(path.join(os.tmpdir(), 'hitogara-bench-'));
  if (values.quick) limitPatience(QUICK_MS / 10);
  const until = values.quick ? performance.now() + QUICK_MS : Number.POSITIVE_INFINITY;
  const common = { rounds, until, cacheDirectory, say };
  const measures: Record<(typeof PARTS)[number], () => Promise<Table>> = {
    generation: () => measureGeneration({ ...common, models, gpu, engine }),
    batch: () => measureBatch({ ...common, models, gpu, engine }),
    likelihood: () => measureLikelihood(common),
    engine: async () =>
      (await measureScale(['resume', 'overhead'], { id: 'engine', title: 'The engine itself' })).table,
    scoring: () => measureScoring(common),
    viewer: () => measureViewer(common),
    calibration: () => measureCalibration({ ...common, models }),
    start: () =>
      measureStart({
        ...common,
        rounds: values.quick ? Math.min(rounds, 2) : rounds,
        file: path.resolve(values.model),
      }),
  };
  const machine = await describeMachine();
  process.stdout.write(`${machine}\n`);
  const tables: Table[] = [];
  try {
    for (const part of PARTS.filter((known) => wanted.some((name) => name === known))) {
      const table = await measures[part]();
      tables.push(table);
      process.stdout.write(`\n${renderTable(table)}\n`);
    }
  } finally {
    await rm(cacheDirectory, { recursive: true, force: true });
  }
  if (values.write) await writeResults(tables, machine);
}

function say(text: string): void {
  process.stderr.write(`  ${text}\n`);
}

async function describeMachine(): Promise<string> {
  const memory = (os.totalmem() / 2 ** 30).toFixed(0);
  const [load = 0] = os.loadavg();
  return `${os.cpus()[0]?.model.trim() ?? 'unknown CPU'}, ${os.availableParallelism()} cores, ${memory} GiB, ${os.platform()} ${os.arch()}, Node ${process.versions.node}, llama.cpp ${await llamaRelease()}; load before: ${load.toFixed(1)}; ${new Date().toISOString().slice(0, 10)}.`;
}

function usualSizes(gpu: Gpu): RandomModelId[] {
  if (gpu !== 'off') return ['4M', '7B'];
  return values.quick ? ['125M'] : ['125M', '500M'];
}

function sizeOf(text: string): RandomModelId {
  const known = RANDOM_MODELS.find((id) => id === text);
  if (known) return known;
  throw new Error(`--size ${text}: one of ${RANDOM_MODELS.join(', ')}`);
}

function gpuOf(text: string): Gpu {
  if (text === 'off' || text === 'cuda' || text === 'vulkan' || text === 'metal') return text;
  throw new Error(`--gpu ${text}: cuda, vulkan or metal`);
}
