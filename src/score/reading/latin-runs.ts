// Words in Latin letters that follow each other, in a text of another language. Start at `latinRunsIn`.
import type { Range } from './code-points.ts';

export interface LatinRun extends Range {
  words: readonly string[];
}

const RUN = /[A-Za-zÀ-ɏ][A-Za-zÀ-ɏ'’.-]*(?:[ \t,;:&!?]+[A-Za-zÀ-ɏ][A-Za-zÀ-ɏ'’.-]*)*/g;

/** Addresses, code, and what stands in quotation marks, such as the title of a song: none of it is the speaker's own language. */
const CITED =
  /https?:\/\/[^\s「」]+|[\w.+-]{1,64}@[\w.-]{1,64}|`[^`\n]*`|「[^「」]*」|『[^『』]*』|"[^"\n]*"|“[^“”\n]*”|‘[^‘’\n]*’|\[[^\][\n]*\]\([^()\n]*\)/g;

/** Full-width letters are read like others. */
export function latinRunsIn(text: string): LatinRun[] {
  if (!/[A-Za-zＡ-Ｚａ-ｚ]/.test(text)) return [];
  const plain = text
    .replace(CITED, (cited) => '\n'.repeat(cited.length))
    .replace(/[Ａ-Ｚａ-ｚ]/g, (letter) => String.fromCharCode(letter.charCodeAt(0) - 0xfee0));
  return [...plain.matchAll(RUN)].map(({ 0: run, index }) => ({
    ...{ start: index, end: index + run.length },
    words: run.split(/[ \t,;:&!?]+/).filter((word) => word !== ''),
  }));
}
