// Chinese in a Japanese text. Start at `chineseIn`.
import { CHINESE_ONLY } from './chinese-only.ts';
import type { Range } from './sentences.ts';

const ONLY = new Set(CHINESE_ONLY);

/** Runs of hanzi that Japanese does not use. @param known gives what the persona and the user have said: its characters do not count */
export function chineseIn(text: string, known: () => string): Range[] {
  const found: Range[] = [];
  let at = 0;
  for (const character of text) {
    const end = at + character.length;
    if (ONLY.has(character) && !known().includes(character)) {
      const last = found.at(-1);
      if (last?.end === at) last.end = end;
      else found.push({ start: at, end });
    }
    at = end;
  }
  return found;
}

/** Particles and pronouns that Japanese does not have. */
const SURE = /[你您她它們们這这嗎吗呢吧啊麼么很]/u;

/** Others that words written in kanji alone rarely have. */
const LIKELY = /[我他那哪沒没是不了的在有也都和就要會会說说想]/gu;

/** Of a text without kana, which the language detector takes for Chinese: lists of kanji words look Chinese to it as well. */
export function isSurelyChinese(text: string): boolean {
  return SURE.test(text) || new Set(text.match(LIKELY)).size >= 2;
}
