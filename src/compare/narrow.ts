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
  const sections = comparison.sections.map((section) => {
    const columns = comparison.scenarios.find(({ id }) => id === section.scenario)?.columns ?? [];
    const isPlayed = comparison.columns.map(({ id }) => columns.includes(id));
    const asked = section.rows.filter(isAsked);
    const rows = onlyDifferent ? asked.filter((row) => row.differs || hasGap(row, isPlayed)) : asked;
    return { section: { ...section, rows }, same: asked.length - rows.length };
  });
  const same = sections.reduce((sum, each) => sum + each.same, 0);
  const notes: Text[] = [
    ...(turns === null ? [] : [noteOn(turns)]),
    ...(onlyDifferent
      ? [say('left out, because every column says the same: {turns}', { turns: plural(same, 'turn') })]
      : []),
  ];
  return {
    ...comparison,
    notes: [...comparison.notes, ...notes.map(String)],
    sections: sections.map(({ section }) => section),
  };
}

function noteOn({ from, to }: { from: number; to: number }): Text {
  return from === to
    ? say('only turn {turn} is shown; the figures are about all', { turn: from })
    : say('only turns {from} to {to} are shown; the figures are about all', { from, to });
}

/** A reply that others have and one has not is a difference too; a column whose run does not have the scenario is none of them. */
function hasGap({ cells }: Row, isPlayed: readonly boolean[]): boolean {
  const isSaid = cells.filter((_, index) => isPlayed[index]).map(({ replies }) => replies.length > 0);
  return isSaid.includes(true) && isSaid.includes(false);
}
