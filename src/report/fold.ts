// Text in lines of a terminal's width. Breaks at spaces and between the characters of Japanese, but never before what closes or after
// what opens, nor at a no-break space; only a word that is longer than a line is cut, a path at its slashes. Start at `fold`.
import { segmentsOf } from '../core/segments.ts';
import { widthOf } from './width.ts';

/**
 * Each line of the text in as many as it needs; colours stay.
 * @param columns null: the text unchanged, as where there is no terminal
 * @param hang columns by which all but the first are indented, in addition to the line's own indent
 */
export function fold(text: string, columns: number | null, hang = 0): string {
  if (columns === null) return text;
  return text
    .split('\n')
    .map((line) => {
      const [indent = ''] = /^ */.exec(line) ?? [];
      const further = indent + ' '.repeat(hang);
      const [first = '', ...rest] = linesOf(
        line.slice(indent.length),
        columns - indent.length,
        columns - further.length,
      );
      return [indent + first, ...rest.map((each) => further + each)].join('\n');
    })
    .join('\n');
}

/** The same, but a line that names a command stays whole: pasted from a terminal, half of it would run. */
export function foldProse(text: string, columns: number | null, hang = 0): string {
  const lines = text.split('\n');
  return lines.map((line) => (/\b(hitogara|npm|npx) [a-z-]/.test(line) ? line : fold(line, columns, hang))).join('\n');
}

/** Of the longest piece that is not broken, in columns. */
export function unbreakableWidth(text: string): number {
  return Math.max(
    0,
    ...unitsOf(text)
      .flatMap(stepsOf)
      .map((step) => widthOf(step)),
  );
}

const STYLE = /(\u001b\[[\d;]*m)/;
const OPENING = '（「『【〔〈《“‘［｛';
const CLOSING = '、。，．・：；？！）」』】〕〉》”’］｝…‥ー々ぁぃぅぇぉっゃゅょァィゥェォッャュョ';
const IDEOGRAPHIC = '\\p{Script=Han}\\p{Script=Hiragana}\\p{Script=Katakana}\u3000-\u303f\uff01-\uff60';
const UNIT = new RegExp(
  `[^\\S\u00a0]+|[${OPENING}]*(?:[${IDEOGRAPHIC}]|(?:\u00a0|[^\\s${IDEOGRAPHIC}${OPENING}])+)[${CLOSING}]*|[${OPENING}]+|.`,
  'gu',
);

function unitsOf(text: string): string[] {
  return text.match(UNIT) ?? [];
}

/** Of a path: each folder with its slash. */
function stepsOf(unit: string): string[] {
  return unit.match(/[^/]*\/|[^/]+/g) ?? [unit];
}

/** A style is not cut. */
function charactersOf(unit: string): string[] {
  return unit.split(STYLE).flatMap((part) => (STYLE.test(part) ? [part] : segmentsOf(part, 'grapheme')));
}

function linesOf(text: string, firstRoom: number, room: number): string[] {
  const lines: string[] = [];
  let line = '';
  let spaces = '';
  const left = (): number => Math.max(2, lines.length === 0 ? firstRoom : room) - widthOf(line);
  const add = (unit: string): void => {
    if (widthOf(spaces + unit) > left() && line !== '') {
      lines.push(line);
      line = '';
      spaces = '';
    }
    line += spaces + unit;
    spaces = '';
  };
  for (const unit of unitsOf(text)) {
    if (/^[^\S\u00a0]+$/.test(unit)) spaces += unit;
    else if (widthOf(unit) <= room) add(unit);
    else
      for (const step of stepsOf(unit))
        for (const piece of widthOf(step) <= room ? [step] : charactersOf(step)) add(piece);
  }
  return [...lines, line];
}
