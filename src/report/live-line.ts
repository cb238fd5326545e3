// One line of a terminal that is overwritten again and again. It is pure ASCII, so that characters are columns even where a terminal draws
// `·` two columns wide, and it never wraps; the cursor is never hidden, so nothing has to restore it. Start at `liveLine`.
import type { Screen } from './screen.ts';

export interface LiveLine {
  isDrawn(): boolean;
  draw(text: string): void;
  /** Erases the line. */
  erase(): void;
}

const ERASE_LINE = '\r\u001b[2K';

/** @param paint styles the line; must not change its width */
export function liveLine(stream: Screen['stdout'], paint: (text: string) => string = (text) => text): LiveLine {
  /** Empty: no line is drawn. */
  let drawn = '';
  return {
    isDrawn: () => drawn !== '',
    draw(text) {
      const ascii = text.replace(/[^ -~]/g, '?');
      // The last column stays free: after a full line, a terminal may already have moved to the next one.
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
