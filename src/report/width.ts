// Columns that a text takes on a terminal. Start at `widthOf`.
import { partsOf, segmentsOf } from '../core/segments.ts';
import { widthOfCharacter } from './character-width.ts';

/**
 * Code points that are a character each, unless a mark follows. Texts of these alone are only counted: what cuts a text into characters
 * takes longer to load than all else that `--help` needs.
 */
const NARROW =
  ' -~\u00a0-\u00ac\u00ae-\u02ff\u0391-\u03a1\u03a3-\u03c9\u0401-\u045f\u2010-\u2027\u2030-\u205e\u2190-\u21ff\u2200-\u22ff\u2500-\u25fc\u2605\u2606\u2660-\u266f\u2713-\u2718\uff61-\uff9d';
const WIDE = '\u3000-\u3029\u3041-\u3096\u30a1-\u30fc\u4e00-\u9fff\uff01-\uff60';
const ASCII = /^[ -~]*$/;
const COMMON = new RegExp(`^[${NARROW}${WIDE}]*$`);
const NARROW_ONES = new RegExp(`[${NARROW}]`, 'g');
const STYLES = /\u001b\[[\d;]*m/g;

/** In columns of a terminal; styles have none. */
export function widthOf(text: string): number {
  const plain = text.includes('\u001b') ? text.replace(STYLES, '') : text;
  if (ASCII.test(plain)) return plain.length;
  if (COMMON.test(plain)) return commonWidth(plain);
  // Of a long text at once, cutting takes minutes.
  return partsOf(plain)
    .flatMap((part) => (COMMON.test(part) ? [part] : segmentsOf(part, 'grapheme')))
    .reduce((width, part) => width + (COMMON.test(part) ? commonWidth(part) : widthOfCharacter(part)), 0);
}

function commonWidth(text: string): number {
  return 2 * text.length - (text.match(NARROW_ONES)?.length ?? 0);
}
