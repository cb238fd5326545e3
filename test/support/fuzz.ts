// Hostile inputs, made from a seed and given to the real program; what must hold whatever they are. Start at `fuzz`.
import { readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { temporaryFolder } from './cli.ts';
import { FUZZ_INPUTS, type FuzzKind } from './fuzz-inputs.ts';
import { randomFrom } from './random.ts';
import { type Watched, watchProgram } from './watched-program.ts';

export interface Fuzzed extends Watched {
  kind: FuzzKind;
  seed: number;
  /** The input, in words. */
  what: string;
  args: readonly string[];
  /** Empty: everything holds. */
  problems: string[];
}

/** What any input may cost, and what the program may end with: all that its help names but an internal error. */
const [LIMIT_SECONDS, LIMIT_MB] = [20, 1_000];
const EXIT_CODES: readonly (number | null)[] = [0, 1, 2, 3, 4, 5, 6];
/** As many characters of a key give it away. */
const SECRET_CHARACTERS = 6;

/** Gives the program one input of that kind. The same seed gives the same input. */
export async function fuzz(kind: FuzzKind, seed: number): Promise<Fuzzed> {
  await using folder = temporaryFolder();
  const random = randomFrom(seed);
  const key = keyFrom(random);
  const input = await FUZZ_INPUTS[kind](folder, random, key);
  try {
    const { args, what, environment = {} } = input;
    const watched = await watchProgram(args, { directory: folder.path, environment, limitSeconds: LIMIT_SECONDS });
    const problems = [
      ...problemsOf(watched),
      ...leftovers(folder.path),
      ...betrayals(folder.path, watched, key),
      ...((await input.problems?.(watched)) ?? []),
    ];
    return { kind, seed, what, args, ...watched, problems };
  } finally {
    await input.close?.();
  }
}

/** Capital letters and digits, so that it occurs by chance nowhere. */
function keyFrom(random: () => number): string {
  const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789';
  return Array.from({ length: 40 }, () => letters[Math.floor(random() * letters.length)]).join('');
}

function problemsOf({ code, signal, stdout, stderr, seconds, peakMb, survivors }: Watched): string[] {
  const said = `${stdout}\n${stderr}`;
  return [
    ...(signal !== null || !EXIT_CODES.includes(code) ? [`it ended with ${signal ?? code}`] : []),
    ...(/^\s+at .+(?::\d+:\d+|<anonymous>)\)?$/m.test(said) ? ['a stack trace'] : []),
    ...(code !== 0 && stderr.trim() === '' && stdout.trim() === '' ? ['not a word of why'] : []),
    ...(seconds > LIMIT_SECONDS ? [`${seconds.toFixed(1)} s`] : []),
    ...(peakMb > LIMIT_MB ? [`${Math.round(peakMb)} MB`] : []),
    ...survivors.map((name) => `still runs: ${name}`),
  ];
}

/** Locks, half-written files, and anything in the folder for temporary files. */
function leftovers(directory: string): string[] {
  const files = readdirSync(directory, { recursive: true }).map(String);
  const isLeft = (file: string): boolean => /(?:^|\/)(?:lock(?:\.\w+)?|[^/]+\.tmp)$|^tmp\//.test(file);
  return files.filter(isLeft).map((file) => `left behind: ${file}`);
}

/** Where a beginning of the key can be read, as it is or in base64, in capital letters or not. */
function betrayals(directory: string, { stdout, stderr }: Watched, key: string): string[] {
  const signs = [key, Buffer.from(key).toString('base64')].map((text) =>
    text.slice(0, SECRET_CHARACTERS).toLowerCase(),
  );
  const isIn = (text: string): boolean => signs.some((sign) => text.toLowerCase().includes(sign));
  const files = readdirSync(directory, { recursive: true })
    .map(String)
    .filter((file) => statSync(path.join(directory, file), { throwIfNoEntry: false })?.isFile())
    .filter((file) => isIn(readFileSync(path.join(directory, file), 'latin1')));
  const places = [...(isIn(stdout) ? ['stdout'] : []), ...(isIn(stderr) ? ['stderr'] : []), ...files];
  return places.map((place) => `the key, or its beginning, in ${place}`);
}
