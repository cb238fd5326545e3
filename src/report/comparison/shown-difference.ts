// What a reply says differently from the baseline's, marked within its lines. Start at `differenceWorthShowing`.
import { differenceOf, type Piece, type Unit } from '../../compare/difference.ts';

/** null: the two have too little in common for marks to help; everything would be marked. */
export function differenceWorthShowing(before: string, after: string, unit: Unit): Piece[] | null {
  const pieces = differenceOf(before, after, unit);
  const same = pieces.reduce((sum, { kind, text }) => (kind === 'same' ? sum + text.length : sum), 0);
  return same * 2 >= Math.max(before.length, after.length) ? pieces : null;
}

/** For where there are no colours: `[-old-]{+new+}`. */
export function bracketed(pieces: readonly Piece[]): string {
  const signs = { same: ['', ''], removed: ['[-', '-]'], added: ['{+', '+}'] } as const;
  return pieces.map(({ kind, text }) => signs[kind][0] + text + signs[kind][1]).join('');
}

/**
 * Styles lines that were made by folding the pieces' text: folding moves nothing but white space. No style crosses the end of a line.
 */
export function styledLines(
  lines: readonly string[],
  pieces: readonly Piece[],
  style: (kind: Piece['kind'], text: string) => string,
): string[] {
  const kinds = pieces.flatMap(({ kind, text }) => [...text.replace(/\s/g, '')].map(() => kind));
  let at = 0;
  return lines.map((line) => {
    const runs: { kind: Piece['kind']; text: string }[] = [];
    for (const character of line) {
      const last = runs.at(-1);
      const isSpace = /\s/.test(character);
      const kind = isSpace ? (last?.kind ?? 'same') : (kinds[at++] ?? 'same');
      if (last && last.kind === kind) last.text += character;
      else runs.push({ kind, text: character });
    }
    return runs.map(({ kind, text }) => (kind === 'same' ? text : style(kind, text))).join('');
  });
}
