import { type Sampling, settingsOf } from '../../core/sampling.ts';
import type { World } from '../../core/world.ts';
import type { PromptTemplate, RenderedPrompt } from '../../prompt/prompt.ts';
import { findGguf } from '../../registry/find-gguf.ts';
import { requireLlama, selectModel } from '../../registry/load.ts';
import { openReader } from './prompt-tokenizer.ts';

/**
 * The prompt that a model would receive, as text and as token ids; only the vocabulary is loaded.
 * @param prompt null: the template that the model would be played with
 * @param render is given the settings of the model's entry too
 */
export async function tokenizeNamed(
  { model, prompt }: { model: string; prompt: string | null },
  render: (template: PromptTemplate, settings: Sampling) => Promise<RenderedPrompt>,
  world: World,
): Promise<{ prompt: RenderedPrompt; tokens: number[]; pieces: string[]; warnings: string[] }> {
  const entry = requireLlama(await selectModel(model, world));
  const { template, tokenizer, close } = await openReader({ entry, gguf: await findGguf(entry, world), prompt, world });
  try {
    const rendered = await render(template, settingsOf(entry.spec));
    return { prompt: rendered, ...(await tokenizer.tokenize(rendered)) };
  } finally {
    await close();
  }
}
