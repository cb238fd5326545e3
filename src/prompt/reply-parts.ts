import type { PromptPart } from './prompt.ts';

/** A reply's text as parts of a prompt: data, but for its newlines where the format writes them in a way of its own. */
export function replyParts(reply: string, newline: string | null): PromptPart[] {
  const data = (text: string): PromptPart => ({ source: 'data', text });
  if (newline === null) return [data(reply)];
  return reply.split('\n').flatMap((line, index) => (index === 0 ? [data(line)] : [templatePart(newline), data(line)]));
}

export function templatePart(text: string): PromptPart {
  return { source: 'template', text };
}
