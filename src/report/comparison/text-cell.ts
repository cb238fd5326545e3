// One cell of a comparison in a terminal: the lines of its replies with what is known of each. Start at `cellBlocks`.
import type { Cell, Column, Reply } from '../../compare/comparison.ts';
import type { Unit } from '../../compare/difference.ts';
import { joinTexts, say, type Text } from '../../words/text.ts';
import { fold } from '../fold.ts';
import type { Paint } from '../paint.ts';
import { BASELINE_SIGN } from './figure-words.ts';
import { packed } from './layout.ts';
import { limitedText } from './limited-text.ts';
import {
  counterpartOf,
  describeMarks,
  describeMissing,
  describeRatingOf,
  describeTakes,
  marksOf,
} from './reply-words.ts';
import { bracketed, differenceWorthShowing, styledLines } from './shown-difference.ts';

export interface CellPen {
  paint: Paint;
  told(text: Text | string): string;
  /** null: differences are not marked. */
  unit: Unit | null;
  /** Whether marks are colours; otherwise they are brackets. */
  hasColour: boolean;
}

interface CellPlace {
  column: Pick<Column, 'id'>;
  baseline: string;
  /** The baseline's cell in the same row; null: it has none. */
  reference: Cell | null;
  samples: number;
  /** The user's name. */
  user: string;
}

/** Lines that belong to one sample, or to several that say the same. */
export interface CellBlock {
  /** The first of these samples. */
  sample: number;
  lines: string[];
}

export function cellBlocks({ replies, missing }: Cell, place: CellPlace, width: number, pen: CellPen): CellBlock[] {
  const said = replies.map((reply) => ({
    sample: reply.takes[0]?.sample ?? 1,
    lines: replyLines(reply, place, width, pen),
  }));
  const none = missing.map((each) => ({
    sample: each.samples[0] ?? 1,
    lines: styledFold(joinTexts(' ', ['–', describeMissing(each)]), 'dim', width, pen),
  }));
  return [...said, ...none];
}

function replyLines(reply: Reply, place: CellPlace, width: number, pen: CellPen): string[] {
  const { told } = pen;
  const styled = (style: Style, text: Text | string): string[] => styledFold(text, style, width, pen);
  const before = place.column.id === place.baseline ? null : (counterpartOf(reply, place.reference)?.text ?? null);
  const marks = marksOf(reply.takes);
  const hasFault = marks.some(({ result }) => result === 'fail');
  const isSame = before === reply.text;
  return [
    ...(reply.user === null ? [] : styled('cyan', limitedText(`${place.user}: ${reply.user.trim()}`, told))),
    ...textLines(reply.text, before, width, pen),
    ...styled(
      reply.outcome === 'ok' ? 'dim' : 'yellow',
      packed(told(describeTakes(reply, place.samples, isSame ? `=\u00a0${BASELINE_SIGN}` : null)), width),
    ),
    ...(marks.length === 0 ? [] : styled(hasFault ? 'red' : 'yellow', packed(describeMarks(marks), width))),
    ...reply.takes.flatMap(({ ratings }) => ratings.flatMap((rating) => styled('dim', describeRatingOf(rating)))),
  ];
}

type Style = Parameters<Paint>[0];

/** A style of a line of its own: none crosses into the next column. */
function styledFold(text: Text | string, style: Style, width: number, { paint, told }: CellPen): string[] {
  return fold(told(text), width)
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => paint(style, line));
}

function textLines(
  text: string,
  before: string | null,
  width: number,
  { paint, told, unit, hasColour }: CellPen,
): string[] {
  const clean = (words: string): string => limitedText(words.trim(), told);
  const after = clean(text);
  if (after === '') return [paint('dim', told(say('(no text)')))];
  const pieces =
    unit === null || before === null || before === text ? null : differenceWorthShowing(clean(before), after, unit);
  if (pieces === null) return fold(after, width).split('\n');
  if (!hasColour) return fold(bracketed(pieces), width).split('\n');
  const lines = fold(pieces.map((piece) => piece.text).join(''), width).split('\n');
  return styledLines(lines, pieces, (kind, words) =>
    paint(kind === 'added' ? ['green', 'underline'] : ['red', 'strikethrough'], words),
  );
}
