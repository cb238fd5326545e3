// One line of a terminal that is written over again and again. It is in ASCII alone, so that characters are columns even where a terminal
// draws `·` two columns wide, and never wraps; the cursor is never hidden, so that nothing has to bring it back. Start at `liveLine`.
import type { Screen } from './screen.ts';

export interface LiveLine {
  isDrawn(): boolean;
  draw(text: string): void;
  /** Leaves nothing behind. */
  erase(): void;
}

const ERASE_LINE = '\r\u001b[2K';

/** @param paint how the line looks; it must not change its width */
export function liveLine(stream: Screen['stdout'], paint: (text: string) => string = (text) => text): LiveLine {
  /** Empty: there is none. */
  let drawn = '';
  return {
    isDrawn: () => drawn !== '',
    draw(text) {
      const ascii = text.replace(/[^ -~]/g, '?');
      // The last column stays free: a terminal that is written full may already have gone to the next line.
      const room = (stream.columns || 80) - 1;
      const cut = ascii.length > room ? `${ascii.slice(0, Math.max(0, room - 3))}...`.slice(0, room) : ascii;
      if (cut !== drawn) stream.write(`${ERASE_LINE}${paint(cut)}`);
      drawn = cut;
    },
    erase() {
      if (drawn !== '') stream.write(ERASE_LINE);
      drawn = '';
    },
  };
}
