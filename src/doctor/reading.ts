// One conversation rendered by one template and one vocabulary: its text, its tokens, and where each message is in it.
// Start at `readTalk`.
import type { PromptTokenizer } from '../backend/backend.ts';
import { ModelFailure, UserError } from '../core/errors.ts';
import { type PromptInput, type PromptTemplate, promptText, type RenderedPrompt } from '../prompt/prompt.ts';
import { say } from '../words/text.ts';

type TextPrompt = Extract<RenderedPrompt, { kind: 'text' }>;

/** In code units of the prompt's text; the end is exclusive. */
export interface Span {
  start: number;
  end: number;
}

export interface Reading {
  input: PromptInput;
  prompt: TextPrompt;
  text: string;
  tokens: readonly number[];
  /** Each token's own text. */
  pieces: readonly string[];
  /** Where the persona appears word for word; null: nowhere. */
  persona: Span | null;
  /** The same for each message. */
  messages: readonly (Span | null)[];
}

export interface FailedReading {
  failure: ModelFailure | UserError;
}

export async function readTalk(
  template: PromptTemplate,
  input: PromptInput,
  tokenizer: PromptTokenizer,
): Promise<Reading | FailedReading> {
  try {
    const prompt = await template.render(input);
    if (prompt.kind !== 'text')
      throw new UserError(say('the template "{template}" is for chat APIs', { template: template.id }));
    const text = promptText(prompt.parts);
    const find = (content: string): Span | null => {
      const start = text.indexOf(content);
      return start < 0 ? null : { start, end: start + content.length };
    };
    const { tokens, pieces } = await tokenizer.tokenize(prompt);
    return {
      input,
      prompt,
      text,
      tokens,
      pieces,
      persona: input.system === null ? null : find(input.system),
      messages: input.messages.map(({ content }) => find(content)),
    };
  } catch (error) {
    // The model process is gone, or this is our own bug: not a finding about the template.
    const isAboutTemplate = error instanceof ModelFailure && error.code.startsWith('template-');
    if (!isAboutTemplate && !(error instanceof UserError)) throw error;
    return { failure: error };
  }
}

/** What the template writes between the end of one span and the start of the next. */
export function between({ text }: Reading, from: Span, to: Span): string {
  return text.slice(from.end, Math.max(from.end, to.start));
}

/** What the template writes after the last message, for the model to continue. */
export function endingOf({ text, messages }: Reading): string | null {
  const last = messages.at(-1);
  return last ? text.slice(last.end) : null;
}

/** Only the template's own text, with a mark in place of each piece of data. */
export function templateTextOf({ prompt }: Reading): string {
  return prompt.parts.map((part) => (part.source === 'template' ? part.text : '\u0000')).join('');
}
