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
 * Everything up to the last end of thinking is thinking. Where thinking was begun, by the prompt or by the model, and never ended, all of
 * it is: such a reply has no answer, and is not to be taken for one.
 */
export function readReply(
  raw: string,
  { reasoning: closer, newline }: Pick<PromptTemplate, 'reasoning' | 'newline'>,
  prompt: RenderedPrompt,
): ReplyText {
  const reply = newline === null ? raw : raw.replaceAll(newline, '\n');
  if (closer === null) return { text: reply };
  const opener = closer.replace('/', '');
  const end = reply.lastIndexOf(closer);
  if (end >= 0) {
    const reasoning = withoutOpener(reply.slice(0, end), opener);
    return { text: reply.slice(end + closer.length).trimStart(), ...(reasoning !== '' && { reasoning }) };
  }
  const isThinking = opensThinking(prompt, opener) || reply.trimStart().startsWith(opener);
  return isThinking ? { text: '', reasoning: withoutOpener(reply, opener) } : { text: reply };
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
