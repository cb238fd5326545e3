// Which format a file has, where nobody says it. Start at `guessFormat`.
import { isRecord } from '../core/plain-data.ts';
import { textOf } from '../core/text-file.ts';
import { isCard, isCardContainer } from './cards/card.ts';
import { formatOf } from './chat-text.ts';
import type { ImportFormat } from './format-names.ts';
import { jsonDocuments } from './json-lines.ts';
import { presetIn } from './presets/preset.ts';
import { isPromptfoo } from './promptfoo/config.ts';
import { isParquet } from './questions/parquet.ts';
import { isQuestion } from './questions/question-set.ts';

/** A text is a chat with names, unless it is JSON of a known form. @throws UserError if it is not UTF-8 */
export function guessFormat(bytes: Buffer, file: string): ImportFormat {
  if (isCardContainer(bytes)) return 'card';
  if (isParquet(bytes)) return 'questions';
  const text = textOf(bytes, file).trim();
  if (!/^[[{]/.test(text))
    return isTable(text, file) ? 'questions' : isYamlOfPromptfoo(text, file) ? 'promptfoo' : 'text';
  const value = jsonIn(text.slice(0, Math.max(text.indexOf('\n'), 0))) ?? jsonIn(text);
  // Whoever has a broken file of JSON is told where it breaks.
  if (value === undefined && /^\{\s*"/.test(text)) jsonDocuments(text, file);
  const chat = formatOf(value);
  if (chat === null && isOfQuestions(value)) return 'questions';
  if (isPromptfoo(value)) return 'promptfoo';
  if (isCard(value)) return 'card';
  return presetIn(value, file) ? 'preset' : (chat ?? 'text');
}

/** A chat may begin with any line; a table with that of its fields. */
function isTable(text: string, file: string): boolean {
  const names =
    text
      .slice(0, LONGEST_HEADER)
      .split(/\r?\n/, 1)[0]
      ?.split(/["\t,]+/) ?? [];
  const isNamed = /\.[ct]sv$/i.test(file);
  return (isNamed || names.length > 1) && isQuestion(Object.fromEntries(names.map((name) => [name.trim(), ''])));
}

/** In characters. */
const LONGEST_HEADER = 2_000;

function isYamlOfPromptfoo(text: string, file: string): boolean {
  const has = (keys: string): boolean => new RegExp(`^(?:${keys})\\s*:`, 'm').test(text);
  return /\.ya?ml$/i.test(file) && has('prompts') && has('providers|targets|tests');
}

function isOfQuestions(value: unknown): boolean {
  const [first] = Array.isArray(value) ? value : [value];
  return isRecord(first) && isQuestion(first);
}

/** undefined: it is none. */
function jsonIn(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
