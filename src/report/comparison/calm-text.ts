// What models and people wrote, for every printed form of a comparison: inert, and without floods of combining marks, which a terminal
// and a browser draw over the lines around them. Start at `calmText`.
import { inertText } from '../../core/inert-text.ts';

export function calmText(text: string): string {
  return inertText(text).toWellFormed().replace(FLOOD, '$1').replaceAll('\t', '    ');
}

/** The same for a place that is one line. */
export function calmLine(text: string): string {
  return calmText(text).replace(/\n+/g, ' ');
}

/** A name, which stands in many places: one that is far too long is cut. */
export function calmName(text: string): string {
  const line = calmLine(text.length > MOST_OF_NAME ? text.slice(0, MOST_OF_NAME) : text);
  return text.length > MOST_OF_NAME ? `${line}…` : line;
}

const MOST_OF_NAME = 200;

/** More marks than any script stacks on one letter; joiners that join nothing. */
const FLOOD = /(\p{M}{6})\p{M}+|(?<=\u200d)\u200d+/gu;
