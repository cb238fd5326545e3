// One playing of one turn, found in a section. Start at `takeAt`.
import type { Section, Talk } from '../../../compare/comparison.ts';
import { takeOf } from '../shown-rows.ts';

export interface Place {
  /** In the comparison's columns. */
  column: number;
  sample: number;
  turn: number;
}

export type FoundTake = NonNullable<ReturnType<typeof takeOf>>;

/** null: there is no such reply. */
export function takeAt(section: Section, { column, sample, turn }: Place): FoundTake | null {
  return takeOf(section.rows.find((row) => row.turn === turn)?.cells[column], sample);
}

export function talkAt(section: Section, { column, sample }: Place): Talk | null {
  return section.talks[column]?.find((talk) => talk.sample === sample) ?? null;
}
