// Text in the shapes in which servers with OpenAI's protocol send it: plain, in parts, in objects. Start at `contentOf`.
import { z } from 'zod';
import { isRecord } from '../../core/plain-data.ts';

/** The objects may have any fields: vendors differ. */
export const WordsSchema = z.union([z.string(), z.array(z.unknown()), z.record(z.string(), z.unknown())]).nullish();

export type Words = z.infer<typeof WordsSchema>;

/** What parts of a reply's content are called that are no answer, but thinking. */
const THINKING = /^(thinking|reasoning)/;

/** The answer and the thinking in a reply's content. */
export function contentOf(words: Words): { text: string; thinking: string } {
  const parts = (Array.isArray(words) ? words : [words]).map((part) => ({
    isThinking: isRecord(part) && typeof part.type === 'string' && THINKING.test(part.type),
    text: textIn(part),
  }));
  const joined = (isThinking: boolean): string =>
    parts
      .filter((part) => part.isThinking === isThinking)
      .map(({ text }) => text)
      .join('');
  return { text: joined(false), thinking: joined(true) };
}

/** Deeper than any vendor nests its text. */
const DEEPEST = 4;

/** All text in a value; '' for what has none, such as encrypted thinking. */
export function textIn(value: unknown, depth = 0): string {
  if (typeof value === 'string') return value;
  if (depth > DEEPEST) return '';
  if (Array.isArray(value)) return value.map((each) => textIn(each, depth + 1)).join('');
  if (!isRecord(value)) return '';
  return textIn(value.text ?? value.thinking ?? value.reasoning ?? value.summary ?? value.content, depth + 1);
}
