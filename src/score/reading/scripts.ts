/** Letters of a text by script, for telling its language. */
export interface ScriptCounts {
  kana: number;
  han: number;
  latin: number;
  /** Hangul, Cyrillic, Thai, Arabic and all others. */
  other: number;
  all: number;
}

export function scriptCounts(text: string): ScriptCounts {
  const count = (pattern: RegExp): number => (text.match(pattern) ?? []).length;
  const all = count(/\p{L}/gu);
  const kana = count(/[\p{Script=Hiragana}\p{Script=Katakana}ー]/gu);
  const han = count(/\p{Script=Han}/gu);
  const latin = count(/\p{Script=Latin}/gu);
  return { kana, han, latin, other: Math.max(0, all - kana - han - latin), all };
}
