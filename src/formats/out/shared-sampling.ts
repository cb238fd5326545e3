// The settings that several conversations have in common: scenarios may have settings of their own. Start at `sharedSampling`.
import type { Sampling } from '../../core/sampling.ts';

export interface SharedSampling {
  add(sampling: Sampling): void;
  /** Without what differs. */
  value(): Sampling;
}

export function sharedSampling(): SharedSampling {
  let shared: Sampling | null = null;
  return {
    add(sampling) {
      const own = new Map<string, unknown>(Object.entries(sampling));
      const alike = Object.entries(shared ?? sampling).filter(
        ([name, value]) => JSON.stringify(own.get(name)) === JSON.stringify(value),
      );
      shared = Object.fromEntries(alike);
    },
    value: () => shared ?? {},
  };
}
