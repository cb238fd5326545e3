// One line of a terminal that is overwritten again and again. It has only characters of a known width, because some terminals draw `·` two
// columns wide, and it never wraps; the cursor is never hidden, so nothing has to restore it. Start at `liveLine`.
import type { Screen } from './screen.ts';
import { widthOf } from './width.ts';

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

/** Not ASCII, and not Chinese, Japanese or Korean, which is two columns wide everywhere. */
const UNSURE =
  /[^ -~\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\u3001-\u3011\uff01-\uff5e]/gu;

/** The beginning of a text that fits into so many columns, with dots where something is missing. */
function cutTo(text: string, columns: number): string {
  if (widthOf(text) <= columns) return text;
  let cut = '';
  for (const character of text) {
    if (widthOf(cut + character) > columns - 3) break;
    cut += character;
  }
  return `${cut}...`.slice(0, Math.max(0, columns));
}

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
      const cut = cutTo(text.replace(UNSURE, '?'), (stream.columns || 80) - FREE);
      if (cut !== drawn) stream.write(`${ERASE_LINE}${paint(cut)}`);
      drawn = cut;
      standing.add(erase);
    },
  };
}
