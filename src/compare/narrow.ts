// A part of a comparison: some turns, or only those in which something differs. Figures stay about the whole. Start at `narrowed`.
import { plural, say, type Text } from '../words/text.ts';
import type { Comparison, Row } from './comparison.ts';

export interface Part {
  /** null: all. */
  turns: { from: number; to: number } | null;
  /** Leaves out the turns in which all columns say the same. */
  onlyDifferent: boolean;
}

/** What is left out is said in a note. */
export function narrowed(comparison: Comparison, { turns, onlyDifferent }: Part): Comparison {
  const isAsked = ({ turn }: Row): boolean => turns === null || (turn >= turns.from && turn <= turns.to);
  const isShown = (row: Row): boolean => isAsked(row) && (!onlyDifferent || row.differs || hasGap(row));
  const same = comparison.sections.flatMap(({ rows }) => rows.filter((row) => isAsked(row) && !isShown(row))).length;
  const notes: Text[] = [
    ...(turns === null ? [] : [noteOn(turns)]),
    ...(onlyDifferent
      ? [say('left out, because every column says the same: {turns}', { turns: plural(same, 'turn') })]
      : []),
  ];
  return {
    ...comparison,
    notes: [...comparison.notes, ...notes.map(String)],
    sections: comparison.sections.map((section) => ({ ...section, rows: section.rows.filter(isShown) })),
  };
}

function noteOn({ from, to }: { from: number; to: number }): Text {
  return from === to
    ? say('only turn {turn} is shown; the figures are about all', { turn: from })
    : say('only turns {from} to {to} are shown; the figures are about all', { from, to });
}

/** A reply that others have and one has not is a difference too. */
function hasGap({ cells }: Row): boolean {
  const isSaid = cells.map(({ replies }) => replies.length > 0);
  return isSaid.includes(true) && isSaid.includes(false);
}
