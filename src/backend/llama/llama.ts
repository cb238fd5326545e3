// The llama.cpp backend: one GGUF in one model process. Knows nothing of scenarios, records or terminals.
// Start at `openLlamaBackend`.
import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { describeError, ModelFailure } from '../../core/errors.ts';
import type { FoundGguf } from '../../registry/find-gguf.ts';
import type { GpuLayers, KvType } from '../../registry/schema.ts';
import type { Backend, Identity, LlamaDescription } from '../backend.ts';
import { factCache, fileDigest } from './cache.ts';
import { type TemplateRequest, templateChooser } from './choose-template.ts';
import { lensOf } from './lens.ts';
import type { Limits } from './model-process.ts';
import { BATCH_SIZE, type EngineChoice, type GpuChoice, type LoadedModel, type LoadOptions } from './protocol.ts';
import { type Remembered, rememberedOf } from './remembered.ts';
import { effectiveSampling } from './sampling.ts';
import { openSeats, SHORT_LIMIT_MS, textPrompt } from './session.ts';
import type { SpareProcess } from './spare-process.ts';
import { startLoaded } from './start-loaded.ts';

/** What was asked for about running GGUF files; null where nothing was. */
export interface LlamaOptions {
  gpu: GpuChoice;
  gpuLayers: GpuLayers | null;
  threads: number | null;
  contextSize: number | null;
  kvType: KvType | null;
  engine: EngineChoice;
}

/** What an earlier session of the run found out by measuring: a resumed run goes on with it. */
export interface Measured {
  threads: number;
  parallel: number;
  sharedPrefixTokens: number | null;
}

export interface LlamaRequest extends TemplateRequest {
  backend: 'llama';
  gguf: FoundGguf;
  options: LlamaOptions;
  limits: Limits;
  mode: 'strict' | 'fast';
  /** Conversations that advance together in fast mode; null: chosen by measuring. */
  parallel: number | null;
  measured: Measured | null;
  cacheDirectory: string;
  /** A model process that was started ahead, for the first model that wants one. */
  spare?: SpareProcess | undefined;
  /** Aborted while the model loads, it stops the loading at once. */
  signal: AbortSignal;
  environment: Readonly<Record<string, string | undefined>>;
}

/** @throws UserError for an unusable template; ModelFailure (fatal) when the file does not load */
export async function openLlamaBackend(request: LlamaRequest): Promise<Backend> {
  const { gguf, limits, environment, spare, signal } = request;
  const cache = factCache(request.cacheDirectory);
  // Mistakes in a template file are found before anything heavy begins.
  const chooseTemplate = await templateChooser(request);
  const digest = await fileDigest(gguf.path, cache, signal).catch((cause: unknown) => {
    throw new ModelFailure('load-failed', `${gguf.path}: cannot be read (${describeError(cause)})`, {
      isFatal: true,
      cause,
    });
  });
  const known = await rememberedOf(digest, request, cache);
  const stateDirectory = request.mode === 'fast' ? await mkdtemp(path.join(os.tmpdir(), 'hitogara-states-')) : null;
  const removeStates = async (): Promise<void> => {
    if (stateDirectory !== null) await rm(stateDirectory, { recursive: true, force: true });
  };
  const load = { ...loadOptionsOf(request, known), stateDirectory };
  const limitMs = limits.load;
  const start = { limitMs, environment, spare, signal };
  try {
    const { loaded, modelProcess } = await startLoaded({ ...start, load });
    await known.remember(loaded, load);
    const { template, choice } = await chooseTemplate(loaded).catch(async (error: unknown) => {
      await modelProcess.kill();
      throw error;
    });
    // What was measured holds for the whole run, whichever process plays it.
    const { threads, parallel, sharedPrefixTokens } = loaded;
    const again = { ...load, threads, parallel, sharedPrefixTokens };
    const seats = openSeats({
      first: modelProcess,
      restart: async () => (await startLoaded({ ...start, load: again })).modelProcess,
      limits,
    });
    const description = describe(loaded, digest, known.threadsFrom);
    return {
      description,
      identity: identityOf(description, request.mode),
      template,
      choice,
      lens: lensOf(loaded, () => seats.current()),
      parallel,
      interrupted: request.mode === 'strict' ? 'replay' : 'restart',
      effectiveSampling,
      async measure(prompt, sampling) {
        const logitBias = sampling.logitBias ?? {};
        const question = { type: 'tokenize', prompt: textPrompt(prompt), logitBias } as const;
        const { tokens, contextSize } = await seats.current().tokenize(question, SHORT_LIMIT_MS);
        return { promptTokens: tokens.length, contextSize };
      },
      openSession: () => seats.open(),
      async close() {
        await Promise.all([seats.current().kill(), template.close()]);
        await removeStates();
      },
    };
  } catch (error) {
    await removeStates();
    throw error;
  }
}

/** The command line wins over the entry. */
function loadOptionsOf(
  { entry, gguf, options, mode, parallel, measured }: LlamaRequest,
  { threads, parallelSpeeds, sharedPrefixTokens }: Remembered,
): Omit<LoadOptions, 'stateDirectory'> {
  const isFast = mode === 'fast';
  return {
    path: gguf.path,
    gpu: options.gpu,
    gpuLayers: options.gpuLayers ?? entry.spec.gpuLayers ?? 'auto',
    contextSize: options.contextSize ?? entry.spec.context ?? null,
    kvType: options.kvType ?? entry.spec.kvType ?? 'f16',
    batchSize: BATCH_SIZE,
    threads,
    parallel: isFast ? (parallel ?? measured?.parallel ?? 'auto') : 1,
    parallelSpeeds: isFast ? parallelSpeeds : null,
    sharedPrefixTokens: isFast ? sharedPrefixTokens : null,
    vocabularyOnly: false,
    engine: options.engine,
  };
}

function describe(loaded: LoadedModel, digest: string, threadsFrom: LlamaDescription['threadsFrom']): LlamaDescription {
  const { chatTemplate: _template, bosToken: _bos, eosToken: _eos, vocabulary: _vocabulary, ...rest } = loaded;
  return { backend: 'llama', sha256: digest, threadsFrom, ...rest };
}

/** Everything that can change what is said, and nothing that cannot. */
function identityOf(description: LlamaDescription, mode: LlamaRequest['mode']): Identity {
  const { sha256, engine, device, contextSize, batchSize, threads, flashAttention, kvType } = description;
  const { parallel, sharedPrefixTokens } = description;
  return {
    weights: sha256,
    engine,
    device: { gpu: device.gpu, names: device.names, gpuLayers: device.gpuLayers },
    decoding: {
      contextSize,
      batchSize,
      threads,
      flashAttention,
      kvType,
      ...(mode === 'fast' && { parallel, sharedPrefixTokens }),
    },
  };
}
