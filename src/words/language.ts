// Which language a user reads, and its dictionary. Start at `chooseLanguage`.
import { ENGLISH, type Words } from './text.ts';

export const LANGUAGES = ['en', 'ja'] as const;
export type Language = (typeof LANGUAGES)[number];

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * What the environment asks for: POSIX's order of variables, and where none of them is set (Windows, macOS without a terminal), the
 * system's own locale.
 */
export function chooseLanguage(environment: Environment, systemLocale: string): Language {
  const { LC_ALL, LC_MESSAGES, LANG } = environment;
  return /^ja(?![a-z])/i.test(LC_ALL || LC_MESSAGES || LANG || systemLocale) ? 'ja' : 'en';
}

/** Loads a dictionary only when it is needed. */
export async function wordsOf(language: Language): Promise<Words> {
  return language === 'en' ? ENGLISH : (await import('./ja.ts')).japanese;
}
