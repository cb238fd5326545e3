// How a GGUF file reads prompts, without a process for it: for tests of what is made of that. Start at `engineTokenizer`.
import type { PromptTokenizer } from '../../dist/backend/backend.js';
import { openOwnTemplate } from '../../dist/backend/llama/choose-template.js';
import { loadEngine } from '../../dist/backend/llama/process/engine.js';
import type { OpenedLlamaCpp } from '../../dist/backend/llama/process/open-llama-cpp.js';
import { tokenizePrompt } from '../../dist/backend/llama/process/tokenize.js';

/** What a model process is told where it does not matter: one conversation on one thread of the CPU. */
export const ENGINE_OPTIONS: Omit<Parameters<typeof loadEngine>[0], 'path'> = {
  ...{ gpu: 'off', gpuLayers: 0, engine: 'prebuilt', threads: 1 },
  ...{ splitMode: 'layer', mainGpu: null },
  ...{ contextSize: 256, kvType: 'f16', flashAttention: 'auto', batchSize: 64, vocabularyOnly: false },
  ...{ parallel: 1, parallelSpeeds: null, samplingThreads: 1, scores: false, avoid: [] },
};

export interface EngineTokenizer {
  tokenizer: PromptTokenizer;
  close(): void;
}

/** @param file of which the vocabulary is loaded, not the weights */
export async function engineTokenizer(file: string, llama: OpenedLlamaCpp): Promise<EngineTokenizer> {
  const options = { ...ENGINE_OPTIONS, path: file, contextSize: null, vocabularyOnly: true };
  const { loaded, vocabulary, pieceOf, contextSize, close } = await loadEngine(options, llama);
  return {
    tokenizer: {
      file,
      vocabulary: loaded.vocabulary,
      contextSize,
      chatTemplate: loaded.chatTemplate,
      openOwnTemplate: (persona) => openOwnTemplate(persona, loaded),
      async tokenize(prompt) {
        if (prompt.kind !== 'text') throw new Error('a GGUF file takes a text prompt');
        const tokens = tokenizePrompt(prompt.parts, prompt.bos, vocabulary);
        const pieces = tokens.map((token) => Buffer.from(pieceOf(token)).toString());
        return { tokens, pieces, warnings: [], contextSize };
      },
    },
    close,
  };
}
