import stringWidth from 'string-width';

/** Texts of these alone need no look at emoji and combining marks, whose tables take a while to load: `--help` should not wait for them. */
const COMMON = /^[ -~\u3000-\u3029\u3041-\u3096\u30a1-\u30fc\u4e00-\u9fff\uff01-\uff60]*$/;
const HALF = /[ -~]/g;

/** In columns of a terminal; escape codes have none. */
export function widthOf(text: string): number {
  if (!COMMON.test(text)) return stringWidth(text);
  return 2 * text.length - (text.match(HALF)?.length ?? 0);
}
