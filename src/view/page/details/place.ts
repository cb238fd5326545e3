// One playing of one turn, found in a section. Start at `takeAt`.
import type { Reply, Section, Take, Talk } from '../../../compare/comparison.ts';

export interface Place {
  /** Of the column: `section.talks[index]`, `row.cells[index]`. */
  index: number;
  sample: number;
  turn: number;
}

export interface FoundTake {
  reply: Reply;
  take: Take;
}

/** null: there is no such reply. */
export function takeAt(section: Section, { index, sample, turn }: Place): FoundTake | null {
  const replies = section.rows.find((row) => row.turn === turn)?.cells[index]?.replies ?? [];
  for (const reply of replies) {
    const take = reply.takes.find((each) => each.sample === sample);
    if (take) return { reply, take };
  }
  return null;
}

export function talkAt(section: Section, { index, sample }: Place): Talk | null {
  return section.talks[index]?.find((talk) => talk.sample === sample) ?? null;
}
