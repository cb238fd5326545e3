// The reader's language: chosen once by the browser's, then by the reader. Start at `t`.
import { computed, effect, signal } from '@preact/signals';
import { chooseLanguage, LANGUAGES, type Language } from '../../words/language.ts';
import { retell } from '../../words/retell.ts';
import { ENGLISH, type Text, type Words } from '../../words/text.ts';
import { takenText } from './given.ts';
import { remember, remembered } from './memory.ts';

const MEMORY = 'language';

export const language = signal<Language>(
  LANGUAGES.find((known) => known === remembered(MEMORY)) ?? chooseLanguage({}, navigator.language),
);

/** Half of the page by length: as data, it costs nothing until somebody reads Japanese. */
const dictionary = takenText('words-ja');
const japanese = computed<Words>(() => JSON.parse(dictionary ?? '{}'));
const words = computed<Words>(() => (language.value === 'ja' ? japanese.value : ENGLISH));

/** A text in the reader's language. Components that call it are drawn again when the language changes. */
export function t(text: Text): string {
  return text.in(words.value);
}

/** What a record says in English, in the reader's language. */
export function told(english: string): string {
  if (words.value === ENGLISH) return english;
  const known = translations.get(english) ?? retell(english, words.value);
  translations.set(english, known);
  return known;
}

/** Into Japanese: recognizing a sentence takes a while, and records say the same ones again and again. */
const translations = new Map<string, string>();

/** What its writer has said in both languages. */
export function inReaders({ ja, en }: { ja: string; en: string }): string {
  return language.value === 'ja' ? ja : en;
}

effect(() => {
  document.documentElement.lang = language.value;
});

export function chooseWords(chosen: Language): void {
  language.value = chosen;
  remember(MEMORY, chosen);
}
