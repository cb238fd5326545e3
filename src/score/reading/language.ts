// Which language a text is in. The detector's tables take most of a second to compile, so they are loaded only when a reply leaves doubt:
// kana and common English words settle most. Start at `withLanguages`.

/** ISO 639-1, such as `ja`; empty: undecided. */
export type LanguageOf = (text: string) => string;

let detector: LanguageOf | undefined;

/** @param judge without effects, because it runs a second time if it asks for a language before the detector is there */
export async function withLanguages<Result>(judge: (languageOf: LanguageOf) => Result): Promise<Result> {
  if (detector) return judge(detector);
  let isAsked = false;
  const result = judge(() => {
    isAsked = true;
    return '';
  });
  return isAsked ? judge(await openLanguageOf()) : result;
}

/** @public for who asks of many replies at once, such as a measurement of checks */
export async function openLanguageOf(): Promise<LanguageOf> {
  const { eld } = await import('eld/small');
  detector = (text) => eld.detect(text).language;
  return detector;
}
