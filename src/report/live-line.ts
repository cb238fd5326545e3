// One line of a terminal that is overwritten again and again. It is pure ASCII, so that characters are columns even where a terminal draws
// `·` two columns wide, and it never wraps; the cursor is never hidden, so nothing has to restore it. Start at `liveLine`.
import type { Screen } from './screen.ts';

export interface LiveLine {
  isDrawn(): boolean;
  draw(text: string): void;
  /** Erases the line. */
  erase(): void;
}

/**
 * After a full line, a terminal may already have moved to the next one: the last column stays free. So do those of `^C`, which terminals
 * write behind the line when the user interrupts, twice; in the next line it could not be erased.
 */
const FREE = 1 + 2 * '^C'.length;

const ERASE_LINE = '\r\u001b[2K';

/** How each line that stands on a terminal of this process is erased. */
const standing = new Set<() => void>();

/** For an end of the process that leaves no time for anything else. */
export function eraseLiveLines(): void {
  for (const erase of standing) erase();
}

/** @param paint styles the line; must not change its width */
export function liveLine(stream: Screen['stdout'], paint: (text: string) => string = (text) => text): LiveLine {
  /** Empty: no line is drawn. */
  let drawn = '';
  const erase = (): void => {
    if (drawn !== '') stream.write(ERASE_LINE);
    drawn = '';
    standing.delete(erase);
  };
  return {
    isDrawn: () => drawn !== '',
    erase,
    draw(text) {
      const ascii = text.replace(/[^ -~]/g, '?');
      const room = (stream.columns || 80) - FREE;
      const cut = ascii.length > room ? `${ascii.slice(0, Math.max(0, room - 3))}...`.slice(0, room) : ascii;
      if (cut !== drawn) stream.write(`${ERASE_LINE}${paint(cut)}`);
      drawn = cut;
      standing.add(erase);
    },
  };
}
