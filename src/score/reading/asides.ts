// Where a text stops being the character's own words: quotations of others, narration, a smile in brackets. Start at `asidesOf`.
import type { Range } from './code-points.ts';

/** `quoted`: the words of somebody else. `narrated`: a stage direction inside a sentence. `told`: a novel's sentences between its speech. */
export interface Aside extends Range {
  kind: 'quoted' | 'narrated' | 'told';
}

interface Pair extends Range {
  opener: string;
}

const CLOSER_OF: Readonly<Record<string, string>> = {
  '「': '」',
  '『': '』',
  '（': '）',
  '(': ')',
  '“': '”',
  '*': '*',
};
const OPENER_OF = new Map(Object.entries(CLOSER_OF).map(([opener, closer]) => [closer, opener]));
const QUOTES = new Set(['「', '『', '“']);
/** Only speech in corner brackets may go over several lines; a smile such as `:(` must not take the rest of the reply with it. */
const OVER_LINES = new Set(['「', '『']);

/** What ends an utterance inside its quotation marks: closing punctuation, a stretched vowel, a final particle, a polite ending. */
const UTTERANCE_END = /[。！？!?…〜～ー♪よねぞぜわなさかう]$|(?:です|ます|ました|でした|ません|だ|ない|ろ)$/;
/** What a character says for itself, but a narrator does not. */
const OWN_VOICE =
  /[！？!?♪]|(?:です|ます|ました|でした|ません|ください|よ|ね|ぞ|ぜ|さ|わ|な|の|か|が|は|を|に|も|で|けど|から|って|w|笑)$/;
/** A speaker label in front of its speech, as in a script. */
const SPEAKER_LABEL = /^[\p{Script=Han}\p{Script=Katakana}ー・A-Za-z]{1,12}[:：]?$/u;

/**
 * The parts of a reply that are not the character's own words, in order, without overlaps. Usually these are quotations in 「」 and
 * narration in brackets or asterisks. In a reply that is written like a novel, 「」 holds what the character says and all else is narration.
 */
export function asidesOf(reply: string): Aside[] {
  const pairs = outermost(pairsOf(reply));
  const speech = pairs.filter(({ opener }) => opener === '「');
  if (speech.length === 0 || !isNovel(reply, speech)) {
    return pairs.map(({ opener, start, end }) => ({ start, end, kind: QUOTES.has(opener) ? 'quoted' : 'narrated' }));
  }
  const around: Aside[] = [];
  let from = 0;
  for (const { start, end } of speech) {
    around.push({ start: from, end: start + 1, kind: 'told' });
    from = end - 1;
  }
  return [...around, { start: from, end: reply.length, kind: 'told' }];
}

/** Whether what is outside the quotation marks can only be a narrator's: whole plain sentences, or a speaker's name. */
function isNovel(reply: string, speech: readonly Range[]): boolean {
  let from = 0;
  const outside: string[] = [];
  for (const { start, end } of speech) {
    outside.push(reply.slice(from, start));
    from = end;
  }
  outside.push(reply.slice(from));
  const isSaid = speech.some(({ start, end }) => UTTERANCE_END.test(reply.slice(start + 1, end - 1).trimEnd()));
  const pieces = outside.flatMap((piece) => piece.split('\n'));
  const isNothingElse = pieces.every((piece) => piece.trim() === '');
  return isNothingElse || (isSaid && outside.every((piece, index) => isNarration(piece, index > 0)));
}

const LONGEST_NARRATION = 400;

/** @param isAfterSpeech then it must not go on with a particle, as 「…」って言った does */
function isNarration(piece: string, isAfterSpeech: boolean): boolean {
  const lines = piece.split('\n');
  return lines.every((line, index) => {
    const text = line.trim();
    if (text === '') return true;
    if (text.length > LONGEST_NARRATION) return false;
    if (SPEAKER_LABEL.test(text)) return !isAfterSpeech || index > 0;
    if (!/[。…）)]$/.test(text)) return false;
    if (isAfterSpeech && index === 0 && /^(?:って|[はがをにのもでだかやへ、。！？])/.test(text)) return false;
    return text.split('。').every((sentence) => !OWN_VOICE.test(sentence.replace(/[…）)\s]+$/, '')));
  });
}

/** Every pair of marks, in the order in which they close. What was opened is looked at once at the end of its line, and once when it closes. */
function pairsOf(text: string): Pair[] {
  const pairs: Pair[] = [];
  const open: { opener: string; at: number }[] = [];
  /** How many of them are of earlier lines. */
  let earlier = 0;
  const count = new Map<string, number>();
  const add = (opener: string, by: number): void => void count.set(opener, (count.get(opener) ?? 0) + by);
  for (let at = 0; at < text.length; at++) {
    const mark = text.charAt(at);
    if (mark === '\n') {
      for (const each of open.splice(Math.min(earlier, open.length))) {
        if (OVER_LINES.has(each.opener)) open.push(each);
        else add(each.opener, -1);
      }
      earlier = open.length;
      continue;
    }
    if (mark === '*' && text.charAt(at + 1) === '*') {
      // Bold is emphasis, not narration.
      at += 1;
      continue;
    }
    const opener = OPENER_OF.get(mark);
    const isBlankBefore = at === 0 || /\s/.test(text.charAt(at - 1));
    if (opener !== undefined && (count.get(opener) ?? 0) > 0 && !(mark === '*' && isBlankBefore)) {
      for (let last = open.pop(); last !== undefined; last = open.pop()) {
        add(last.opener, -1);
        if (last.opener !== opener) continue;
        pairs.push({ opener, start: last.at, end: at + 1 });
        break;
      }
    } else if (mark in CLOSER_OF && !(mark === '*' && /^(?:\s|$)/.test(text.charAt(at + 1)))) {
      open.push({ opener: mark, at });
      add(mark, 1);
    }
  }
  return pairs;
}

/** Without those inside another; those that close later contain those that closed before. */
function outermost(pairs: readonly Pair[]): Pair[] {
  const kept: Pair[] = [];
  let from = Number.POSITIVE_INFINITY;
  for (const pair of pairs.toReversed()) {
    if (pair.end > from) continue;
    kept.push(pair);
    from = pair.start;
  }
  return kept.toReversed();
}
