// Chinese in a Japanese text. Start at `chineseIn`.
import { CHINESE_ONLY } from './chinese-only.ts';
import type { Range } from './code-points.ts';

const FIRST_HANZI = '一';

/** Each is one UTF-16 code unit. */
const ONLY = new Set(CHINESE_ONLY);

/** Runs of hanzi that Japanese does not use. @param known gives what the persona and the user have said: its characters do not count */
export function chineseIn(text: string, known: () => string): Range[] {
  const found: Range[] = [];
  for (let at = 0; at < text.length; at++) {
    const character = text[at] ?? '';
    if (character < FIRST_HANZI || !ONLY.has(character) || known().includes(character)) continue;
    const last = found.at(-1);
    if (last?.end === at) last.end++;
    else found.push({ start: at, end: at + 1 });
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
