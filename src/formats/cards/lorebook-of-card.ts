// A card's lorebook: what always holds becomes a part of the instruction, the rest waits for its words. Start at `lorebookOf`.
import { isWordOrRegex } from '../../core/word-or-regex.ts';
import { say, type Text } from '../../words/text.ts';
import { beginningOf } from '../draft.ts';
import type { Book, BookEntry } from './card.ts';

/** An entry as a scenario's file has it. */
export interface CardLoreEntry {
  keys: string[];
  with?: string[];
  content: string;
  caseSensitive?: true;
  messages?: number;
  place?: 'before';
}

export interface CardLorebook {
  always: { before: string[]; after: string[] };
  entries: CardLoreEntry[];
  notes: Text[];
}

/** @param fill puts names in and trims */
export function lorebookOf(book: Book, fill: (text: string) => string): CardLorebook {
  const enabled = book.entries.filter((entry) => entry.enabled);
  const always: CardLorebook['always'] = { before: [], after: [] };
  const entries: CardLoreEntry[] = [];
  const unusable: string[] = [];
  for (const entry of enabled.toSorted((a, b) => a.insertion_order - b.insertion_order)) {
    const { content, decorators } = withoutDecorators(entry.content);
    const told = fill(content);
    if (told === '' || decorators.has('dont_activate')) continue;
    const keys = keysOf(entry.keys, entry.use_regex, fill);
    const others = entry.selective ? keysOf(entry.secondary_keys, entry.use_regex, fill) : [];
    const place = entry.position === 'before_char' ? 'before' : 'after';
    if (entry.constant || decorators.has('activate') || keys.length === 0) always[place].push(told);
    else if (isExcluding(entry) || ![...keys, ...others].every(isWordOrRegex)) unusable.push(keys[0] ?? '');
    else {
      const messages = Number(decorators.get('scan_depth') ?? book.scan_depth ?? 0);
      entries.push({
        keys,
        ...(others.length > 0 && { with: others }),
        content: told,
        ...(entry.case_sensitive && { caseSensitive: true }),
        ...(Number.isInteger(messages) && messages > 0 && { messages: Math.min(messages, MOST_MESSAGES) }),
        ...(place === 'before' && { place }),
      });
    }
  }
  const counts = { off: book.entries.length - enabled.length, chance: enabled.filter(isByChance).length };
  return { always, entries, notes: notesOn(book, { unusable, ...counts }) };
}

/** The most that a scenario's entry can ask for. */
const MOST_MESSAGES = 1_000;

function notesOn(
  book: Book,
  { unusable, off, chance }: { unusable: readonly string[]; off: number; chance: number },
): Text[] {
  return [
    ...(off > 0 ? [say('lorebook entries that are turned off, left out: {n}', { n: off })] : []),
    ...(unusable.length > 0
      ? [say('lorebook entries whose keys cannot be used here, left out: {names}', { names: someOf(unusable) })]
      : []),
    ...(chance > 0
      ? [say('lorebook entries that come up by chance elsewhere, and always here: {n}', { n: chance })]
      : []),
    ...(book.recursive_scanning === true
      ? [say('lorebook entries do not bring up others here (recursive_scanning)')]
      : []),
    ...(typeof book.token_budget === 'number' && book.token_budget > 0
      ? [say('the lorebook has no limit here (token_budget)')]
      : []),
  ];
}

/** In one note. */
const MOST_NAMED = 10;

/** Whatever is written as a key: a book may have thousands, each of any length. */
function someOf(keys: readonly string[]): string {
  const named = keys.slice(0, MOST_NAMED).map((key) => (beginningOf(key) === key ? key : `${beginningOf(key)}…`));
  return `${named.join(', ')}${keys.length > MOST_NAMED ? `, … (${keys.length})` : ''}`;
}

function keysOf(written: readonly string[], isRegex: boolean, fill: (text: string) => string): string[] {
  const keys = written.map(fill).filter((key) => key !== '');
  return [...new Set(keys)].map((key) => (isRegex && !/^\/.+\/[a-z]*$/s.test(key) ? `/${key}/` : key));
}

/** Version 3: lines at the head such as `@@scan_depth 4`, the second at sign of which marks what may be ignored. */
function withoutDecorators(content: string): { content: string; decorators: Map<string, string> } {
  const lines = content.split('\n');
  const end = lines.findIndex((line) => !line.startsWith('@@') && line.trim() !== '');
  const decorators = lines.slice(0, Math.max(end, 0)).filter((line) => line.startsWith('@@'));
  if (decorators.length === 0) return { content, decorators: new Map() };
  const named = decorators.map((line): [string, string] => {
    const [, name = '', value = ''] = /^@{2,}(\S*)\s*(.*)$/s.exec(line) ?? [];
    return [name, value.trim()];
  });
  return { content: lines.slice(end).join('\n'), decorators: new Map(named) };
}

/** SillyTavern's own: 0 is "any of them too"; the others exclude, or need all. */
function isExcluding({ selective, secondary_keys: others, extensions }: BookEntry): boolean {
  return selective && others.length > 0 && ![0, undefined, null].includes(numberIn(extensions, 'selectiveLogic'));
}

function isByChance({ extensions }: BookEntry): boolean {
  return (numberIn(extensions, 'probability') ?? 100) < 100 && extensions?.useProbability !== false;
}

function numberIn(extensions: BookEntry['extensions'], name: string): number | undefined {
  const value = extensions?.[name];
  return typeof value === 'number' ? value : undefined;
}
