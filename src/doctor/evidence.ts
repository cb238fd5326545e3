import { visibleText } from '../core/inert-text.ts';

const AROUND = 6;

/** A token between ⟦ and ⟧ with its neighbours; past the last token the brackets are empty. */
export function tokensAround(pieces: readonly string[], at: number): string {
  const before = pieces.slice(Math.max(0, at - AROUND), at).join('');
  const after = pieces.slice(at + 1, at + 1 + AROUND).join('');
  const head = at > AROUND ? '…' : '';
  const tail = at + 1 + AROUND < pieces.length ? '…' : '';
  return `${head}${visibleText(before)}⟦${visibleText(pieces[at] ?? '')}⟧${visibleText(after)}${tail}`;
}

/** The last characters of a text. */
export function tailOf(text: string, characters = 60): string {
  return visibleText(text.length > characters ? `…${text.slice(-characters)}` : text);
}
