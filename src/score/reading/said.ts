// What the character itself says, sentence by sentence, as phrases are looked up in it: folded, and without the words of quotations, which
// are mentions and not speech. Start at `saidIn`.
import type { TalkTurn } from '../check.ts';
import { type Span, spanOf } from './code-points.ts';
import { fold } from './folded.ts';
import { remembered } from './remembered.ts';
import type { Sentence } from './sentences.ts';

export interface SaidSentence {
  /** Folded; what stands in quotation marks is blanked out. */
  text: string;
  /** Folded, with quotations. */
  whole: string;
  isQuestion: boolean;
  /** In the reply. @param start in UTF-16 code units of `text`, as `end`, which is exclusive */
  span(start: number, end: number): Span;
}

/** Stands for each character of a quotation: no phrase has it. */
const BLANK = '\u25fb';

const QUOTATION = /「[^「」]*(?:「[^「」]*」[^「」]*)*」|『[^『』]*』/g;
/** In English a quotation is a mention only in the middle of a clause: `He said, "…"` is speech. */
const ENGLISH_QUOTATION = /(?<=\w )["“][^"“”\n]*["”]/g;
/** A speaker's name before a quotation that is the whole line. */
const LABELLED_SPEECH = /^[^「」『』、。！？!?\n]{0,12}「[^「」]*(?:「[^「」]*」[^「」]*)*」[。！？!?\s]*$/;

const QUESTION = /[?][^\p{L}\p{N}]*$|(?:です|ます|でしょう|ません)か[。.\s]*$/u;

/** Of a reply, read once for all checks. */
export const saidIn = remembered((turn: TalkTurn): readonly SaidSentence[] =>
  turn.sentences.map((sentence) => saidSentence(turn.reply, sentence)),
);

function saidSentence(reply: string, { start: from, text }: Sentence): SaidSentence {
  const folded = fold(withoutQuotations(text));
  return {
    text: folded.text,
    whole: fold(text).text,
    isQuestion: QUESTION.test(folded.text),
    span(start, end) {
      const range = folded.original(start, end);
      return spanOf(reply, from + range.start, from + range.end);
    },
  };
}

function withoutQuotations(text: string): string {
  if (LABELLED_SPEECH.test(text)) return text;
  return text.replace(QUOTATION, blanked).replace(ENGLISH_QUOTATION, blanked);
}

/** As long as before, so that positions stay. */
function blanked(quotation: string): string {
  return quotation.slice(0, 1) + BLANK.repeat(Math.max(0, quotation.length - 2)) + quotation.slice(-1);
}
