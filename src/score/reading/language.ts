export type LanguageOf = (text: string) => string;

/** Loads the detector, which is not needed where nothing is scored. */
export async function openLanguageOf(): Promise<LanguageOf> {
  const { eld } = await import('eld/small');
  return (text) => eld.detect(text).language;
}
