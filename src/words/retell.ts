// What records say in English, in the reader's language. Start at `retell`.
import { ENGLISH, Text, type Words } from './text.ts';

/**
 * A text that was made by `say` and written down in English: its sentence is recognized, and its values are put into the translation.
 * What is not recognized, such as a server's own words, stays as it is.
 */
export function retell(text: string, words: Words): string {
  return words === ENGLISH || text.length > LONGEST ? text : translated(text, words, DEEPEST);
}

/** The same as a text, for what came as English from another process or from a record. */
export function retold(text: string): Text {
  return new Text((words) => retell(text, words));
}

/** Longer texts come from elsewhere, and could be made so that searching them takes long. */
const LONGEST = 2_000;

/** A sentence may stand in another one's place. */
const DEEPEST = 3;

function translated(text: string, words: Words, depth: number): string {
  const whole = words[text];
  if (whole !== undefined || depth === 0) return whole ?? text;
  const [, code, rest] = CODED.exec(text) ?? [];
  if (code !== undefined && rest !== undefined) return `${code}: ${translated(rest, words, depth)}`;
  for (const { sentence, names, pattern } of patternsOf(words)) {
    const match = pattern.exec(text);
    if (!match) continue;
    const values = new Map(names.map((name, index) => [name, translated(match[index + 1] ?? '', words, depth - 1)]));
    return (words[sentence] ?? sentence).replace(PLACE, (place, name: string) => values.get(name) ?? place);
  }
  // What can be done about it stands below, a line for each sentence.
  const lines = text.split('\n');
  if (lines.length < 2) return text;
  return lines.map((line) => line.replace(/\S.*/, (said) => translated(said, words, depth - 1))).join('\n');
}

interface Pattern {
  sentence: string;
  names: string[];
  pattern: RegExp;
}

/** A failure begins with its code. */
const CODED = /^([a-z]+(?:-[a-z]+)+): (.*)$/s;

const PLACE = /\{(\w+)\}/g;
/** A sentence of fewer letters of its own would be recognized by chance. */
const LEAST_LETTERS = 12;
const known = new WeakMap<Words, Pattern[]>();

/** The most telling first. */
function patternsOf(words: Words): Pattern[] {
  const patterns = known.get(words) ?? makePatterns(words);
  known.set(words, patterns);
  return patterns;
}

function makePatterns(words: Words): Pattern[] {
  const letters = (sentence: string): number => sentence.replace(PLACE, '').replace(/\P{L}/gu, '').length;
  return Object.keys(words)
    .filter((sentence) => sentence.search(PLACE) >= 0 && letters(sentence) >= LEAST_LETTERS)
    .sort((a, b) => letters(b) - letters(a))
    .map((sentence) => {
      const parts = sentence.split(PLACE).map((part, index) => (index % 2 === 0 ? escaped(part) : '(.+?)'));
      return {
        sentence,
        names: [...sentence.matchAll(PLACE)].map(([, name = '']) => name),
        pattern: new RegExp(`^${parts.join('')}$`, 's'),
      };
    });
}

function escaped(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&');
}
