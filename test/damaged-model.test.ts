// The embedded model and a copy of it with noise in its weights: what checks find tells them apart. `npm run prove:damage` has more noise,
// more scenarios and every check.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { REPOSITORY } from './support/cli.ts';
import { measureDamage, withNoise } from './support/damage.ts';
import { tensorsOf } from './support/gguf-patch.ts';

/** The first four of the Japanese ones, by their ids. */
const SCENARIOS = ['anime-fan', 'bakery-clerk', 'cafe-clerk', 'childhood-friend'];

it('a damaged copy of the embedded model scores worse, with an interval that excludes zero', async () => {
  const options = { scenarios: SCENARIOS, samples: 1, seed: 1, noise: 1 };
  const [any, unknown] = await measureDamage(options, ['characters.unknown']);
  expect(any?.low).toBeGreaterThan(0);
  expect(unknown).toMatchObject({ check: 'characters.unknown' });
  expect(unknown?.low).toBeGreaterThan(0);
}, 60_000);

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
