// The progress of a long task: a live line on a terminal, a plain line for every tenth of the work in a pipe. Start at `progressLine`.
import { inertLine } from '../core/inert-text.ts';
import type { Text } from '../words/text.ts';
import { liveLine } from './live-line.ts';
import type { Screen } from './screen.ts';

export interface ProgressLine {
  /** @param share from 0 to 1; null: the total is unknown */
  show(text: Text, share: number | null): void;
  /** Removes a live line; plain lines stay. */
  clear(): void;
}

export function progressLine({ stderr, words }: Pick<Screen, 'stderr' | 'words'>): ProgressLine {
  const live = stderr.isTTY ? liveLine(stderr) : null;
  let tenths = 0;
  return {
    show(text, share) {
      const line = inertLine(text.in(words));
      const tenth = Math.floor((share ?? 0) * 10);
      if (live) live.draw(line);
      else if (tenth > tenths) stderr.write(`${line}\n`);
      tenths = Math.max(tenths, tenth);
    },
    clear: () => live?.erase(),
  };
}
