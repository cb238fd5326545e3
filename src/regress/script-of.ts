import type { Displacement } from './report.ts';

export type TokenScript = Displacement['byScript'][number]['script'];

/** 「ー」 and its halfwidth form belong to kana, although Unicode counts them as common to several scripts. */
const KANA = /[\p{Script=Hiragana}\p{Script=Katakana}ーｰ]/gu;
const KANJI = /\p{Script=Han}/gu;
const LATIN = /\p{Script=Latin}/gu;

/**
 * The script that most letters of a token are of; of equals, kana, then kanji, then latin. Digits, punctuation, white space and emoji are
 * `other`, and so is a part of a character (U+FFFD): which one it belongs to is not known from the token alone.
 */
export function scriptOf(token: string): TokenScript {
  const counts: [TokenScript, number][] = [
    ['kana', countOf(token, KANA)],
    ['kanji', countOf(token, KANJI)],
    ['latin', countOf(token, LATIN)],
  ];
  return counts.reduce((most, each) => (each[1] > most[1] ? each : most), ['other', 0])[0];
}

function countOf(token: string, letters: RegExp): number {
  return token.match(letters)?.length ?? 0;
}
