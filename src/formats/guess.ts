// Which format a file has, where nobody says it. Start at `guessFormat`.
import { UserError } from '../core/errors.ts';
import { isRecord } from '../core/plain-data.ts';
import { textOf } from '../core/text-file.ts';
import { say } from '../words/text.ts';
import { isCard, isCardContainer } from './cards/card.ts';
import { formatOf } from './chat-text.ts';
import type { ImportFormat } from './format-names.ts';
import { firstJsonIn } from './json-stream.ts';
import { isModelfile } from './ollama.ts';
import { presetIn } from './presets/preset.ts';
import { isPromptfoo } from './promptfoo/config.ts';
import { isParquet } from './questions/parquet.ts';
import { isQuestion } from './questions/question-set.ts';

/**
 * A text is a chat with names, unless it is JSON of a known form.
 * @param isCut whether the bytes are only the beginning of the file
 * @throws UserError if it is not UTF-8, and if its beginning says too little
 */
export function guessFormat(bytes: Buffer, file: string, isCut = false): ImportFormat {
  if (isCardContainer(bytes)) return 'card';
  if (isParquet(bytes)) return 'questions';
  const text = textOf(bytes, file).trimStart();
  if (!/^[[{]/.test(text)) return textFormat(text, file);
  const first = firstOf(bytes, { file, isCut, isSurely: /^(?:\{|\[\s*[[{"])/.test(text) });
  const value = first && first.array === null ? first.value : undefined;
  const chat = formatOf(first?.value);
  if (chat === null && isOfQuestions(first?.value)) return 'questions';
  if (isPromptfoo(value)) return 'promptfoo';
  if (isCard(value)) return 'card';
  return presetIn(value, file) ? 'preset' : (chat ?? 'text');
}

function textFormat(text: string, file: string): ImportFormat {
  if (isTable(text, file)) return 'questions';
  if (isYamlOfPromptfoo(text, file)) return 'promptfoo';
  return isModelfile(text) ? 'ollama' : 'text';
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

/** @param isSurely whether it can be nothing but JSON: `[12:34]` may begin a chat with names */
function firstOf(bytes: Buffer, { file, isCut, isSurely }: { file: string; isCut: boolean; isSurely: boolean }) {
  try {
    return firstJsonIn(bytes, file);
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    if (isSurely && isCut) {
      throw new UserError(say('is too large for one value of JSON, or is broken: what it is cannot be seen'), {
        place: { file },
        remedy: say('Name its format with --as.'),
        cause: error,
      });
    }
    if (isSurely) throw error;
    return null;
  }
}
