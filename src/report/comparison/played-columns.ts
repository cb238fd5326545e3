// A scenario with those columns only whose runs have it: empty columns would take the room of the others. Start at `playedColumns`.
import type { Column, ComparedScenario, Comparison, Section } from '../../compare/comparison.ts';
import { say, type Text } from '../../words/text.ts';
import { calmName } from './calm-text.ts';

export interface PlayedSection {
  /** With fewer columns. */
  comparison: Comparison;
  section: Section;
  others: Column[];
}

export function playedColumns(comparison: Comparison, section: Section, scenario: ComparedScenario): PlayedSection {
  const isPlayed = comparison.columns.map(({ id }) => scenario.columns.includes(id));
  const played = <Each>(all: readonly Each[]): Each[] => all.filter((_, index) => isPlayed[index]);
  return {
    comparison: { ...comparison, columns: played(comparison.columns) },
    section: {
      ...section,
      talks: played(section.talks),
      rows: section.rows.map((row) => ({ ...row, cells: played(row.cells) })),
    },
    others: comparison.columns.filter((_, index) => !isPlayed[index]),
  };
}

/** Which columns are left out. */
export function describeOthers(others: readonly Column[]): Text {
  const names = others.slice(0, MOST_NAMED).map(({ label }) => calmName(label));
  return say('not in the run of: {columns}', {
    columns: [...names, ...(others.length > MOST_NAMED ? ['…'] : [])].join(', '),
  });
}

const MOST_NAMED = 6;
