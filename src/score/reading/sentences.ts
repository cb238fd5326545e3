// A reply as sentences, with quoted speech and narration known, because both have a register of their own. Start at `sentencesOf`.
import { type Aside, asidesOf } from './asides.ts';
import type { Range } from './code-points.ts';

export interface Sentence extends Range {
  /** With its closing punctuation, without white space around it and without the mark of a list. */
  text: string;
  /** What the character says itself: without quotations of others and without narration. */
  spoken: readonly Range[];
  /** The same as text, with nothing in place of what was left out. */
  spokenText: string;
}

/** In place of what is inside an aside: nothing in there ends a sentence, but a whole utterance may, as in 「やった！」 */
const INSIDE = '\uE000';
const AFTER_UTTERANCE = '\uE001';

/** Closing marks with what belongs to them. A mere pause, such as …, ends nothing. */
const END = new RegExp(
  [
    '[。！？!?．｡]+[」』）)”"*]*',
    '\\.(?=["”*]*(?:\\s|$))["”*]*',
    AFTER_UTTERANCE,
    '[♪♫♬☆★♡♥]+',
    '(?:\\p{Emoji_Presentation}|[❤☺]\\uFE0F?)[\\p{Emoji_Presentation}\\p{Emoji_Modifier}❤☺\\uFE0F\\u200D]*',
    // Laughter that somebody goes on after.
    '(?<=[ぁ-ゖァ-ヺー〜～])(?:[wｗ]{1,20}|笑{1,3})(?=[ 　])',
    '\\n+',
  ].join('|'),
  'gu',
);
const CERTAIN_END = /^[。．｡\n]/;
/** What follows a mark that stands inside a sentence: やった！って思った, 🍜を食べた. */
const QUOTED_ON = /^(?:って|とか|と[言思い叫])/;
const GOES_ON = /^[とっをがはにのもでやへかだな、。！？!?．｡…・〜～ー」』）)♪♫♬☆★♡♥]/;
const FINAL = /(?:です|ます|でした|ました|ません|[よねぞぜ])$/;
/** Words with a full stop of their own, the number of a list, and … written with full stops. */
const OWN_STOP = /(?:(?:^|[\s("“])(?:Mr|Mrs|Ms|Dr|St|Prof|Jr|Sr|vs|etc|e\.g|i\.e|a\.m|p\.m|No|[B-HJ-Z])|\.)$/;
const LIST_MARK =
  /^(?:[-*+][ \t　]+|[•‣・●○◆■▪][ \t　]*|\d{1,3}[.．)）][ \t　]*(?!\d)|[①-⑳][ \t　]*|#{1,6}[ \t　]+|>[ \t　]+)/;

export function sentencesOf(reply: string): Sentence[] {
  const asides = asidesOf(reply);
  const sentences: Sentence[] = [];
  let from = 0;
  let next = 0;
  for (const to of cutsOf(reply, asides)) {
    const range = trimmed(reply, from, to);
    from = to;
    if (!range) continue;
    while (next < asides.length && (asides[next]?.end ?? 0) <= range.start) next += 1;
    sentences.push(sentenceOf(reply, range, asides, next));
  }
  return sentences;
}

/** Where sentences end, in order; the end of the reply is the last. */
function cutsOf(reply: string, asides: readonly Aside[]): number[] {
  const masked = maskedText(reply, asides);
  // The quotation marks around a novel's speech belong to the speech.
  const cuts = asides.flatMap(({ kind, start, end }) =>
    kind === 'told' ? [start + (start > 0 ? 1 : 0), end - (end < reply.length ? 1 : 0)] : [],
  );
  for (const { 0: mark, index } of masked.matchAll(END)) {
    const end = index + mark.length;
    const after = reply.slice(end, end + 4);
    if (CERTAIN_END.test(mark)) cuts.push(end);
    else if (/^[！？!?]/.test(mark)) {
      if (!QUOTED_ON.test(after)) cuts.push(end);
    } else if (mark.startsWith('.')) {
      const before = reply.slice(Math.max(0, index - 8), index);
      if (!OWN_STOP.test(before) && !/(?:^|\n)\s*\d{1,3}$/.test(before)) cuts.push(end);
    } else if (!goesOn(after, reply.slice(Math.max(0, index - 4), index))) cuts.push(end);
  }
  cuts.push(reply.length);
  return cuts.filter((cut) => cut > 0).toSorted((first, second) => first - second);
}

/** After what can only end a sentence, a letter that could be a particle begins the next one: 三時です😊もう出た？ */
function goesOn(after: string, before: string): boolean {
  return GOES_ON.test(after) && !(FINAL.test(before) && /^[とにのもでやへかだな]/.test(after));
}

function maskedText(reply: string, asides: readonly Aside[]): string {
  let masked = '';
  let from = 0;
  for (const { kind, start, end } of asides) {
    if (kind === 'told') continue;
    const isUtterance = kind === 'quoted' && /[。！？!?]/.test(reply.charAt(end - 2));
    masked += reply.slice(from, start) + INSIDE.repeat(end - start - 1) + (isUtterance ? AFTER_UTTERANCE : INSIDE);
    from = end;
  }
  return masked + reply.slice(from);
}

/** Without white space around it and the mark of a list in front; null: nothing is left. */
function trimmed(reply: string, from: number, to: number): Range | null {
  const piece = reply.slice(from, to);
  const end = from + piece.trimEnd().length;
  let start = from + (piece.length - piece.trimStart().length);
  if (start >= end) return null;
  if (start === 0 || reply.slice(from, start).includes('\n') || reply.charAt(from - 1) === '\n') {
    start += LIST_MARK.exec(reply.slice(start, end))?.[0].length ?? 0;
  }
  return start < end ? { start, end } : null;
}

/** @param next the first aside that can reach into the sentence */
function sentenceOf(reply: string, { start, end }: Range, asides: readonly Aside[], next: number): Sentence {
  const spoken: Range[] = [];
  let from = start;
  for (let index = next; index < asides.length; index++) {
    const aside = asides[index];
    if (!aside || aside.start >= end) break;
    if (aside.start > from) spoken.push({ start: from, end: aside.start });
    from = Math.max(from, aside.end);
  }
  if (from < end) spoken.push({ start: from, end });
  const spokenText = spoken.map((range) => reply.slice(range.start, range.end)).join('');
  return { start, end, text: reply.slice(start, end), spoken, spokenText };
}
