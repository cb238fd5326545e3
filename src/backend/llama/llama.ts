// The llama.cpp backend: one GGUF in one model process. Knows nothing of scenarios, records or terminals.
// Start at `openLlamaBackend`.
import os from 'node:os';
import { z } from 'zod';
import { describeError, ModelFailure } from '../../core/errors.ts';
import type { FoundGguf } from '../../registry/find-gguf.ts';
import type { ModelEntry } from '../../registry/load.ts';
import type { GpuLayers, KvType, LlamaSpec } from '../../registry/schema.ts';
import type { Backend, Identity, LlamaDescription } from '../backend.ts';
import { factCache, fileDigest } from './cache.ts';
import { fileTemplateOf, ownTemplate } from './choose-template.ts';
import { hasLocalBuild, libraryVersion } from './library-files.ts';
import type { Limits, ModelProcess } from './model-process.ts';
import type { EngineChoice, GpuChoice, LoadedModel, LoadOptions } from './protocol.ts';
import { effectiveSampling } from './sampling.ts';
import { SHORT_LIMIT_MS, sessionOf, textPrompt } from './session.ts';
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

export interface LlamaRequest {
  backend: 'llama';
  entry: ModelEntry<LlamaSpec>;
  gguf: FoundGguf;
  /** Template id, path, `gguf` or `gguf:first-user`, if the command line names one. */
  prompt: string | null;
  promptDirectories: readonly string[];
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

/** Fixed, because replies depend on how a prompt is cut into batches. */
export const BATCH_SIZE = 512;

/** @throws UserError for an unusable template; ModelFailure (fatal) when the file does not load */
export async function openLlamaBackend(request: LlamaRequest): Promise<Backend> {
  const { entry, gguf, options, limits, environment, spare, signal } = request;
  const cache = factCache(request.cacheDirectory);
  const selector = request.prompt ?? entry.spec.prompt;
  // Mistakes in a template file are found before anything heavy begins.
  const fileTemplate = await fileTemplateOf(selector, request.promptDirectories);
  const digest = await fileDigest(gguf.path, cache, signal).catch((cause: unknown) => {
    throw new ModelFailure('load-failed', `${gguf.path}: cannot be read (${describeError(cause)})`, {
      isFatal: true,
      cause,
    });
  });
  const threadsKey = await threadsKeyOf(digest, request);
  const remembered = await cache.read(threadsKey, z.number().int().min(1));
  const threads = options.threads ?? request.measured?.threads ?? remembered ?? null;
  const load = loadOptionsOf(request, threads);
  const limitMs = limits.load;
  const first = await startLoaded({ load, limitMs, environment, spare, signal });
  const { loaded } = first;
  let { modelProcess } = first;
  if (loaded.calibration) await cache.write(threadsKey, loaded.threads);
  const template =
    fileTemplate ??
    (await ownTemplate(selector, loaded, entry).catch(async (error: unknown) => {
      await modelProcess.kill();
      throw error;
    }));
  /** It may have died in an earlier conversation; the number of threads that was measured then holds for the whole run. */
  const modelInReadiness = async (): Promise<ModelProcess> => {
    if (!modelProcess.isAlive) {
      const again = { ...load, threads: loaded.threads };
      ({ modelProcess } = await startLoaded({ load: again, limitMs, environment, spare, signal }));
    }
    return modelProcess;
  };
  const threadsFrom = options.threads !== null ? 'option' : threads === null ? 'calibration' : 'cache';
  const description = describe(loaded, digest, threadsFrom);
  return {
    description,
    identity: identityOf(description),
    template,
    parallel: 1,
    isReproducible: true,
    effectiveSampling,
    async measure(prompt, sampling) {
      const logitBias = sampling.logitBias ?? {};
      const request = { type: 'tokenize', prompt: textPrompt(prompt), logitBias } as const;
      const { tokens, contextSize } = await modelProcess.tokenize(request, SHORT_LIMIT_MS);
      return { promptTokens: tokens.length, contextSize };
    },
    openSession: async () => sessionOf(modelInReadiness, limits),
    async close() {
      await Promise.all([modelProcess.kill(), template.close()]);
    },
  };
}

/** The command line wins over the entry. */
function loadOptionsOf({ entry, gguf, options }: LlamaRequest, threads: number | null): LoadOptions {
  return {
    path: gguf.path,
    gpu: options.gpu,
    gpuLayers: options.gpuLayers ?? entry.spec.gpuLayers ?? 'auto',
    contextSize: options.contextSize ?? entry.spec.context ?? null,
    kvType: options.kvType ?? entry.spec.kvType ?? 'f16',
    batchSize: BATCH_SIZE,
    threads,
    vocabularyOnly: false,
    engine: options.engine,
  };
}

function describe(loaded: LoadedModel, digest: string, threadsFrom: LlamaDescription['threadsFrom']): LlamaDescription {
  const { chatTemplate: _template, bosToken: _bos, eosToken: _eos, specialTokens: _specials, ...rest } = loaded;
  return { backend: 'llama', sha256: digest, threadsFrom, ...rest };
}

/** Everything that can change what is said, and nothing that cannot. */
function identityOf(description: LlamaDescription): Identity {
  const { sha256, engine, device, contextSize, batchSize, threads, flashAttention, kvType } = description;
  return {
    weights: sha256,
    engine,
    device: { gpu: device.gpu, names: device.names, gpuLayers: device.gpuLayers },
    decoding: { contextSize, batchSize, threads, flashAttention, kvType },
  };
}

/** What the best number of threads depends on: the machine, the weights, what runs them, and where. */
async function threadsKeyOf(digest: string, { entry, options }: LlamaRequest): Promise<unknown> {
  const { gpu, engine } = options;
  const build = engine === 'prebuilt' || !(await hasLocalBuild()) ? 'prebuilt' : 'openmp';
  const gpuLayers = options.gpuLayers ?? entry.spec.gpuLayers ?? 'auto';
  return [
    'threads',
    os.cpus()[0]?.model ?? '',
    os.availableParallelism(),
    digest,
    await libraryVersion(),
    build,
    gpu,
    gpuLayers,
  ];
}
