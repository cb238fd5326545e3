// How a sentence ends, apart from punctuation and smiles: にゃ in おかえりにゃー♪. Start at `hasEnding`.

/** What may be drawn out behind an ending: にゃん, にゃー, っすよね. */
const AFTER = /^(?:[ーｰ〜～~っッぁぃぅぇぉァん…]|[よねなかぞぜわのさ]){0,6}$/;
const LONGEST_AFTER = 6;

/** @param endings as a persona declares them, such as にゃ or 〜でござる */
export function hasEnding(text: string, endings: readonly string[]): boolean {
  if (endings.length === 0) return false;
  const closed = withoutClosingMarks(text).slice(-60).toLowerCase();
  return endings.some((declared) => {
    const ending = declared.replace(/^[〜～~\-…]+/, '').toLowerCase();
    const at = ending === '' ? -1 : closed.lastIndexOf(ending);
    if (at < 0) return false;
    const after = closed.slice(at + ending.length);
    return after.length <= LONGEST_AFTER && AFTER.test(after);
  });
}

/** Without what is no letter at the end, and without laughter. */
function withoutClosingMarks(text: string): string {
  const tail = text.slice(-120);
  const closed = /^[\s\S]*[\p{L}\p{N}]/u.exec(tail)?.[0] ?? '';
  return closed.replace(/[\s。、！？!?…〜～ー]*(?:(?<![a-z])[wｗ]+|笑+|草)$/i, '');
}
