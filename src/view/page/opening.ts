import { signal } from '@preact/signals';
import { whenIdle } from './idle.ts';

/** Rows of a scenario that are drawn at first: more than a screen holds. */
export const FIRST_ROWS = 8;

/** Until something can be read: then the rest is drawn. */
export const isOpening = signal(true);

let isEnding = false;

/** Called when the first rows are drawn. */
export function endOpening(): void {
  if (isEnding) return;
  isEnding = true;
  // After they have been painted.
  requestAnimationFrame(() =>
    whenIdle(() => {
      isOpening.value = false;
    }),
  );
}
