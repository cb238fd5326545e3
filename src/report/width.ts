import stringWidth from 'string-width';
import { partsOf } from '../core/segments.ts';

/** Texts of these alone need no look at emoji and combining marks, whose tables take a while to load: `--help` should not wait for them. */
const COMMON = /^[ -~\u3000-\u3029\u3041-\u3096\u30a1-\u30fc\u4e00-\u9fff\uff01-\uff60]*$/;
const HALF = /[ -~]/g;
const STYLES = /\u001b\[[\d;]*m/g;

/** In columns of a terminal; escape codes have none. */
export function widthOf(text: string): number {
  // Of a long text, the package would need minutes.
  if (!COMMON.test(text))
    return partsOf(text.replace(STYLES, '')).reduce((width, part) => width + stringWidth(part), 0);
  return 2 * text.length - (text.match(HALF)?.length ?? 0);
}
