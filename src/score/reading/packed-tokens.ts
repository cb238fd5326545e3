// Words on their way between two threads: what many words have in common is sent once, because copying it takes longer than finding the
// words. Start at `packTokens`.
import type { Token } from './token.ts';

type Kind = Omit<Token, 'surface' | 'start'>;

export interface PackedTokens {
  kinds: Kind[];
  /** For each text, three numbers a word: its kind, where it starts, and its length in UTF-16 code units. */
  words: Int32Array[];
}

export function packTokens(texts: readonly (readonly Token[])[]): PackedTokens {
  const places = new Map<string, number>();
  const kinds: Kind[] = [];
  const placeOf = ({ pos, detail, conjugation, form, base }: Token): number => {
    const name = `${pos},${detail},${conjugation},${form},${base}`;
    const known = places.get(name);
    if (known !== undefined) return known;
    places.set(name, kinds.length);
    return kinds.push({ pos, detail, conjugation, form, base }) - 1;
  };
  const words = texts.map((tokens) => {
    const packed = new Int32Array(tokens.length * 3);
    for (const [index, token] of tokens.entries()) {
      packed.set([placeOf(token), token.start, token.surface.length], index * 3);
    }
    return packed;
  });
  return { kinds, words };
}

/** @param texts those that were packed */
export function unpackTokens({ kinds, words }: PackedTokens, texts: readonly string[]): Token[][] {
  return words.map((packed, index) => {
    const text = texts[index] ?? '';
    const tokens: Token[] = [];
    for (let at = 0; at < packed.length; at += 3) {
      const kind = kinds[packed[at] ?? 0];
      const start = packed[at + 1] ?? 0;
      if (!kind) continue;
      const { pos, detail, conjugation, form, base } = kind;
      const surface = text.slice(start, start + (packed[at + 2] ?? 0));
      tokens.push({ surface, pos, detail, conjugation, form, base, start });
    }
    return tokens;
  });
}
