import type { PromptTemplate, RenderedPrompt } from '../../prompt/prompt.ts';
import { openReader, type ReaderRequest } from './prompt-tokenizer.ts';

/** The prompt that a model would receive, as text and as token ids; only the vocabulary is loaded. */
export async function tokenizeWith(
  request: ReaderRequest,
  render: (template: PromptTemplate) => Promise<RenderedPrompt>,
): Promise<{ prompt: RenderedPrompt; tokens: number[]; pieces: string[]; warnings: string[] }> {
  const { template, tokenizer, close } = await openReader(request);
  try {
    const prompt = await render(template);
    return { prompt, ...(await tokenizer.tokenize(prompt)) };
  } finally {
    await close();
  }
}
