// What the page is shown on: a narrow screen, or paper. Start at `isNarrow`.

import { signal } from '@preact/signals';
import { options } from 'preact';

const narrow = matchMedia('(max-width: 719px)');

/** One column at a time. */
export const isNarrow = signal(narrow.matches);
narrow.addEventListener('change', () => {
  isNarrow.value = narrow.matches;
});

const paper = matchMedia('print');

/** Everything is drawn, few columns beside each other. */
export const isPrinting = signal(paper.matches);

/** The browser prints what is there when this returns. */
function print(now: boolean): void {
  const { debounceRendering } = options;
  options.debounceRendering = (draw) => draw();
  isPrinting.value = now;
  if (debounceRendering) options.debounceRendering = debounceRendering;
  else delete options.debounceRendering;
}

addEventListener('beforeprint', () => print(true));
addEventListener('afterprint', () => print(false));
paper.addEventListener('change', () => print(paper.matches));
