// A scenario out of another program's file, before it is one: what every format that brings a persona or user lines has in common.
// Start at `ScenarioDraft`.

/** As a scenario's file has it. */
export interface ScenarioDraft {
  id: string;
  title: string;
  tags: string[];
  persona: DraftPersona;
  greeting?: string;
  /** Empty: the file does not say what the user says. */
  turns: DraftTurn[];
  /** Whether the user says more than that: what, is to be chosen. */
  isOpen: boolean;
  /** The line of the file that it comes from; 1-based. */
  line: number;
}

export interface DraftPersona {
  name: string;
  user: string;
  /** Empty: the file does not say what the model is told. */
  instruction: string;
  language: Language;
}

export interface DraftTurn {
  user: string;
  referenceReplies?: string[];
}

export type Language = 'ja' | 'en' | 'other';

/** The longest name that a scenario can have. */
export const LONGEST_NAME = 64;

/** Where nobody says who answers. What it is told is what the templates of most models say by themselves. */
export function assistantIn(language: Language): DraftPersona {
  const { name, user, instruction } = ASSISTANTS[language === 'ja' ? 'ja' : 'en'];
  return { name, user, instruction, language };
}

const ASSISTANTS = {
  ja: { name: 'アシスタント', user: 'ユーザー', instruction: 'あなたは親切なアシスタントです。' },
  en: { name: 'Assistant', user: 'User', instruction: 'You are a helpful assistant.' },
} as const;

/** That of most texts; of equally many, the first. */
export function commonLanguage(texts: readonly string[]): Language {
  const counts = new Map<Language, number>();
  for (const language of texts.map(languageOf)) counts.set(language, (counts.get(language) ?? 0) + 1);
  return [...counts].sort(([, one], [, other]) => other - one)[0]?.[0] ?? 'other';
}

/** By its writing: kana are Japanese alone. */
export function languageOf(text: string): Language {
  if (/[\u3041-\u3096\u30a1-\u30fa]/.test(text)) return 'ja';
  const [letters = []] = [text.match(/\p{L}/gu) ?? []];
  const latin = letters.filter((letter) => /[a-z]/i.test(letter)).length;
  return latin > letters.length / 2 ? 'en' : 'other';
}

/** Letters and digits of any script, with a hyphen for everything between; undefined: there are none. */
export function tagOf(text: string): string | undefined {
  const letters = text
    .normalize()
    .toLowerCase()
    .replace(/[^\p{L}\p{M}\p{N}]+/gu, '-')
    .replace(/^[^\p{L}\p{N}]+|-+$/gu, '');
  return letters === '' ? undefined : beginningOf(letters);
}

/** In characters. */
const LONGEST_TITLE = 60;

/** The beginning of what the user says. */
export function titleOf(text: string): string {
  const line = text.trim().replace(/\s+/g, ' ');
  const title = beginningOf(line, LONGEST_TITLE);
  return title.length < line.length ? `${title}…` : title;
}

/** Whole characters. */
export function beginningOf(text: string, longest = LONGEST_NAME): string {
  return [...text.slice(0, longest * 2)].slice(0, longest).join('');
}

/** What a scenario's file can hold: whole characters, no control characters, line ends are LF. */
export function writableText(text: string): string {
  return text
    .replaceAll('\r\n', '\n')
    .replaceAll('\r', '\n')
    .replace(/[\u0000-\u0008\u000b-\u001f\u007f]/g, '')
    .toWellFormed();
}
