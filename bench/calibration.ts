// Part 2: is the number of threads that calibration chooses the best one? Start at `measureCalibration`.
import { modelDirectory } from './places.ts';
import { openProgram, type Program } from './program.ts';
import { waitForQuiet } from './quiet.ts';
import { type RandomModelId, randomModel } from './random-model.ts';
import { median, ratios } from './statistics.ts';
import { range, type Table, verdict } from './table.ts';
import { threadCounts } from './thread-counts.ts';
import { CONTEXT_SIZE, GENERATION_TOKENS } from './workload.ts';

export interface CalibrationOptions {
  models: readonly RandomModelId[];
  rounds: number;
  /** Empty: calibration is done anew. */
  cacheDirectory: string;
  say: (text: string) => void;
}

const GOAL = 0.95;

export async function measureCalibration({ models, rounds, cacheDirectory, say }: CalibrationOptions): Promise<Table> {
  const rows: string[][] = [];
  for (const id of models) {
    const file = await randomModel(id, modelDirectory);
    say(`${id}: calibrating`);
    const chosen = await calibratedThreads(file, cacheDirectory);
    const speeds = await speedByThreads(file, { rounds, cacheDirectory }, (round) =>
      say(`${id}: round ${round} of ${rounds}`),
    );
    const best = [...speeds].reduce((a, b) => (median(b[1]) > median(a[1]) ? b : a));
    const ratio = median(ratios(speeds.get(chosen) ?? [], best[1]));
    for (const [threads, values] of speeds) {
      const isChosen = threads === chosen;
      rows.push([
        id,
        String(threads),
        range(values, 1),
        isChosen ? 'chosen' : '',
        isChosen ? ratio.toFixed(3) : '',
        isChosen ? `≥ ${GOAL}` : '',
        isChosen ? verdict(ratio, { atLeast: GOAL }) : '',
      ]);
    }
  }
  return {
    id: 'calibration',
    title: 'Threads: the calibrated number against all others',
    head: ['model', 'threads', 'tokens/s', '', 'chosen ÷ best', 'goal', ''],
    rows,
    notes: [
      `Generation of 128 tokens through the whole program, greedy; medians (and ranges) of ${rounds} interleaved rounds.`,
    ],
  };
}

async function calibratedThreads(file: string, cacheDirectory: string): Promise<number> {
  await waitForQuiet();
  const program = await open(file, null, cacheDirectory);
  await program.close();
  return program.description.threads;
}

async function speedByThreads(
  file: string,
  { rounds, cacheDirectory }: Pick<CalibrationOptions, 'rounds' | 'cacheDirectory'>,
  onRound: (round: number) => void,
): Promise<Map<number, number[]>> {
  const programs = new Map<number, Program>();
  try {
    for (const threads of threadCounts()) programs.set(threads, await open(file, threads, cacheDirectory));
    const speeds = new Map([...programs.keys()].map((threads): [number, number[]] => [threads, []]));
    for (let round = 0; round <= rounds; round++) {
      onRound(round);
      for (const [threads, program] of programs) {
        await waitForQuiet();
        const timing = await program.run({ promptTokens: 2, replyTokens: GENERATION_TOKENS, sampling: 'greedy' });
        if (round > 0) speeds.get(threads)?.push(timing.tokensPerSecond);
      }
    }
    return speeds;
  } finally {
    for (const program of programs.values()) await program.close();
  }
}

function open(file: string, threads: number | null, cacheDirectory: string): Promise<Program> {
  const options = {
    file,
    threads,
    gpu: 'off',
    engine: 'prebuilt',
    contextSize: CONTEXT_SIZE,
    prompt: 'chatml',
  } as const;
  return openProgram({ ...options, cacheDirectory });
}
