// Part 1: tokens/s of the whole program, of the bare library, and of llama-bench, side by side. Start at `measureGeneration`.
import os from 'node:os';
import { findPeers, type Gpu, HOW_TO_BUILD, type Peer } from './build-peers.ts';
import { type EngineName, type Library, openLibrary } from './library.ts';
import { runLlamaBench, type Speed } from './llama-bench.ts';
import { modelDirectory } from './places.ts';
import { openProgram, type Program } from './program.ts';
import { waitForQuiet } from './quiet.ts';
import { type RandomModelId, randomModel, tokensOfText } from './random-model.ts';
import { median, ratios } from './statistics.ts';
import { range, type Table, verdict } from './table.ts';
import { threadCounts } from './thread-counts.ts';
import {
  CONTEXT_SIZE,
  GENERATION_TOKENS,
  PROMPT_TOKENS,
  type SAMPLING,
  type SamplingName,
  type Timing,
  type Workload,
} from './workload.ts';

export interface GenerationOptions {
  models: readonly RandomModelId[];
  rounds: number;
  /** No further round is begun after that, once one was measured; by `performance.now()`. */
  until: number;
  gpu: Gpu;
  engine: EngineName;
  /** Empty, so that calibration is part of what is measured. */
  cacheDirectory: string;
  say: (text: string) => void;
}

/** One round of one model: every contestant once. */
interface Round {
  program: Record<SamplingName | 'prompt', number>;
  /** null: on a GPU it is left out, because it would need a build of its own. */
  library: Record<SamplingName | 'prompt', number> | null;
  peers: Speed[][];
}

const SAMPLING_NAMES = ['greedy', 'anime-fan'] as const satisfies readonly (keyof typeof SAMPLING)[];
/** Of the number of tokens/s that llama-bench has. */
const PREBUILT_GOALS: Record<RandomModelId, number> = { '4M': 0.75, '125M': 0.95, '500M': 0.95, '7B': 0.95 };
const OPENMP_GOAL = 0.95;
const LIBRARY_GOAL = 0.98;
const PROMPT_GOAL = 0.97;

export async function measureGeneration(options: GenerationOptions): Promise<Table> {
  const { models, rounds, until, gpu, engine, cacheDirectory, say } = options;
  const peers = await findPeers(gpu, 'llama-bench');
  const rows: string[][] = [];
  const notes: string[] = [];
  let played = rounds;
  for (const id of models) {
    const file = await randomModel(id, modelDirectory);
    const common = { file, gpu, engine, contextSize: CONTEXT_SIZE };
    await waitForQuiet();
    const program = await openProgram({ ...common, threads: null, cacheDirectory, prompt: 'chatml' });
    try {
      const { threads, device } = program.description;
      const library = gpu === 'off' ? await openLibrary({ ...common, threads }) : null;
      try {
        const measured: Round[] = [];
        for (let round = 0; round <= rounds && (measured.length === 0 || performance.now() < until); round++) {
          say(`${id}: round ${round} of ${rounds}${round === 0 ? ' (warm-up)' : ''}`);
          const result = await measureRound({ program, library, peers, file, onGpu: gpu !== 'off', round });
          if (round > 0) measured.push(result);
        }
        played = Math.min(played, measured.length);
        rows.push(...rowsOf(id, engine, peers, measured));
        const where =
          device.gpu === false ? 'CPU' : `${device.gpu}, ${device.gpuLayers} of ${device.totalLayers} layers`;
        notes.push(
          `${id}: the program ran on ${where}, ${threads} threads (calibrated), ${program.description.engine.build} binary${device.gpu === false ? '' : ` (${device.names.join(', ')})`}.`,
        );
      } finally {
        library?.close();
      }
    } finally {
      await program.close();
    }
  }
  return {
    id: gpu === 'off' ? `generation-${engine}` : `generation-${gpu}`,
    title: `Generation and prompt evaluation, ${gpu === 'off' ? `${engine} binary` : gpu}`,
    head: ['model', 'what', 'program, t/s', 'peer', 'peer, t/s', 'ratio', 'goal', ''],
    rows,
    notes: [
      `Medians (and ranges) of ${played} interleaved round${played === 1 ? '' : 's'}; a ratio is the median of the ratios round by round. 128 generated tokens, or a prompt of 512; llama-bench at the number of threads where it is fastest.`,
      ...notes,
      ...(peers.length === 0 ? [`llama-bench is not there: ${HOW_TO_BUILD}.`] : []),
    ],
  };
}

async function measureRound({
  program,
  library,
  peers,
  file,
  onGpu,
  round,
}: {
  program: Program;
  library: Library | null;
  peers: readonly Peer[];
  file: string;
  onGpu: boolean;
  round: number;
}): Promise<Round> {
  const threads = onGpu ? [Math.max(1, os.availableParallelism() - 1)] : threadCounts();
  const speeds = peers.map((): Speed[] => []);
  const timings = new Map<string, Timing>();
  const ours = SAMPLING_NAMES.map((sampling) => ({ name: sampling, workload: generation(sampling) }));
  const steps = [
    ...peers.map((peer, index) => async () => {
      speeds[index] = await runLlamaBench(peer, file, { threads, onGpu });
    }),
    ...[...ours, { name: 'prompt', workload: promptOnly }].flatMap(({ name, workload }) => {
      const { promptTokens, replyTokens, sampling } = workload;
      const prompt = tokensOfText(promptTokens - 1);
      const pair = [async () => timings.set(`program ${name}`, await program.run(workload))];
      if (library)
        pair.push(async () =>
          timings.set(`library ${name}`, await library.generate({ prompt, replyTokens, sampling })),
        );
      // Whoever comes second finds a warmer machine: they take turns.
      return round % 2 === 0 ? pair : pair.reverse();
    }),
  ];
  for (const step of steps) {
    await waitForQuiet();
    await step();
  }
  const of = (who: string) => ({
    greedy: timings.get(`${who} greedy`)?.tokensPerSecond ?? Number.NaN,
    'anime-fan': timings.get(`${who} anime-fan`)?.tokensPerSecond ?? Number.NaN,
    prompt: timings.get(`${who} prompt`)?.promptTokensPerSecond ?? Number.NaN,
  });
  return { program: of('program'), library: library && of('library'), peers: speeds };
}

const promptOnly: Workload = { promptTokens: PROMPT_TOKENS, replyTokens: 1, sampling: 'greedy' };

function generation(sampling: SamplingName): Workload {
  return { promptTokens: 2, replyTokens: GENERATION_TOKENS, sampling };
}

function rowsOf(id: RandomModelId, engine: EngineName, peers: readonly Peer[], measured: readonly Round[]): string[][] {
  const goal = engine === 'openmp' ? OPENMP_GOAL : PREBUILT_GOALS[id];
  const row = (what: string, ours: number[], peer: string, theirs: number[], atLeast: number): string[] => {
    const ratio = ratios(ours, theirs);
    const judged = verdict(median(ratio), { atLeast });
    return [id, what, range(ours, 1), peer, range(theirs, 1), range(ratio, 3), `≥ ${atLeast}`, judged];
  };
  const ours = (key: SamplingName | 'prompt'): number[] => measured.map(({ program }) => program[key]);
  const library = (key: SamplingName | 'prompt'): number[] => measured.flatMap((round) => round.library?.[key] ?? []);
  const hasLibrary = measured.some((round) => round.library !== null);
  return [
    ...(hasLibrary ? SAMPLING_NAMES : []).map((key) =>
      row(`128 tokens, ${key}`, ours(key), 'bare library', library(key), LIBRARY_GOAL),
    ),
    ...peers.map((peer, index) => {
      const best = bestOf(measured, index, (speed) => speed.tokensPerSecond);
      return row(
        '128 tokens, greedy',
        ours('greedy'),
        `${peer.name}, tg128, ${best.threads} threads`,
        best.values,
        goal,
      );
    }),
    ...(hasLibrary ? [row('prompt of 512', ours('prompt'), 'bare library', library('prompt'), PROMPT_GOAL)] : []),
    ...peers.map((peer, index) => {
      const best = bestOf(measured, index, (speed) => speed.promptTokensPerSecond);
      return row(
        'prompt of 512',
        ours('prompt'),
        `${peer.name}, pp512, ${best.threads} threads`,
        best.values,
        PROMPT_GOAL,
      );
    }),
  ];
}

/** The number of threads with the best median, and what it gave round by round. */
function bestOf(
  measured: readonly Round[],
  peer: number,
  speedOf: (speed: Speed) => number,
): { threads: number; values: number[] } {
  const counts = measured[0]?.peers[peer]?.map(({ threads }) => threads) ?? [];
  const candidates = counts.map((threads, index) => ({
    threads,
    values: measured.map(({ peers }) => {
      const speed = peers[peer]?.[index];
      return speed ? speedOf(speed) : Number.NaN;
    }),
  }));
  const none = { threads: 0, values: [] };
  return candidates.reduce((a, b) => (median(b.values) > median(a.values) ? b : a), candidates[0] ?? none);
}
