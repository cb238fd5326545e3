// Inside the model process: opens llama.cpp and loads one GGUF. Knows nothing of conversations. Start at `loadEngine`.
import { stat } from 'node:fs/promises';
import os from 'node:os';
import {
  type GgufFileInfo,
  GgufInsights,
  getLlama,
  type Llama,
  type LlamaContext,
  type LlamaModel,
  NoBinaryFoundError,
} from 'node-llama-cpp';
import { describeError, ModelFailure } from '../../../core/errors.ts';
import { chatTemplateIn } from '../../../prompt/chat-template.ts';
import { ggufParts } from '../../../registry/gguf-parts.ts';
import type { VocabularyFacts } from '../../backend.ts';
import { hasLocalBuild, libraryVersion } from '../library-files.ts';
import type { LlamaChoice, LoadedModel, LoadOptions } from '../protocol.ts';
import { parallelCandidates } from './calibrate-parallel.ts';
import { asTokens, type ContextBase, contextOptions } from './context.ts';
import { fileTypeName, readHeader, shortMetadata } from './header.ts';
import { awaitMemory, comfortableParallel, requireVideoMemory } from './memory.ts';
import { type PieceOf, tokenPieces } from './pieces.ts';
import { isWhiteSpace, type SpecialToken, type Vocabulary } from './tokenize.ts';
import { type Tuning, tune, UNTUNED } from './tune.ts';

/** What the local build is compiled with; `build-openmp.ts` uses the same. */
export const OPENMP_CMAKE_OPTIONS = { GGML_OPENMP: 'ON' };

/** Models trained on 128k tokens would take gigabytes of KV cache for a chat of two thousand. */
const DEFAULT_CONTEXT = 8192;

export interface Engine {
  model: LlamaModel;
  /** null when only the vocabulary was loaded. */
  context: LlamaContext | null;
  vocabulary: Vocabulary;
  pieceOf: PieceOf;
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
  const tuning = room ? await tune(model, base, options, room.parallel) : UNTUNED;
  const context = room ? await createContext(model, base, tuning, options.path, log) : null;
  const pieceOf = tokenPieces(model);
  const vocabulary = vocabularyOf(model);
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
    warnings: [...model.getWarnings(), ...(room?.warnings ?? [])],
    chatTemplate: chatTemplateIn(metadata.tokenizer?.chat_template),
    bosToken: model.tokens.bosString ?? '',
    eosToken: model.tokens.eosString ?? '',
    vocabulary: factsOf(model, vocabulary),
  };
  return { model, context, vocabulary, pieceOf, contextSize, loaded };
}

export async function totalSize(files: readonly string[]): Promise<number> {
  const sizes = await Promise.all(files.map(async (file) => (await stat(file)).size));
  return sizes.reduce((sum, size) => sum + size, 0);
}

/** In tokens: as requested, else the context size in training, up to `DEFAULT_CONTEXT`. */
export function contextSizeFor(insights: GgufInsights, asked: number | null): number {
  return asked ?? Math.min(insights.trainContextSize ?? DEFAULT_CONTEXT, DEFAULT_CONTEXT);
}

/** llama.cpp with its log. */
export interface OpenedLlama {
  llama: Llama;
  log: string[];
}

export async function openLlama(options: LlamaChoice): Promise<OpenedLlama> {
  const log: string[] = [];
  const gpu = options.gpu === 'off' ? false : options.gpu;
  const common = {
    gpu,
    build: 'never',
    progressLogs: false,
    // The library clamps to this; a user who requests more threads than cores gets them.
    maxThreads: Math.max(os.availableParallelism(), options.threads ?? 1),
    logger: (_level: string, message: string) => {
      log.push(message.trim());
      if (log.length > 2_000) log.shift();
    },
  } as const;
  const wantsLocal = options.engine === 'openmp' || (options.engine === 'auto' && (await hasLocalBuild()));
  let llama: Llama;
  try {
    // Without `usePrebuiltBinaries: false` the library uses the prebuilt binary if the local build is missing.
    llama = await getLlama(
      wantsLocal
        ? { ...common, cmakeOptions: OPENMP_CMAKE_OPTIONS, usePrebuiltBinaries: options.engine !== 'openmp' }
        : common,
    );
  } catch (cause) {
    if (!(cause instanceof NoBinaryFoundError)) throw cause;
    const remedy =
      options.engine === 'openmp'
        ? 'build it with: npm run build:openmp'
        : 'see "Install" in the README, or use --gpu off';
    const what =
      options.engine === 'openmp'
        ? 'local OpenMP build'
        : `binary for ${options.gpu === 'off' ? 'the CPU' : `--gpu ${options.gpu}`}`;
    throw new ModelFailure('load-failed', `there is no ${what} on this machine; ${remedy}`, { isFatal: true, cause });
  }
  if (typeof gpu === 'string' && gpu !== 'auto' && llama.gpu !== gpu) {
    throw new ModelFailure(
      'load-failed',
      `--gpu ${gpu} is not available on this machine (llama.cpp offers ${llama.gpu || 'only the CPU'})`,
      { isFatal: true },
    );
  }
  return { llama, log };
}

async function supportedInsights(llama: Llama, info: GgufFileInfo, options: LoadOptions): Promise<GgufInsights> {
  const insights = await GgufInsights.from(info, llama);
  if (insights.isSupportedByLlamaCpp || options.vocabularyOnly) return insights;
  const name = info.metadata.general?.architecture ?? 'unknown';
  throw new ModelFailure(
    'load-failed',
    `${options.path}: llama.cpp ${llama.llamaCppRelease.release} does not support the architecture "${name}"`,
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

function factsOf(model: LlamaModel, { specials, bos, prependsBos }: Vocabulary): VocabularyFacts {
  const marks = specials.filter((special) => !isWhiteSpace(special)).map(({ id, text }) => ({ id, text }));
  return {
    bos: marks.find(({ id }) => id === bos) ?? null,
    prependsBos,
    ends: marks.filter(({ id }) => model.isEogToken(asTokens([id])[0])),
    specials: marks,
  };
}
