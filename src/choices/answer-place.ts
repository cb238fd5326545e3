// Where an answer begins in a model's own format, after thinking and channel marks. Start at `openAnswerPlace`.
import { ModelFailure } from '../core/errors.ts';
import type { Message } from '../core/message.ts';
import { joinParts, type PromptPart, type PromptTemplate, promptText, type RenderedPrompt } from '../prompt/prompt.ts';
import { replyParts, templatePart } from '../prompt/reply-parts.ts';

type TextPrompt = Extract<RenderedPrompt, { kind: 'text' }>;

/** What is before an answer, and the answer itself. */
export interface PlacedAnswer {
  prompt: TextPrompt;
  spoken: PromptPart[];
}

export interface AnswerPlace {
  /** What the format writes between the prompt and the answer. */
  lead: string;
  thinking: 'off' | null;
  promptFor(messages: readonly Message[]): Promise<TextPrompt>;
  /** White space before an answer belongs to its first token, as llama.cpp would read it; anything else belongs to the prompt. */
  place(prompt: TextPrompt, answer: string): PlacedAnswer;
  /** The same with all white space at the end of the prompt on the side of the answer, for vocabularies that join the two. */
  placeWithSpace(prompt: TextPrompt, answer: string): PlacedAnswer;
}

/** Neither occurs in a template. */
const ANSWER = '灯台の番人より';
const NEXT = '霧が晴れたら';

/** @param system what stands before the questions; null: nothing */
export async function openAnswerPlace(template: PromptTemplate, system: string | null): Promise<AnswerPlace> {
  const thinking = template.switches?.thinking.has('off') ? 'off' : null;
  const promptFor = async (messages: readonly Message[]): Promise<TextPrompt> => {
    const names = { user: 'User', char: 'Assistant' };
    const prompt = await template.render({ system, messages, ...names, ...(thinking && { thinking }) });
    if (prompt.kind === 'text') return prompt;
    throw new ModelFailure('template-failed', 'the template is for chat APIs', { isFatal: true });
  };
  const lead = await leadOf(template, promptFor);
  const [marks = '', space = ''] = [lead.trimEnd(), lead.slice(lead.trimEnd().length)];
  const withMarks = (prompt: TextPrompt): TextPrompt => ({
    ...prompt,
    parts: joinParts([...prompt.parts, templatePart(marks === '' ? '' : lead)]),
  });
  const own = marks === '' ? space : '';
  return {
    lead,
    thinking,
    promptFor,
    place: (prompt, answer) => ({
      prompt: withMarks(prompt),
      spoken: joinParts([templatePart(own), ...replyParts(answer, template.newline)]),
    }),
    placeWithSpace(prompt, answer) {
      const { bare, end } = withoutSpace(withMarks(prompt));
      return { prompt: bare, spoken: joinParts([templatePart(end + own), ...replyParts(answer, template.newline)]) };
    },
  };
}

/** Thinking that the prompt has begun is ended; otherwise, what the format itself writes before an answer that has been given. */
async function leadOf(
  { reasoning }: PromptTemplate,
  promptFor: (messages: readonly Message[]) => Promise<TextPrompt>,
): Promise<string> {
  const question = { role: 'user', content: NEXT } as const;
  const before = promptText((await promptFor([question])).parts);
  if (reasoning !== null && before.trimEnd().endsWith(reasoning.replace('/', ''))) return `${reasoning}\n\n`;
  const after = promptText((await promptFor([question, { role: 'assistant', content: ANSWER }, question])).parts);
  const from = after.lastIndexOf(ANSWER);
  return from >= before.length && after.startsWith(before) ? after.slice(before.length, from) : '';
}

function withoutSpace(prompt: TextPrompt): { bare: TextPrompt; end: string } {
  const last = prompt.parts.at(-1);
  const text = last?.text.trimEnd() ?? '';
  const end = last?.text.slice(text.length) ?? '';
  const parts = last ? joinParts([...prompt.parts.slice(0, -1), { ...last, text }]) : prompt.parts;
  return { bare: { ...prompt, parts }, end };
}
