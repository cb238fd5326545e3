import { signal } from '@preact/signals';
import { whenIdle } from './idle.ts';

/** In pixels: few rows are lower. */
const ROW_HEIGHT = 160;

/** Rows of a scenario that are drawn at first: what a screen holds, or a little more. */
export function firstRows(): number {
  return Math.ceil(window.innerHeight / ROW_HEIGHT);
}

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
