// A reply as sentences, with quoted speech and narration known, because both have a register of their own. Start at `sentencesOf`.

export interface Range {
  /** In UTF-16 code units of the reply. */
  start: number;
  /** Exclusive. */
  end: number;
}

export interface Sentence extends Range {
  /** With its closing punctuation, without white space around it. */
  text: string;
  /** What the character says itself: without quotations of others and without narration. */
  spoken: readonly Range[];
  /** The same as text, with nothing in place of what was left out. */
  spokenText: string;
}

/** Quotation marks with text of their own inside a line; narration between asterisks or brackets. */
const ASIDE = /「[^「」]*(?:「[^「」]*」[^「」]*)*」|『[^『』]*』|\*[^*\n]+\*|（[^（）]*）|\([^()]*\)/g;

/** A line that is nothing but one quotation is speech, as in a novel. */
const QUOTED_LINE = /^\s*「([^「」]*(?:「[^「」]*」[^「」]*)*)」\s*$/;

const ENDS = /[。！？!?]+[」』）)"”]*|\.(?=\s|$)|\n+/g;

export function sentencesOf(reply: string): Sentence[] {
  const asides = asidesOf(reply);
  const cuts: number[] = [];
  for (const { 0: mark, index } of reply.matchAll(ENDS)) {
    const isInside = asides.some(({ start, end }) => index > start && index + mark.length < end);
    if (!isInside) cuts.push(index + mark.length);
  }
  cuts.push(reply.length);
  let from = 0;
  return cuts.flatMap((to) => {
    const piece = reply.slice(from, to);
    const start = from + (piece.length - piece.trimStart().length);
    const end = from + piece.trimEnd().length;
    from = to;
    return end > start ? [sentence(reply, { start, end }, asides)] : [];
  });
}

function sentence(reply: string, { start, end }: Range, asides: readonly Range[]): Sentence {
  const spoken: Range[] = [];
  let from = start;
  for (const aside of asides) {
    if (aside.end <= start || aside.start >= end) continue;
    if (aside.start > from) spoken.push({ start: from, end: aside.start });
    from = Math.max(from, aside.end);
  }
  if (from < end) spoken.push({ start: from, end });
  const spokenText = spoken.map((range) => reply.slice(range.start, range.end)).join('');
  return { start, end, text: reply.slice(start, end), spoken, spokenText };
}

function asidesOf(reply: string): Range[] {
  const found: Range[] = [];
  let lineStart = 0;
  for (const line of reply.split('\n')) {
    const from = lineStart;
    const isSpeech = QUOTED_LINE.test(line);
    if (!isSpeech) {
      for (const { 0: aside, index } of line.matchAll(ASIDE)) {
        found.push({ start: from + index, end: from + index + aside.length });
      }
    }
    lineStart += line.length + 1;
  }
  return found;
}
