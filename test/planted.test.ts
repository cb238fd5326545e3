// Good conversations and faults planted into them: what the checks say of each. `npm run prove:checks` does the same with twenty seeds.
import { beforeAll, describe, expect, it } from 'vitest';
import { loadScenarios } from '../dist/scenario/load.js';
import { FAULT_KINDS, STRENGTHS } from '../dist/score/planted/fault.js';
import { plant } from '../dist/score/planted/plant.js';
import { type FaultFinder, goodsOf, openFaultFinder, type Tried } from './support/planted-faults.ts';
import { SHIPPED } from './support/world.ts';

let finder: FaultFinder;
let goods: ReturnType<typeof goodsOf>;

beforeAll(async () => {
  goods = (await loadScenarios(['*'], SHIPPED)).flatMap(goodsOf);
  finder = await openFaultFinder();
});

it('the reference replies of all scenarios pass the checks of their own scenario', async () => {
  const replies = goods.reduce((sum, each) => sum + each.replies.length, 0);
  const scored = await Promise.all(goods.map((good) => finder.score(good)));
  const failed = scored.flat().filter(({ result }) => result === 'fail');
  expect(replies).toBeGreaterThan(500);
  expect(scored.flat().filter(({ isError }) => isError)).toEqual([]);
  expect(failed.length).toBeLessThanOrEqual(replies / 100);
});

describe('planted faults', () => {
  let tried: Tried[];
  beforeAll(async () => {
    tried = await finder.tryAll(goods, { seeds: [1], half: 'held-out' });
  });

  // One seed plants some 50 of each: a few less than the goals of the proof, which are 80 % and 95 %, may be chance.
  it.each([
    ['weak', 0.7],
    ['strong', 0.9],
  ] as const)('%s ones are found', (strength, least) => {
    const shares = FAULT_KINDS.map((kind) => {
      const own = tried.filter((each) => each.kind === kind && each.strength === strength);
      expect(own.length).toBeGreaterThan(25);
      return { kind, share: own.filter(({ found }) => found !== 'no').length / own.length };
    });
    expect(shares.filter(({ share }) => share < least)).toEqual([]);
  });

  it('are the same for the same seed, and change nothing but the turns they name', () => {
    const [good] = goods;
    if (!good) throw new Error('there is no good conversation');
    let count = 0;
    for (const kind of FAULT_KINDS)
      for (const strength of STRENGTHS) {
        const options = { kind, strength, seed: 7, half: 'tuning' } as const;
        const planted = plant(good, options);
        expect(plant(good, options)).toEqual(planted);
        const changed = planted?.replies.flatMap((reply, index) => (reply === good.replies[index] ? [] : [index + 1]));
        expect(changed).toEqual(planted?.changed);
        if (planted) count++;
      }
    expect(count).toBeGreaterThan(30);
  });
});
