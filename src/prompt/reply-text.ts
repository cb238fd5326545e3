// What a model wrote, split by the rules of its prompt format into thinking and answer. Knows nothing of models.
// Start at `readReply`.
import type { PromptTemplate, RenderedPrompt } from './prompt.ts';

export interface ReplyText {
  /** The answer alone. */
  text: string;
  /** What the model thought before it answered; left out if it did not think. */
  reasoning?: string;
}

/**
 * If the prompt or the model has started thinking, it lasts until the first end tag; without one, the whole reply is thinking, and there is
 * no answer. If no start was seen, the prompt of an API may have contained it, or a model that always thinks got a prompt that does not say
 * so: these end their thinking with a tag on a line of its own, while `</think>` within a sentence is part of an answer.
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

/** The first end tag on a line of its own, or −1; after a start tag it belongs to an example in the answer. */
function endOfUnseenThinking(reply: string, closer: string, opener: string): number {
  const lines = reply.split('\n');
  const index = lines.findIndex((line) => line.trim() === closer);
  if (index < 0) return -1;
  const before = lines.slice(0, index).join('\n');
  if (before.includes(opener)) return -1;
  return reply.indexOf(closer, index === 0 ? 0 : before.length + 1);
}

/** Only the template itself can start the thinking: messages are data. */
function opensThinking(prompt: RenderedPrompt, opener: string): boolean {
  const last = prompt.kind === 'text' ? prompt.parts.at(-1) : undefined;
  return last?.source === 'template' && last.text.trimEnd().endsWith(opener);
}

function withoutOpener(thinking: string, opener: string): string {
  const trimmed = thinking.trim();
  return trimmed.startsWith(opener) ? trimmed.slice(opener.length).trim() : trimmed;
}
