// Texts cut into characters as people see them, into words or into sentences. Runs in a browser too. Start at `segmentsOf`.

export type Granularity = 'grapheme' | 'word' | 'sentence';

/** Japanese is cut at its words; other languages are cut the same with any locale. */
export function segmentsOf(text: string, granularity: Granularity): string[] {
  const segmenter = segmenters.get(granularity) ?? new Intl.Segmenter('ja', { granularity });
  segmenters.set(granularity, segmenter);
  return partsOf(text).flatMap((part) => Array.from(segmenter.segment(part), ({ segment }) => segment));
}

const segmenters = new Map<Granularity, Intl.Segmenter>();

/** In code units. V8 gives every segment a copy of the whole text, so that 200,000 of them take minutes at once. */
const LEAST = 100;
const MOST = 500;

/** The text in pieces that can be looked at one by one; no character is cut if that can be avoided. */
export function partsOf(text: string): string[] {
  const parts: string[] = [];
  let from = 0;
  while (text.length - from > MOST) {
    const at = cutIn(text, from);
    parts.push(text.slice(from, at));
    from = at;
  }
  return [...parts, text.slice(from)];
}

const SENTENCE_END = /[。！？!?\n]/;
const WORD_END = /[\s、，]/;
/** Begins a character, whatever stands before it; no space, which belongs to what is before it. */
const PLAIN = /[!-~\u3001-\u3029\u3041-\u3096\u30a1-\u30fa\u4e00-\u9fff\uff01-\uff60]/;

const JOINER = '\u200d';
/** Joiners, marks, and the second halves of what has two code units. */
const CONTINUES = /[\u200d\udc00-\udfff\p{M}]/u;

/** After a sentence if possible, else after a word, else after a character. */
function cutIn(text: string, from: number): number {
  for (const end of [SENTENCE_END, WORD_END, PLAIN])
    for (let at = from + LEAST; at < from + MOST; at++)
      if (end.test(text[at - 1] ?? '') && PLAIN.test(text[at] ?? '')) return at;
  for (let at = from + LEAST; at < from + MOST; at++)
    if (text[at - 1] !== JOINER && !CONTINUES.test(text[at] ?? '')) return at;
  return from + MOST;
}
