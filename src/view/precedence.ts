// What somebody is waiting to see comes before what takes long. Start at `precedence`.

export interface Precedence {
  urgently<Result>(act: () => Promise<Result>): Promise<Result>;
  /** Resolves when nothing urgent is being done: what takes long waits for it now and then. */
  quiet(): Promise<void>;
}

export function precedence(): Precedence {
  let urgent = 0;
  let waiting: (() => void)[] = [];
  return {
    async urgently(act) {
      urgent++;
      try {
        return await act();
      } finally {
        urgent--;
        if (urgent === 0) {
          for (const goOn of waiting) goOn();
          waiting = [];
        }
      }
    },
    async quiet() {
      while (urgent > 0) await new Promise<void>((resolve) => waiting.push(resolve));
    },
  };
}
