// Inside the model process: loads one GGUF. Knows nothing of conversations. Start at `loadEngine`.
import { stat } from 'node:fs/promises';
import os from 'node:os';
import { type GgufFileInfo, GgufInsights, type Llama, type LlamaContext, type LlamaModel } from 'node-llama-cpp';
import { describeError, ModelFailure } from '../../../core/errors.ts';
import { chatTemplateIn } from '../../../prompt/chat-template.ts';
import { ggufParts } from '../../../registry/gguf-parts.ts';
import { say } from '../../../words/text.ts';
import type { VocabularyFacts } from '../../backend.ts';
import { libraryVersion } from '../library-files.ts';
import type { LoadedModel, LoadOptions } from '../protocol.ts';
import { parallelCandidates } from './calibrate-parallel.ts';
import { type ContextBase, contextOptions } from './context.ts';
import { fileTypeName, readHeader, shortMetadata } from './header.ts';
import { awaitMemory, comfortableParallel, requireVideoMemory } from './memory.ts';
import { type OpenedLlama, openLlama } from './open-llama.ts';
import { type PieceOf, tokenPieces } from './pieces.ts';
import { type ReplyEnds, replyEnds } from './reply-ends.ts';
import { isWhiteSpace, type SpecialToken, type Vocabulary } from './tokenize.ts';
import { type Tuning, tune, UNTUNED } from './tune.ts';

/** Models trained on 128k tokens would take gigabytes of KV cache for a chat of two thousand. */
const DEFAULT_CONTEXT = 8192;

export interface Engine {
  model: LlamaModel;
  /** null when only the vocabulary was loaded. */
  context: LlamaContext | null;
  vocabulary: Vocabulary;
  pieceOf: PieceOf;
  ends: ReplyEnds;
  /** As requested, or the default; llama.cpp may have rounded it up. */
  contextSize: number;
  loaded: LoadedModel;
}

/** @throws ModelFailure `load-failed` with one line that names the file and the cause */
export async function loadEngine(options: LoadOptions, opened: OpenedLlama | null = null): Promise<Engine> {
  const started = performance.now();
  const info = await readHeader(options.path);
  const { llama, log } = opened ?? (await openLlama(options));
  const insights = await supportedInsights(llama, info, options);
  const trainContextSize = insights.trainContextSize ?? null;
  const contextSize = contextSizeFor(insights, options.contextSize);
  const base = { contextSize, batchSize: options.batchSize, kvType: options.kvType };
  const room = options.vocabularyOnly ? null : await awaitRoom(llama, insights, base, options);
  const model = await loadModel(llama, options, log);
  const deviceWarnings = options.vocabularyOnly ? [] : checkLayers(model, options);
  const tuning = room ? await tune(model, base, options, room.parallel) : UNTUNED;
  const context = room ? await createContext(model, base, tuning, options.path, log) : null;
  const pieceOf = tokenPieces(model);
  const vocabulary = vocabularyOf(model);
  const ends = replyEnds(model, pieceOf, vocabulary.specials);
  const { metadata } = info;
  const loaded: LoadedModel = {
    path: options.path,
    bytes: await totalSize(ggufParts(options.path)),
    fileType: fileTypeName(info),
    architecture: String(metadata.general?.architecture ?? 'unknown'),
    parameters: model.fileInsights.totalParameters,
    engine: {
      library: `node-llama-cpp ${await libraryVersion()}`,
      release: llama.llamaCppRelease.release,
      build: llama.buildType === 'localBuild' ? 'local OpenMP build' : 'prebuilt',
      systemInfo: llama.systemInfo.trim(),
    },
    device: {
      gpu: llama.gpu,
      names: llama.gpu === false ? [os.cpus()[0]?.model.trim() ?? 'unknown CPU'] : await llama.getGpuDeviceNames(),
      gpuLayers: model.gpuLayers,
      totalLayers: model.fileInsights.totalLayers,
    },
    contextSize,
    trainContextSize,
    batchSize: options.batchSize,
    ...tuning,
    flashAttention: context?.flashAttention ?? 'auto',
    kvType: options.kvType,
    loadMs: performance.now() - started,
    metadata: shortMetadata(metadata),
    warnings: [...model.getWarnings(), ...(room?.warnings ?? []), ...deviceWarnings],
    chatTemplate: chatTemplateIn(metadata.tokenizer?.chat_template),
    bosToken: model.tokens.bosString ?? '',
    eosToken: model.tokens.eosString ?? '',
    vocabulary: factsOf(vocabulary, ends),
  };
  return { model, context, vocabulary, pieceOf, ends, contextSize, loaded };
}

export async function totalSize(files: readonly string[]): Promise<number> {
  const sizes = await Promise.all(files.map(async (file) => (await stat(file)).size));
  return sizes.reduce((sum, size) => sum + size, 0);
}

/** In tokens: as requested, else the context size in training, up to `DEFAULT_CONTEXT`. */
export function contextSizeFor(insights: GgufInsights, asked: number | null): number {
  return asked ?? Math.min(insights.trainContextSize ?? DEFAULT_CONTEXT, DEFAULT_CONTEXT);
}

async function supportedInsights(llama: Llama, info: GgufFileInfo, options: LoadOptions): Promise<GgufInsights> {
  const insights = await GgufInsights.from(info, llama);
  if (insights.isSupportedByLlamaCpp || options.vocabularyOnly) return insights;
  const name = info.metadata.general?.architecture ?? 'unknown';
  throw new ModelFailure(
    'load-failed',
    say('{file}: llama.cpp {release} does not support the architecture "{name}"', {
      file: options.path,
      release: llama.llamaCppRelease.release,
      name,
    }),
    { isFatal: true },
  );
}

/** What fits into memory; on a GPU that is known only after loading. */
async function awaitRoom(
  llama: Llama,
  insights: GgufInsights,
  base: ContextBase,
  { path: file, parallel }: LoadOptions,
): Promise<{ warnings: string[]; parallel: number | null }> {
  if (llama.gpu !== false) return { warnings: [], parallel: null };
  const isMapped = llama.supportsMmap;
  const warnings = await awaitMemory({ insights, base, parallel: parallel === 'auto' ? 1 : parallel, isMapped, file });
  return { warnings, parallel: comfortableParallel(insights, base, parallelCandidates(false)) };
}

async function loadModel(llama: Llama, options: LoadOptions, log: readonly string[]): Promise<LlamaModel> {
  try {
    return await llama.loadModel({
      modelPath: options.path,
      vocabOnly: options.vocabularyOnly,
      ...(options.vocabularyOnly ? {} : { gpuLayers: llama.gpu === false ? 0 : options.gpuLayers }),
    });
  } catch (cause) {
    throw new ModelFailure('load-failed', `${options.path}: ${(await reasonFrom(log)) ?? describeError(cause)}`, {
      isFatal: true,
      cause,
    });
  }
}

/**
 * @returns warnings
 * @throws ModelFailure (fatal) `load-failed` if a GPU was asked for by name and no layer fits into its memory
 */
function checkLayers({ llama, gpuLayers }: LlamaModel, { path: file, gpu, gpuLayers: asked }: LoadOptions): string[] {
  if (gpuLayers > 0 || asked === 0) return [];
  if (llama.gpu !== false && gpu !== 'auto') {
    const message = say('{file}: no layer fits into the free memory of the GPU; use --gpu off, or lower --context', {
      file,
    });
    throw new ModelFailure('load-failed', message, { isFatal: true });
  }
  if (gpu !== 'auto' || asked === 'auto') return [];
  return [
    String(say('gpuLayers {n} has no effect: no GPU was found, so all layers are on the CPU', { n: String(asked) })),
  ];
}

async function createContext(
  model: LlamaModel,
  base: ContextBase,
  { threads, parallel }: Tuning,
  file: string,
  log: readonly string[],
): Promise<LlamaContext> {
  if (model.llama.gpu !== false) await requireVideoMemory(model, base, parallel, file);
  try {
    return await model.createContext(contextOptions(base, threads, parallel));
  } catch (cause) {
    const reason = (await reasonFrom(log)) ?? describeError(cause);
    const what = parallel === 1 ? 'no context' : `no ${parallel} contexts`;
    throw new ModelFailure(
      'load-failed',
      `${file}: ${what} of ${base.contextSize} tokens could be created: ${reason}`,
      {
        isFatal: true,
        cause,
      },
    );
  }
}

/** llama.cpp gives the reason only in its log, whose lines may arrive after the failure itself. */
async function reasonFrom(log: readonly string[]): Promise<string | undefined> {
  for (let waited = 0; waited < LOG_LIMIT_MS; waited += 20) {
    const reason = lastError(log);
    if (reason !== undefined) return reason;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  return lastError(log);
}

const LOG_LIMIT_MS = 300;

/** The last line that mentions an error. */
function lastError(log: readonly string[]): string | undefined {
  const reason = log.findLast(
    (line) =>
      /error|fail|unknown|corrupt|missing|invalid|insufficient/i.test(line) && !/failed to load model\W*$/i.test(line),
  );
  return reason
    ?.replace(/^(\w+: )+/, '')
    .replace(/\s+/g, ' ')
    .slice(0, 300);
}

/** @public tests over real vocabularies use it. */
export function vocabularyOf(model: LlamaModel): Vocabulary {
  const pieceOf = tokenPieces(model);
  const specials: SpecialToken[] = [];
  for (const id of model.iterateAllTokens()) {
    const attributes = model.getTokenAttributes(id);
    if (!attributes.control && !attributes.userDefined && !attributes.unknown) continue;
    const text = Buffer.from(pieceOf(id)).toString();
    specials.push({
      id,
      text,
      isUserDefined: attributes.userDefined,
      stripsLeft: attributes.lstrip,
      stripsRight: attributes.rstrip,
    });
  }
  specials.sort((a, b) => Buffer.byteLength(b.text) - Buffer.byteLength(a.text));
  return {
    tokenizeText: (text) => (text === '' ? [] : model.tokenize(text, false)),
    specials: specials.filter((special) => special.text !== ''),
    bos: model.tokens.bos,
    prependsBos: model.tokens.shouldPrependBosToken,
  };
}

function factsOf({ specials, bos, prependsBos }: Vocabulary, { canEnd }: ReplyEnds): VocabularyFacts {
  const marks = specials.filter((special) => !isWhiteSpace(special)).map(({ id, text }) => ({ id, text }));
  return {
    bos: marks.find(({ id }) => id === bos) ?? null,
    prependsBos,
    ends: marks.filter(({ id }) => canEnd(id)),
    specials: marks,
  };
}
