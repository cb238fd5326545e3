import type { PromptTemplate, RenderedPrompt } from '../../prompt/prompt.ts';
import { type TemplateRequest, templateChooser } from './choose-template.ts';
import { BATCH_SIZE, type LlamaRequest } from './llama.ts';
import { SHORT_LIMIT_MS, textPrompt } from './session.ts';
import { startLoaded } from './start-loaded.ts';

/** The prompt that a model would receive, as text and as token ids; only the vocabulary is loaded. */
export async function tokenizeWith(
  request: Pick<LlamaRequest, keyof TemplateRequest | 'gguf' | 'environment' | 'signal'>,
  render: (template: PromptTemplate) => Promise<RenderedPrompt>,
): Promise<{ prompt: RenderedPrompt; tokens: number[]; pieces: string[]; warnings: string[] }> {
  const { gguf, environment, signal } = request;
  const chooseTemplate = await templateChooser(request);
  const load = { ...VOCABULARY_ONLY, path: gguf.path };
  const { modelProcess, loaded } = await startLoaded({
    load,
    limitMs: SHORT_LIMIT_MS,
    environment,
    signal,
  });
  try {
    const { template } = await chooseTemplate(loaded);
    try {
      const prompt = await render(template);
      const { tokens, pieces, warnings } = await modelProcess.tokenize(
        { type: 'tokenize', prompt: textPrompt(prompt), logitBias: {} },
        SHORT_LIMIT_MS,
      );
      return { prompt, tokens, pieces, warnings };
    } finally {
      await template.close();
    }
  } finally {
    await modelProcess.kill();
  }
}

const VOCABULARY_ONLY = {
  gpu: 'off',
  gpuLayers: 0,
  contextSize: null,
  kvType: 'f16',
  batchSize: BATCH_SIZE,
  threads: 1,
  parallel: 1,
  parallelSpeeds: null,
  sharedPrefixTokens: null,
  stateDirectory: null,
  vocabularyOnly: true,
  engine: 'auto',
} as const;
