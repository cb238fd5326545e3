// What a model wrote, taken apart by the rules of its prompt format: the thinking, and the answer. Knows nothing of models.
// Start at `readReply`.
import type { PromptTemplate, RenderedPrompt } from './prompt.ts';

export interface ReplyText {
  /** The answer alone. */
  text: string;
  /** What the model thought before it answered; left out where it did not think. */
  reasoning?: string;
}

/**
 * Where thinking was begun, by the prompt or by the model, it lasts until its first end, and without one all of the reply is thinking: such
 * a reply has no answer, and is not to be taken for one. Where none was seen to begin, the prompt of an API may have begun it, or a model
 * that always thinks was given a prompt that does not say so: those end their thinking on a line of its own, and what is said about
 * `</think>` in a sentence remains an answer.
 */
export function readReply(
  raw: string,
  { reasoning: closer, newline }: Pick<PromptTemplate, 'reasoning' | 'newline'>,
  prompt: RenderedPrompt,
): ReplyText {
  const reply = newline === null ? raw : raw.replaceAll(newline, '\n');
  if (closer === null) return { text: reply };
  const opener = closer.replace('/', '');
  const isThinking = opensThinking(prompt, opener) || reply.trimStart().startsWith(opener);
  const end = isThinking ? reply.indexOf(closer) : endOfUnseenThinking(reply, closer, opener);
  if (end < 0) return isThinking ? { text: '', reasoning: withoutOpener(reply, opener) } : { text: reply };
  const reasoning = withoutOpener(reply.slice(0, end), opener);
  return { text: reply.slice(end + closer.length).trimStart(), ...(reasoning !== '' && { reasoning }) };
}

/** The first end of thinking that has a line to itself, −1 without one; behind a beginning it belongs to an example in the answer. */
function endOfUnseenThinking(reply: string, closer: string, opener: string): number {
  const lines = reply.split('\n');
  const index = lines.findIndex((line) => line.trim() === closer);
  if (index < 0) return -1;
  const before = lines.slice(0, index).join('\n');
  if (before.includes(opener)) return -1;
  return reply.indexOf(closer, index === 0 ? 0 : before.length + 1);
}

/** Only the template itself can begin the thinking: what was said is data. */
function opensThinking(prompt: RenderedPrompt, opener: string): boolean {
  const last = prompt.kind === 'text' ? prompt.parts.at(-1) : undefined;
  return last?.source === 'template' && last.text.trimEnd().endsWith(opener);
}

function withoutOpener(thinking: string, opener: string): string {
  const trimmed = thinking.trim();
  return trimmed.startsWith(opener) ? trimmed.slice(opener.length).trim() : trimmed;
}
