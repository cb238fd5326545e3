// How a GGUF file reads prompts: through a model process that is playing, or one with only the vocabulary. Start at `openPromptTokenizer`.
import type { World } from '../../core/world.ts';
import type { FoundGguf } from '../../registry/find-gguf.ts';
import type { ModelEntry } from '../../registry/load.ts';
import type { LlamaSpec } from '../../registry/schema.ts';
import type { PromptTokenizer } from '../backend.ts';
import { type ChosenTemplate, openOwnTemplate, type TemplateRequest, templateChooser } from './choose-template.ts';
import type { ModelProcess } from './model-process.ts';
import { BATCH_SIZE, type LoadedModel } from './protocol.ts';
import { SHORT_LIMIT_MS, textPrompt } from './sessions.ts';
import { startLoaded } from './start-loaded.ts';

export interface OpenedTokenizer {
  tokenizer: PromptTokenizer;
  loaded: LoadedModel;
  /** Idempotent. */
  close(): Promise<void>;
}

interface TokenizerRequest {
  entry: ModelEntry<LlamaSpec>;
  gguf: FoundGguf;
  /** In tokens; null if the command line gives none. */
  contextSize?: number | null;
  world: Pick<World, 'environment' | 'signal'>;
}

/**
 * @public Loads the vocabulary, not the weights; the benchmarks use it.
 * @throws ModelFailure (fatal) if the file does not load
 */
export async function openPromptTokenizer({
  entry,
  gguf,
  contextSize,
  world,
}: TokenizerRequest): Promise<OpenedTokenizer> {
  const load = { ...VOCABULARY_ONLY, path: gguf.path, contextSize: contextSize ?? entry.spec.context ?? null };
  const { modelProcess, loaded } = await startLoaded({ load, limitMs: SHORT_LIMIT_MS, world });
  return { tokenizer: promptTokenizerOf(loaded, () => modelProcess), loaded, close: () => modelProcess.kill() };
}

export type ReaderRequest = TokenizerRequest & TemplateRequest;

/**
 * A tokenizer, with the template that the model would be played with.
 * @throws UserError if no template can be chosen, ModelFailure (fatal) if the file does not load
 */
export async function openReader(request: ReaderRequest): Promise<ChosenTemplate & OpenedTokenizer> {
  const chooseTemplate = await templateChooser(request);
  const opened = await openPromptTokenizer(request);
  try {
    const chosen = await chooseTemplate(opened.loaded);
    return {
      ...chosen,
      ...opened,
      async close() {
        await Promise.all([chosen.template.close(), opened.close()]);
      },
    };
  } catch (error) {
    await opened.close();
    throw error;
  }
}

/** @param current returns the current process, which may be replaced */
export function promptTokenizerOf(loaded: LoadedModel, current: () => ModelProcess): PromptTokenizer {
  const { path, vocabulary, contextSize, chatTemplate } = loaded;
  return {
    file: path,
    vocabulary,
    contextSize,
    chatTemplate,
    openOwnTemplate: (persona) => openOwnTemplate(persona, loaded),
    tokenize: (prompt) =>
      current().tokenize({ type: 'tokenize', prompt: textPrompt(prompt), logitBias: {} }, SHORT_LIMIT_MS),
  };
}

const VOCABULARY_ONLY = {
  gpu: 'off',
  gpuLayers: 0,
  splitMode: 'layer',
  mainGpu: null,
  kvType: 'f16',
  flashAttention: 'auto',
  batchSize: BATCH_SIZE,
  threads: 1,
  parallel: 1,
  parallelSpeeds: null,
  samplingThreads: 1,
  scores: false,
  avoid: [],
  vocabularyOnly: true,
  engine: 'auto',
} as const;
