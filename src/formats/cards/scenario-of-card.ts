// A character card as a scenario without user lines: what the model is told, in the order in which SillyTavern tells it. Start at `scenarioOfCard`.
import { nearestId } from '../../core/id.ts';
import { say, type Text } from '../../words/text.ts';
import { type Language, LONGEST_NAME, languageOf } from '../draft.ts';
import type { Card } from './card.ts';
import { type CardLoreEntry, lorebookOf } from './lorebook-of-card.ts';
import { macrosIn, namesFilledIn } from './macros.ts';

export interface CardScenario {
  /** As a scenario's file has it, without its turns. */
  scenario: {
    id: string;
    title: string;
    tags: string[];
    persona: {
      name: string;
      user: string;
      instruction: string;
      lorebook?: CardLoreEntry[];
      language: 'ja' | 'en' | 'other';
    };
    greeting?: string;
    /** The card itself, so that what only other programs know is not lost. */
    card?: string;
  };
  /** All that the card has, names filled in. */
  greetings: string[];
  /** What a person should know about this reading: what was added, moved or left out. */
  notes: Text[];
}

export interface CardChoices {
  /** The name of the file without its extension, in case the card has no name. */
  fallbackName: string;
  /** What the user is called; null: by the card's language. */
  user: string | null;
  /** 1: the first message; 2 and up: the alternate greetings. */
  greeting: number;
}

/** The most that a scenario keeps of its card, in characters of JSON. */
const MOST_KEPT = 400_000;

export function scenarioOfCard({ data, written }: Card, { fallbackName, user, greeting }: CardChoices): CardScenario {
  const texts = [
    data.description,
    data.first_mes,
    data.mes_example,
    data.personality,
    data.scenario,
    data.system_prompt,
  ];
  const language = languageOf(texts.join('\n'));
  const name = nameOf([data.nickname, data.name, fallbackName]);
  const names = { char: name, user: user ?? (language === 'ja' ? 'ユーザー' : 'User') };
  const fill = (text: string): string => namesFilledIn(text, names).trim();
  const greetings = [data.first_mes, ...data.alternate_greetings].map(fill).filter((each) => each !== '');
  const book = lorebookOf(data.character_book ?? { entries: [] }, fill);
  const opening = OPENINGS[language](names);
  const own = fill(data.system_prompt.replace(/\{\{original\}\}/gi, () => opening));
  const parts = [
    own === '' ? opening : own,
    ...book.always.before,
    fill(data.description),
    headed(HEADINGS[language].personality, fill(data.personality)),
    headed(HEADINGS[language].scenario, fill(data.scenario)),
    ...book.always.after,
    headed(HEADINGS[language].examples, examplesIn(fill(data.mes_example))),
    fill(data.post_history_instructions.replace(/\{\{original\}\}/gi, '')),
  ];
  const instruction = parts.filter((part) => part !== '').join('\n\n');
  const first = greetings[greeting - 1];
  const kept = JSON.stringify(written);
  const isKept = kept.length <= MOST_KEPT;
  const left = macrosIn([instruction, first ?? '', ...book.entries.map(({ content }) => content)].join('\n'));
  return {
    scenario: {
      id: idOf(name, fallbackName),
      title: name,
      tags: ['card'],
      persona: {
        ...{ name, user: names.user, instruction },
        ...(book.entries.length > 0 && { lorebook: book.entries }),
        language,
      },
      ...(first !== undefined && { greeting: first }),
      ...(isKept && { card: kept }),
    },
    greetings,
    notes: [
      ...(own === ''
        ? [say('the card has no system prompt; the instruction begins with: {text}', { text: opening })]
        : []),
      ...(data.post_history_instructions.trim() === ''
        ? []
        : [say('what other programs put after the chat (post_history_instructions) is at the end of the instruction')]),
      ...(left.length > 0 ? [say('macros that stay as they are: {names}', { names: left.join(', ') })] : []),
      ...book.notes,
      ...(isKept ? [] : [say('the card is too large to be kept: what only other programs know is lost')]),
    ],
  };
}

interface Names {
  char: string;
  user: string;
}

/** Where the card itself does not say what the model is to do. */
const OPENINGS: Readonly<Record<Language, (names: Names) => string>> = {
  ja: ({ char, user }) => `あなたは${char}です。${char}になりきって、${user}と会話してください。`,
  en: ({ char, user }) => `You are ${char}. Stay in character and talk with ${user}.`,
  other: ({ char, user }) => `You are ${char}. Stay in character and talk with ${user}.`,
};

const ENGLISH = { personality: 'Personality:', scenario: 'Scenario:', examples: 'Examples of the dialogue:' };
const HEADINGS: Readonly<Record<Language, typeof ENGLISH>> = {
  ja: { personality: '性格:', scenario: '場面:', examples: '会話の例:' },
  en: ENGLISH,
  other: ENGLISH,
};

function headed(heading: string, text: string): string {
  if (text === '') return '';
  return `${heading}${text.includes('\n') ? '\n' : ' '}${text}`;
}

/** Each example chat begins with `<START>`. */
function examplesIn(text: string): string {
  return text
    .split(/<START>/i)
    .map((example) => example.trim())
    .filter((example) => example !== '')
    .join('\n\n');
}

function nameOf(candidates: readonly string[]): string {
  const name =
    candidates.map((each) => each.replace(/[\s\u0000-\u001f\u007f]+/g, ' ').trim()).find((each) => each !== '') ??
    'Character';
  return [...name].slice(0, LONGEST_NAME).join('').slice(0, LONGEST_NAME).toWellFormed().trim();
}

/** Letters and digits of any script, with a hyphen for everything between. */
function idOf(...candidates: readonly string[]): string {
  const name = candidates.find((each) => /[\p{L}\p{N}]/u.test(each)) ?? 'card';
  return nearestId(name.toLowerCase().replace(/[^\p{L}\p{M}\p{N}]+/gu, '-'), LONGEST_NAME);
}
