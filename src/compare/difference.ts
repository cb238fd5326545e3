// What one reply says differently from another, word by word or character by character. Runs in a browser too. Start at `differenceOf`.
import { diffArrays } from 'diff';
import { segmentsOf } from '../core/segments.ts';

export type Unit = 'word' | 'character';

export interface Piece {
  kind: 'same' | 'removed' | 'added';
  text: string;
}

/** In code units. Of longer texts, whole sentences are compared: words would take too long. */
const LONGEST = 8_000;

/** Texts that differ in more places have nothing in common that is worth showing. */
const MOST_CHANGES = 2_000;

/** The pieces of both texts in order; without those that are added it is `before`, without those that are removed it is `after`. */
export function differenceOf(before: string, after: string, unit: Unit): Piece[] {
  if (before === after) return before === '' ? [] : [{ kind: 'same', text: before }];
  const granularity = before.length + after.length > LONGEST ? 'sentence' : unit === 'word' ? 'word' : 'grapheme';
  const changes = diffArrays(segmentsOf(before, granularity), segmentsOf(after, granularity), {
    maxEditLength: MOST_CHANGES,
  });
  const pieces = changes?.map(({ added, removed, value }): Piece => {
    return { kind: added ? 'added' : removed ? 'removed' : 'same', text: value.join('') };
  }) ?? [
    { kind: 'removed', text: before },
    { kind: 'added', text: after },
  ];
  return pieces.filter(({ text }) => text !== '');
}
