// Inside the model process: loads one GGUF. Knows nothing of conversations. Start at `loadEngine`.
import { stat } from 'node:fs/promises';
import os from 'node:os';
import { ModelFailure } from '../../../core/errors.ts';
import { chatTemplateIn } from '../../../prompt/chat-template.ts';
import { ggufParts } from '../../../registry/gguf-parts.ts';
import { say } from '../../../words/text.ts';
import type { VocabularyFacts } from '../../backend.ts';
import { libraryVersion, localCudaPlugIn } from '../library-files.ts';
import { type LoadedModel, type LoadOptions, PARALLEL_CANDIDATES } from '../protocol.ts';
import { effectiveSampling } from '../sampling.ts';
import { type Drawing, openDrawing } from './calibrate-sampling.ts';
import { failureInLog } from './failure-in-log.ts';
import { numberAt, valueAt } from './gguf/metadata.ts';
import { fileTypeName, type Header, isSupported, readHeader, shortMetadata } from './header.ts';
import { type LlamaFunctions, RELEASE } from './llama-cpp/abi.ts';
import { type Context, type ContextSettings, openContext } from './llama-cpp/context.ts';
import { splitsRows } from './llama-cpp/devices.ts';
import { type Draw, drawInTurn } from './llama-cpp/draw.ts';
import { openChains } from './llama-cpp/sampler-chain.ts';
import { openSideBySide } from './llama-cpp/side-by-side.ts';
import type { ThreadPool } from './llama-cpp/thread-pool.ts';
import { freeOn, loadModel, type Sized } from './load-model.ts';
import { comfortableOnGpu, comfortableParallel, requireVideoMemory } from './memory.ts';
import type { Model } from './model.ts';
import type { OpenedLlamaCpp } from './open-llama-cpp.ts';
import { type PieceOf, tokenPieces } from './pieces.ts';
import { type Placement, placementOn } from './placement.ts';
import { openPools } from './pools.ts';
import { type ReplyEnds, replyEnds } from './reply-ends.ts';
import { systemInfo } from './system-info.ts';
import { isWhiteSpace, type Vocabulary } from './tokenize.ts';
import { type Tuning, tune, UNTUNED } from './tune.ts';
import { vocabularyOf } from './vocabulary.ts';
import { vocabularyFlaws } from './vocabulary-flaws.ts';

export interface Engine {
  c: LlamaFunctions;
  model: Model;
  /** null when only the vocabulary was loaded. */
  context: Context | null;
  /** The next tokens of conversations that advance together. */
  draw: Draw;
  /** From the next batch on. */
  useThreads(threads: number): void;
  vocabulary: Vocabulary;
  pieceOf: PieceOf;
  ends: ReplyEnds;
  /** As requested, or the default; llama.cpp may have rounded it up. */
  contextSize: number;
  loaded: LoadedModel;
  /** Frees all of it. */
  close(): void;
}

/**
 * @param die ends the process, saying why
 * @throws ModelFailure `load-failed` with one line that names the file and the cause
 */
export async function loadEngine(
  options: LoadOptions,
  llamaCpp: OpenedLlamaCpp,
  die: (reason: string) => never = failing,
): Promise<Engine> {
  const started = performance.now();
  const header = await readHeader(options.path);
  if (!options.vocabularyOnly) requireSupported(options.path, header);
  const contextSize = contextSizeFor(header, options.contextSize);
  const sized = { ...options, contextSize, ...(options.scores && { outputs: SCORED_ROWS }) };
  const placement = placementOn(llamaCpp.gpus, options, (gpu) => splitsRows(llamaCpp.c, gpu));
  const placed = { ...llamaCpp, gpus: placement.gpus };
  const { model, warnings } = await loadModel(placed, header, { ...sized, split: placement.parameters });
  const preparing = options.vocabularyOnly
    ? { context: null, draw: drawInTurn, useThreads() {}, closeThreads() {}, ...UNTUNED }
    : await prepareToPlay(placed, model, header, { ...sized, die });
  const { context, draw, useThreads, closeThreads, ...tuning } = preparing;
  const { table } = model;
  const pieceOf = tokenPieces(table);
  const vocabulary = vocabularyOf(table, pieceOf);
  const ends = replyEnds(table, pieceOf, vocabulary.specials);
  const loaded: LoadedModel = {
    path: options.path,
    bytes: await totalSize(ggufParts(options.path)),
    ...factsOf(header, model, vocabulary, ends),
    ...(await engineFacts(placed, model, placement)),
    contextSize,
    batchSize: options.batchSize,
    ...tuning,
    flashAttention: options.flashAttention === 'auto' ? 'auto' : options.flashAttention === 'on',
    kvType: options.kvType,
    loadMs: performance.now() - started,
    warnings,
  };
  const close = (): void => {
    context?.close();
    closeThreads();
    model.close();
  };
  return { c: llamaCpp.c, model, context, draw, useThreads, vocabulary, pieceOf, ends, contextSize, loaded, close };
}

function failing(reason: string): never {
  throw new Error(reason);
}

export type PlayingEngine = Engine & { context: Context };

export function playing(engine: Engine): PlayingEngine {
  const { context } = engine;
  if (!context) throw new Error('only the vocabulary has been loaded');
  return { ...engine, context };
}

/** Models trained on 128k tokens would take gigabytes of KV cache for a chat of two thousand. */
const DEFAULT_CONTEXT = 8192;

/** In tokens: as requested, else the context size in training, up to `DEFAULT_CONTEXT`. */
export function contextSizeFor({ sizes }: Header, asked: number | null): number {
  return asked ?? Math.min(numberAt(sizes, 'context_length') ?? DEFAULT_CONTEXT, DEFAULT_CONTEXT);
}

export async function totalSize(files: readonly string[]): Promise<number> {
  const sizes = await Promise.all(files.map(async (file) => (await stat(file)).size));
  return sizes.reduce((sum, size) => sum + size, 0);
}

/** Measures what works best, and makes the context. */
async function prepareToPlay(
  llamaCpp: OpenedLlamaCpp,
  model: Model,
  header: Header,
  options: Sized & Pick<DrawingRequest, 'die'>,
): Promise<Tuning & Pick<PlayingEngine, 'context' | 'draw' | 'useThreads'> & { closeThreads: () => void }> {
  const { c, device, gpus } = llamaCpp;
  const { path, batchSize, kvType, flashAttention, contextSize } = options;
  const isOnGpu = device !== null && model.gpuLayers > 0;
  const pools = openPools(c);
  const open = (settings: ContextSettings, pool: ThreadPool): Context => {
    const own = { pointer: model.pointer, vocabularySize: model.table.size, isOnCpu: device === null };
    const context = openContext(c, own, settings, pool);
    if (context) return context;
    const { sequences: n, contextSize: size } = settings;
    throw failureInLog(
      n === 1
        ? say('{file}: no context of {size} tokens could be created', { file: path, size })
        : say('{file}: no {n} contexts of {size} tokens could be created', { file: path, n, size }),
    );
  };
  const free = freeOn({ c, gpus });
  const candidates = PARALLEL_CANDIDATES[isOnGpu ? 'gpu' : 'cpu'];
  const small = Math.min(contextSize, SMALL_CONTEXT);
  const startToken = model.table.bos ?? model.table.eos ?? 0;
  const tuning = tune(options, {
    isOnGpu,
    startToken,
    pools,
    open: (sequences, pool) =>
      open({ contextSize: small, batchSize: small, sequences, rows: sequences, kvType, flashAttention }, pool),
    most: isOnGpu
      ? comfortableOnGpu(header, options, candidates, free, model.gpuLayers)
      : comfortableParallel(header, options, candidates),
  });
  const { parallel, threads } = tuning;
  if (isOnGpu) requireVideoMemory(header, options, parallel, path, free, model.gpuLayers);
  const rows = options.scores ? SCORED_ROWS : parallel;
  const context = open(
    { contextSize, batchSize, sequences: parallel, rows, kvType, flashAttention },
    pools.of(threads),
  );
  pools.closeOthers(pools.of(threads));
  tryOut(context, startToken);
  const { die } = options;
  const drawing = drawingFor(llamaCpp, { options, model, context, threads, startToken, die });
  const closeThreads = (): void => {
    drawing.close();
    pools.closeOthers(null);
  };
  const useThreads = (count: number): void => context.use(pools.of(count));
  const sampling = { samplingThreads: drawing.threads, samplingCalibration: drawing.measured };
  return { ...tuning, ...sampling, context, draw: drawing.draw, useThreads, closeThreads };
}

interface DrawingRequest {
  options: Pick<LoadOptions, 'samplingThreads'>;
  model: Model;
  context: Context;
  threads: number;
  startToken: number;
  die: (reason: string) => never;
}

function drawingFor(
  { c, library }: OpenedLlamaCpp,
  { options, model, context, threads, startToken, die }: DrawingRequest,
): Drawing {
  const { table } = model;
  const chains = openChains(c, { table, contextSize: context.settings.contextSize });
  // Between two batches llama.cpp's threads do not sleep at once: they keep looking for work. This thread is one of them. One core is left to
  // the program that this process plays for.
  const cores = os.availableParallelism();
  const free = Math.min(cores - threads + 1, cores - 1);
  const { sequences: lanes } = context.settings;
  return openDrawing({
    ...{ threads: options.samplingThreads, free, context, startToken },
    openChain: () => chains.open(effectiveSampling({}), new Map(), 0),
    open: (count) => openSideBySide({ files: library, vocabularySize: table.size, lanes, threads: count, die }),
  });
}

/**
 * That a device is there does not mean that it can compute: what a driver cannot run, and what llama.cpp asserts of a header's numbers,
 * ends the process with the first batch. While loading, that is a reason to leave the device out, or a failure that names the file.
 */
function tryOut(context: Context, token: number): void {
  context.add(token, 0, 0, true);
  context.decode();
  context.row(0);
  context.forget(0, 0);
}

/** In tokens: early in a conversation, the weights take most of the time. */
const SMALL_CONTEXT = 256;
/** Rows of logits in one batch where given replies are scored. */
const SCORED_ROWS = 128;

function factsOf(header: Header, model: Model, vocabulary: Vocabulary, ends: ReplyEnds) {
  const { metadata } = header;
  const { table } = model;
  const textOf = (token: number | null): string => (token === null ? '' : table.textOf(token));
  return {
    fileType: fileTypeName(header),
    architecture: header.architecture,
    parameters: model.parameters,
    trainContextSize: numberAt(header.sizes, 'context_length'),
    metadata: shortMetadata(metadata),
    chatTemplate: chatTemplateIn(valueAt(metadata, 'tokenizer', 'chat_template')),
    bosToken: textOf(table.bos),
    eosToken: textOf(table.eos),
    vocabulary: { ...vocabularyFacts(vocabulary, ends), flaws: vocabularyFlaws(header) },
  };
}

async function engineFacts({ c, library, device, gpus }: OpenedLlamaCpp, model: Model, { splitMode }: Placement) {
  const isLocal = device?.plugIn === (await localCudaPlugIn());
  return {
    engine: {
      // Records of the time when node-llama-cpp itself played have its bare name: other rules, other replies.
      library: `llama.cpp from node-llama-cpp ${await libraryVersion()}`,
      release: library.release,
      build: isLocal ? `${library.build}, CUDA back end compiled here` : library.build,
      systemInfo: systemInfo(c.llama_print_system_info() ?? '', device?.gpu ?? false),
    },
    device: {
      gpu: device?.gpu ?? (false as const),
      names:
        device === null ? [os.cpus()[0]?.model.trim() ?? 'unknown CPU'] : gpus.map(({ description }) => description),
      gpuLayers: model.gpuLayers,
      totalLayers: model.totalLayers,
      ...(splitMode && { splitMode }),
    },
  };
}

function vocabularyFacts(
  { specials, bos, prependsBos }: Vocabulary,
  { canEnd }: ReplyEnds,
): Omit<VocabularyFacts, 'flaws'> {
  const marks = specials.filter((special) => !isWhiteSpace(special)).map(({ id, text }) => ({ id, text }));
  return {
    bos: marks.find(({ id }) => id === bos) ?? null,
    prependsBos,
    ends: marks.filter(({ id }) => canEnd(id)),
    specials: marks,
  };
}

/** @throws ModelFailure (fatal) `load-failed`: its own words for it would stand in the log only */
function requireSupported(file: string, header: Header): void {
  if (isSupported(header)) return;
  throw new ModelFailure(
    'load-failed',
    say('{file}: llama.cpp {release} does not support the architecture "{name}"', {
      file,
      release: RELEASE,
      name: header.architecture,
    }),
    { isFatal: true },
  );
}
