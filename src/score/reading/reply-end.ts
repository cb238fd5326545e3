// How a reply ends: finished, or in the middle of a sentence. Start at `endOf`.
import type { Range } from './code-points.ts';

/**
 * marked: with punctuation, a symbol or a drawn-out sound of kana (not ー after katakana). open: after a comma or inside a quotation. unfinished: with something that
 * nobody stops at. complete: without punctuation, but with what ends a sentence, or a word that is a whole sentence (了解, マジ). bare: with
 * any other word, as people may end a sentence, and as a text ends that was cut anywhere.
 */
export interface ReplyEnd extends Range {
  type: 'marked' | 'open' | 'unfinished' | 'complete' | 'bare';
}

export function endOf(reply: string): ReplyEnd {
  const text = reply.trimEnd();
  const end = text.length;
  if (/[、，,]$/.test(text.slice(-1))) return { type: 'open', start: end - 1, end };
  const quotation = openQuotation(text);
  if (quotation >= 0) return { type: 'open', start: quotation, end };
  if (isMarked(text)) return { type: 'marked', start: end, end };
  const tail = text.slice(-TAIL);
  const match = UNFINISHED.exec(tail);
  if (/https?:\/\/\S+$/.test(text.slice(-LONGEST_ADDRESS))) return { type: 'complete', start: end, end };
  if (WISH.test(tail)) return { type: 'complete', start: end, end };
  if (match) return { type: 'unfinished', start: end - match[0].length, end };
  return { type: COMPLETE.test(tail) ? 'complete' : 'bare', start: end, end };
}

/** Whether the last character is one that ends something. Cheap, however long the reply is. */
export function isMarked(reply: string): boolean {
  return MARKED.test(reply.trimEnd().slice(-2));
}

/** More than the longest thing that is looked for at the end. */
const TAIL = 24;

const LONGEST_ADDRESS = 200;

/** Any punctuation but that which something has to follow; w and 笑 are laughter. */
const MARKED =
  /[^\P{P}「『（(［【〔〈《：:;・]$|(?:[\p{S}\p{Extended_Pictographic}〜～w笑泣汗]|(?<!\p{Script=Katakana})ー)\ufe0f?$/u;

/** よい一日を: the verb is understood. */
const WISH =
  /(?:[よ良い]い|[よ良]き|素敵な|すてきな|楽しい|素晴らしい|すばらしい|最高の|幸せな).{0,6}(?:日|夢|夜|旅|週末|年末|お年|時間|ひととき|人生|航海)を$/;

/** Japanese sentences may end with any of these; nothing but one word of two letters or more is an answer too. */
const COMPLETE = new RegExp(
  [
    '[ぁぃぅぇぉゃゅょよねなわそこぼもぞぜさかだたるいうくすつむぐぶしてけどんられろせえやあほ]$',
    '(?<![\\p{Script=Han}\\p{Script=Katakana}])[のには]$',
    // ひどっ
    '(?<![^。！？!?、\\s…])\\p{L}{1,3}っ$',
    // 百八十円で may be the rest of 百八十円です。
    '(?<!(?![後外])[\\p{Script=Han}\\p{Script=Katakana}ー])で$',
    '(?<![^。！？!?、\\s…])(?<![^。！？!?\\s…]{5}、)[\\p{Script=Han}\\p{Script=Katakana}]{2,}$',
    // カー may be the rest of カード; ヤッホー is not.
    '(?<![^。！？!?\\s…])[\\p{Script=Katakana}ー]{3,}$',
    '(?:オッケ|サンキュ|ラッキ|ソーリ|ヤッホ|イエ|イェ|ヒュ|スゲ|ヤベ|サイコ)ー$',
  ].join('|'),
  'u',
);

const UNFINISHED = new RegExp(
  [
    // Particles before which something stands, and after which something must follow.
    '(?<=[\\p{L}\\p{N}])を$',
    // A word and its particle alone may be an answer: 友達と, 俺の.
    '(?<=[^。！？!?\\s…]{4})(?<=\\p{Script=Han}|\\p{Script=Katakana}ー?)[のにはがへと]$',
    // A clause that leads on, and then a noun: キャラもいいし、音楽.
    '(?<=[^。！？!?\\s…]{4}(?:し|けど|から|ので|たり|たら|れば|です|ますが|ですが)、)[\\p{Script=Han}\\p{Script=Katakana}ー]{1,8}$',
    // Stems of polite and other endings.
    '(?<=\\p{L})(?:まし|でし|ございま|ござ|くださ|しれま|しれ|じゃな|いたしま|りま|しま|きま|てま|えま|んで|います?が|だに)$',
    '(?<=[てでおご\\p{Script=Han}りし])くだ$',
    '(?<=\\p{L})(?:うれし|たいで|しいで|いで|れで)$',
    // Words of English that begin something.
    "(?<=\\s)(?:the|a|an|and|or|but|because|if|my|your|yer|thy|his|their|our|of|than|we're|they're|i'm|you're)$",
  ].join('|'),
  'iu',
);

/** Where a quotation begins that never ends; -1: nowhere. */
function openQuotation(text: string): number {
  let open = -1;
  for (let at = 0; at < text.length; at++) {
    const character = text[at];
    if ((character === '「' || character === '『') && open < 0) open = at;
    if (character === '」' || character === '』') open = -1;
  }
  return open;
}
