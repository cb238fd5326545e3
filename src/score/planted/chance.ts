import { pcg32 } from '../../stats/random.ts';

/** Each bank of phrases has two halves, so that checks can be tuned on one and measured on the other. */
export type Half = 'tuning' | 'held-out';

/** Seeded choices. */
export interface Chance {
  /** From 0 to `below`, exclusive. */
  whole(below: number): number;
  /** undefined: there is nothing to choose from. */
  pick<Item>(items: readonly Item[]): Item | undefined;
  /** In another order; the first `count` of them. */
  some<Item>(items: readonly Item[], count: number): Item[];
  /** The half of a bank that this conversation is planted from. */
  half<Item>(bank: readonly Item[]): Item[];
  /** A phrase of that half. */
  phrase(bank: readonly string[]): string;
}

export function createChance(seed: number, half: Half): Chance {
  const random = pcg32(seed);
  const whole = (below: number): number => Math.floor(random() * below);
  const parity = half === 'tuning' ? 0 : 1;
  const halfOf = <Item>(bank: readonly Item[]): Item[] => bank.filter((_, index) => index % 2 === parity);
  const pick = <Item>(items: readonly Item[]): Item | undefined => items[whole(items.length)];
  return {
    whole,
    pick,
    some(items, count) {
      const left = [...items];
      const chosen: typeof left = [];
      while (left.length > 0 && chosen.length < count) chosen.push(...left.splice(whole(left.length), 1));
      return chosen;
    },
    half: halfOf,
    phrase: (bank) => pick(halfOf(bank)) ?? '',
  };
}
