/** Places in the memory that the model process shares with its thread `watcher.ts`, each of 32 bits. */
export const SLOTS = {
  /** What breaks off the computation: see `AbortFlag`. */
  flag: 0,
  /** The request that is being computed; 0: none that could be broken off. */
  current: 1,
  /** The last request that the parent wants to end. */
  unwanted: 2,
} as const;
