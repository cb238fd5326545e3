// One reply in full: its exact prompt, and the settings it was made with. Start at `Details`.
import type { Column, Comparison, Section } from '../../../compare/comparison.ts';

export interface DetailsProps {
  comparison: Comparison;
  section: Section;
  column: Column;
  /** Of the column, in the order of the comparison: `section.talks[index]`, `row.cells[index]`. */
  index: number;
  sample: number;
  turn: number;
}

/** What is in the dialog; its frame, heading and close button are around it. */
export function Details({ column, sample, turn }: DetailsProps) {
  return <div class="details" data-column={column.id} data-sample={sample} data-turn={turn} />;
}
