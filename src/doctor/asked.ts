// A reference conversation as one template renders it: the prompt of each turn, and the reply where the model was trained to see one. Knows
// nothing of probabilities. Start at `askedAll`.
import { ModelFailure, reasonOf, UserError } from '../core/errors.ts';
import type { Message } from '../core/message.ts';
import { joinParts, type PromptPart, type PromptTemplate, promptText, type RenderedPrompt } from '../prompt/prompt.ts';
import { replyParts, templatePart } from '../prompt/reply-parts.ts';
import { say } from '../words/text.ts';
import type { ReferenceConversation } from './reference-conversation.ts';

/** A turn as one template renders it: the prompt, and the reply with what the format writes before it and to end it. */
export interface Asked {
  prompt: RenderedPrompt;
  spoken: PromptPart[];
}

/** Every turn, with the reference replies as history; or why there are none. */
export async function askedAll(
  template: PromptTemplate,
  conversations: readonly ReferenceConversation[],
  ends: readonly { text: string }[],
): Promise<Asked[][] | string> {
  const all: Asked[][] = [];
  try {
    for (const { turns, greeting: _, ...persona } of conversations) {
      const asked: Asked[] = [];
      const messages: Message[] = [];
      for (const { user, reply } of turns) {
        messages.push({ role: 'user', content: user });
        const prompt = await template.render({ ...persona, messages: [...messages] });
        if (prompt.kind !== 'text') return 'the template is for chat APIs';
        const said = promptText(prompt.parts).replaceAll(template.newline ?? '\n', '\n');
        if (persona.system !== null && !holds(said, persona.system))
          return String(say('the template drops the persona'));
        messages.push({ role: 'assistant', content: reply });
        const after = [...messages, { role: 'user' as const, content: NEXT }];
        const next = await template.render({ ...persona, messages: after });
        asked.push(askedFor({ template, prompt, reply, next, ends }));
      }
      all.push(asked);
    }
  } catch (error) {
    if (error instanceof ModelFailure || error instanceof UserError) return reasonOf(error);
    throw error;
  }
  return all;
}

/** A message after the last reply, to see what the format writes between the two. */
const NEXT = 'それから？';

interface TurnAsPut {
  template: PromptTemplate;
  prompt: Extract<RenderedPrompt, { kind: 'text' }>;
  reply: string;
  /** The prompt of the next turn. */
  next: RenderedPrompt;
  ends: readonly { text: string }[];
}

/**
 * The reply where the model was trained to see one. Before it: white space that the format has there in its history, and the end of the
 * thinking if the prompt has opened it. After it: everything up to the first end token or stop string, which a model that was trained on
 * the format is sure of. A format that has neither, or no room for the reply, gets the vocabulary's own end token.
 */
function askedFor({ template, prompt, reply, next, ends }: TurnAsPut): Asked {
  const { reasoning, newline } = template;
  const opener = reasoning?.replace('/', '') ?? '';
  const before = promptText(prompt.parts);
  const isThinking = reasoning !== null && before.trimEnd().endsWith(opener);
  const parts = replyParts(reply.trim(), newline);
  const written = promptText(parts);
  const text = next.kind === 'text' ? promptText(next.parts) : '';
  const [from, to] = [text.lastIndexOf(written), text.lastIndexOf(NEXT)];
  const isThere = from >= 0 && to >= from;
  const gap = isThere && text.startsWith(before) ? text.slice(before.length, from) : '';
  const after = isThere ? text.slice(from + written.length, to) : '';
  const places = [...ends.map((end) => end.text), ...prompt.stop].flatMap((mark) => {
    const at = after.indexOf(mark);
    return at < 0 ? [] : [at + mark.length];
  });
  const lead = isThinking ? `${reasoning}\n\n` : gap.trim() === '' ? gap : '';
  const ending = places.length > 0 ? after.slice(0, Math.min(...places)) : (ends[0]?.text ?? '');
  return { prompt, spoken: joinParts([templatePart(lead), ...parts, templatePart(ending)]) };
}

export function withParts(prompt: RenderedPrompt, parts: readonly PromptPart[]): RenderedPrompt {
  return prompt.kind === 'text' ? { ...prompt, parts: [...prompt.parts, ...parts] } : prompt;
}

/** White space aside, which a template may trim. */
function holds(text: string, part: string): boolean {
  const squeeze = (value: string): string => value.replace(/\s+/g, '');
  return squeeze(text).includes(squeeze(part));
}
