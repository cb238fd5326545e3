// How copies of the embedded model are damaged. What checks find in them: `npm run prove:damage`; what a check for regressions says of them:
// `npm run prove:regress`.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { REPOSITORY } from './support/cli.ts';
import { withNoise } from './support/damage.ts';
import { tensorsOf } from './support/gguf-patch.ts';

it('noise changes nothing but quantized weights', () => {
  const sound = readFileSync(path.join(REPOSITORY, 'models/tiny/hitogara-tiny-q8_0.gguf'));
  const damaged = withNoise(sound, 0.6, 1);
  const tensors = tensorsOf(sound);
  const first = Math.min(...tensors.map(({ start }) => start));
  expect(damaged.subarray(0, first).equals(sound.subarray(0, first))).toBe(true);
  const changed = tensors.filter(
    ({ start }) => !damaged.subarray(start, start + 64).equals(sound.subarray(start, start + 64)),
  );
  expect(changed.map(({ name }) => name)).toEqual(tensors.filter(({ type }) => type === 8).map(({ name }) => name));
});
