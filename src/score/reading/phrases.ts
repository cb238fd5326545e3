// Phrases of a table in what a character says, and what a check says of them. Start at `hitsIn`.
import type { Text } from '../../words/text.ts';
import type { Finding, TalkTurn } from '../check.ts';
import { merged, textOf } from './code-points.ts';
import { remembered } from './remembered.ts';
import { type SaidSentence, saidIn } from './said.ts';

export interface Phrase {
  /** Without the flag g; of the folded text: `?` and `!` for ？ and ！, small letters. Every repetition is bounded, replies are hostile. */
  pattern: RegExp;
  result: 'warn' | 'fail';
}

export interface Hit<P extends Phrase = Phrase> {
  phrase: P;
  /** The phrase's own, unless the check knows better. */
  result: Phrase['result'];
  sentence: SaidSentence;
  /** In UTF-16 code units of the sentence's text. */
  start: number;
  end: number;
}

/** Enough for a person to see; a looping reply may have thousands. */
const MOST_HITS = 20;

/** The first place of each phrase in each sentence. */
export function hitsIn<P extends Phrase>(turn: TalkTurn, table: readonly P[]): Hit<P>[] {
  const hits: Hit<P>[] = [];
  for (const sentence of saidIn(turn)) {
    const hasEnglish = /[a-z]{2}/.test(sentence.text);
    for (const phrase of table) {
      if (!hasEnglish && isEnglish(phrase.pattern)) continue;
      const match = phrase.pattern.exec(sentence.text);
      if (!match || match[0] === '') continue;
      const place = { start: match.index, end: match.index + match[0].length };
      hits.push({ phrase, result: phrase.result, sentence, ...place });
    }
    if (hits.length >= MOST_HITS) break;
  }
  return hits;
}

/** Half of each table need not be tried on a Japanese sentence. */
const isEnglish = remembered(({ source }: RegExp): boolean => !/[\u3041-\u9fff]/.test(source));

/** The worst of the hits decides; the value is the number of places. @param message of the words that decided */
export function judgedHits(
  { reply }: TalkTurn,
  hits: readonly Hit[],
  { none, message }: { none: Text; message(words: string): Text },
): Finding {
  const failed = hits.filter(({ result }) => result === 'fail');
  const deciding = failed.length > 0 ? failed : hits;
  const spans = merged(deciding.map(({ sentence, start, end }) => sentence.span(start, end)));
  const [first] = spans;
  if (!first) return { result: 'pass', value: 0, spans: [], message: none };
  return {
    result: failed.length > 0 ? 'fail' : 'warn',
    value: spans.length,
    spans,
    message: message(textOf(reply, first)),
  };
}
