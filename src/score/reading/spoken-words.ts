import type { Sentence } from './sentences.ts';
import type { Token } from './token.ts';

/** The words of a sentence that the character says itself, in order. */
export function spokenWords({ spoken }: Sentence, tokens: readonly Token[]): Token[] {
  return spoken.flatMap(({ start, end }) => tokens.slice(firstFrom(tokens, start), firstFrom(tokens, end)));
}

/** The first word that begins at a place or after it. */
function firstFrom(tokens: readonly Token[], place: number): number {
  let low = 0;
  let high = tokens.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((tokens[middle]?.start ?? place) < place) low = middle + 1;
    else high = middle;
  }
  return low;
}
