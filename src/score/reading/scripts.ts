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
  const counts = { kana: 0, han: 0, latin: 0, other: 0 };
  for (const character of text) {
    const script = scriptOf(character);
    if (script) counts[script]++;
  }
  return { ...counts, all: counts.kana + counts.han + counts.latin + counts.other };
}

function scriptOf(character: string): keyof Omit<ScriptCounts, 'all'> | undefined {
  const code = character.charCodeAt(0);
  // The common ones without a pattern, which is slower.
  if ((code >= 0x3041 && code <= 0x3096) || (code >= 0x30a1 && code <= 0x30fc && code !== 0x30fb)) return 'kana';
  if (code >= 0x4e00 && code <= 0x9fff) return 'han';
  if (code < 0x41 || (code >= 0x3000 && code <= 0x3004)) return undefined;
  if (!/\p{L}/u.test(character)) return undefined;
  if (/\p{Script=Latin}/u.test(character)) return 'latin';
  if (/[\p{Script=Hiragana}\p{Script=Katakana}ーｰ]/u.test(character)) return 'kana';
  return /\p{Script=Han}/u.test(character) ? 'han' : 'other';
}
