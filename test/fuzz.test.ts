// A hostile input of each kind; `npm run prove:fuzz` tries thousands.
import { expect, it } from 'vitest';
import { lacks } from './support/capabilities.ts';
import { fuzz } from './support/fuzz.ts';
import { FUZZ_INPUTS, type FuzzKind } from './support/fuzz-inputs.ts';

const KINDS = Object.keys(FUZZ_INPUTS) as FuzzKind[];

// Processes are watched through /proc.
it.skipIf(lacks('children in /proc'))('hostile input ends well, of every kind', async () => {
  const problems: string[] = [];
  const left = KINDS.values();
  const work = async (): Promise<void> => {
    for (const kind of left) {
      const { what, args, stderr, problems: found } = await fuzz(kind, 3);
      problems.push(...found.map((problem) => `${kind}: ${problem}\n${what}\n${args}\n${stderr}`));
    }
  };
  await Promise.all([work(), work(), work()]);
  expect(problems).toEqual([]);
});
