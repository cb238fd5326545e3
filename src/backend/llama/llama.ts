// The llama.cpp backend: one GGUF in one model process. Knows nothing of scenarios, records or terminals.
// Start at `openLlamaBackend`.
import os from 'node:os';
import { z } from 'zod';
import { describeError, ModelFailure, UserError } from '../../core/errors.ts';
import { sha256 } from '../../core/hash.ts';
import { isGgufSelector, openGgufTemplate } from '../../prompt/gguf-template.ts';
import { loadTemplate } from '../../prompt/load.ts';
import { type PromptTemplate, promptText, type RenderedPrompt } from '../../prompt/prompt.ts';
import type { FoundGguf } from '../../registry/find-gguf.ts';
import type { ModelEntry } from '../../registry/load.ts';
import type { GpuLayers, KvType } from '../../registry/schema.ts';
import type { Backend, BackendDescription, BackendSession, Reply, ReplyRequest } from '../backend.ts';
import { type FactCache, factCache, fileDigest } from './cache.ts';
import { type Limits, type ModelProcess, startModelProcess } from './model-process.ts';
import type { EngineChoice, GpuChoice, LoadedModel, LoadOptions, TextPrompt } from './protocol.ts';
import { effectiveSampling } from './sampling.ts';

/** What the command line says about running GGUF files; null where it says nothing. */
export interface LlamaOptions {
  gpu: GpuChoice;
  gpuLayers: GpuLayers | null;
  threads: number | null;
  contextSize: number | null;
  kvType: KvType | null;
  engine: EngineChoice;
  limits: Limits;
}

export interface LlamaRequest {
  entry: ModelEntry;
  gguf: FoundGguf;
  /** Template id, path, `gguf` or `gguf:first-user`, if the command line names one. */
  prompt: string | null;
  promptDirectories: readonly string[];
  options: LlamaOptions;
  cacheDirectory: string;
  /** Aborted while the model loads, it stops the loading at once. */
  signal: AbortSignal;
  environment: Readonly<Record<string, string | undefined>>;
}

/** Fixed, because replies depend on how a prompt is cut into batches. */
const BATCH_SIZE = 512;
const SHORT_LIMIT_MS = 30_000;

/** @throws UserError for an unusable template; ModelFailure (fatal) when the file does not load */
export async function openLlamaBackend(request: LlamaRequest): Promise<Backend> {
  const { entry, gguf, options } = request;
  const cache = factCache(request.cacheDirectory);
  const selector = request.prompt ?? entry.spec.prompt;
  const fileTemplate = await fileTemplateOf(selector, request.promptDirectories);
  let modelProcess = startModelProcess(request.environment);
  const stopLoading = (): void => void modelProcess.kill();
  request.signal.addEventListener('abort', stopLoading, { once: true });
  try {
    const digest = await fileDigest(gguf.path, cache, request.signal).catch((cause: unknown) => {
      throw new ModelFailure('load-failed', `${gguf.path}: cannot be read (${describeError(cause)})`, {
        isFatal: true,
        cause,
      });
    });
    const threads = await knownThreads(digest, options, cache);
    const loadOptions: LoadOptions = {
      path: gguf.path,
      gpu: options.gpu,
      gpuLayers: options.gpuLayers ?? entry.spec.gpuLayers ?? 'auto',
      contextSize: options.contextSize ?? entry.spec.context ?? null,
      kvType: options.kvType ?? entry.spec.kvType ?? 'f16',
      batchSize: BATCH_SIZE,
      threads: threads.threads,
      vocabularyOnly: false,
      engine: options.engine,
    };
    const loaded = await load(modelProcess, loadOptions, options.limits.load);
    if (loaded.calibration) await cache.write(threadsKey(digest, options), loaded.threads);
    const template = fileTemplate ?? (await ownTemplate(selector, loaded, entry));
    const description = describe(loaded, digest, threads.from);
    return backendOf(description, template);

    function backendOf(description: BackendDescription, template: PromptTemplate): Backend {
      return {
        description,
        template,
        effectiveSampling,
        async measure(prompt) {
          const { tokens, contextSize } = await modelProcess.tokenize(
            { type: 'tokenize', prompt: textPrompt(prompt) },
            SHORT_LIMIT_MS,
          );
          return { promptTokens: tokens.length, contextSize };
        },
        async openSession() {
          if (!modelProcess.isAlive) {
            // It died in an earlier conversation; what it was set to then, calibration included, holds for the whole run.
            modelProcess = startModelProcess(request.environment);
            await load(modelProcess, { ...loadOptions, threads: loaded.threads }, options.limits.load);
          }
          await modelProcess.reset(SHORT_LIMIT_MS);
          return sessionOf(modelProcess, options.limits);
        },
        async close() {
          await Promise.all([modelProcess.kill(), template.close()]);
        },
      };
    }
  } catch (error) {
    await modelProcess.kill();
    throw error;
  } finally {
    request.signal.removeEventListener('abort', stopLoading);
  }
}

/** The prompt that a model would receive, as text and as token ids; only the vocabulary is loaded. */
export async function tokenizeWith(
  request: Pick<LlamaRequest, 'entry' | 'gguf' | 'prompt' | 'promptDirectories' | 'environment'>,
  render: (template: PromptTemplate) => Promise<RenderedPrompt>,
): Promise<{ prompt: RenderedPrompt; tokens: number[]; pieces: string[]; warnings: string[] }> {
  const { entry, gguf, promptDirectories, environment } = request;
  const selector = request.prompt ?? entry.spec.prompt;
  const fileTemplate = await fileTemplateOf(selector, promptDirectories);
  const modelProcess = startModelProcess(environment);
  try {
    const loaded = await load(modelProcess, { ...VOCABULARY_ONLY, path: gguf.path }, SHORT_LIMIT_MS);
    const template = fileTemplate ?? (await ownTemplate(selector, loaded, entry));
    try {
      const prompt = await render(template);
      const { tokens, pieces, warnings } = await modelProcess.tokenize(
        { type: 'tokenize', prompt: textPrompt(prompt) },
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
  vocabularyOnly: true,
  engine: 'auto',
} as const;

/** Mistakes in a template file are found before anything heavy begins. null: the GGUF's own template is wanted. */
async function fileTemplateOf(
  selector: string | undefined,
  directories: readonly string[],
): Promise<PromptTemplate | null> {
  if (selector === undefined || isGgufSelector(selector)) return null;
  const template = await loadTemplate(selector, directories);
  if (template.frontMatter.kind === 'text') return template;
  throw new UserError(`the prompt template "${template.id}" is for chat APIs; a GGUF file needs one of kind text`, {
    place: { file: template.file },
  });
}

/** A process that dies while it loads will die again. */
async function load(modelProcess: ModelProcess, options: LoadOptions, limitMs: number): Promise<LoadedModel> {
  try {
    return await modelProcess.load(options, limitMs);
  } catch (error) {
    if (!(error instanceof ModelFailure) || error.code !== 'process-died') throw error;
    throw new ModelFailure('load-failed', `${options.path}: ${error.message} while loading`, {
      isFatal: true,
      cause: error,
    });
  }
}

function sessionOf(modelProcess: ModelProcess, limits: Limits): BackendSession {
  return {
    async reply({ prompt, sampling, seed, onText, signal }: ReplyRequest): Promise<Reply> {
      const started = performance.now();
      let timeToFirstTokenMs: number | null = null;
      const stop = [...new Set([...prompt.stop, ...(sampling.stop ?? [])])];
      const generated = await modelProcess.reply(
        { type: 'reply', prompt: textPrompt(prompt), stop, sampling, seed },
        {
          limits,
          signal,
          onText: (text) => {
            timeToFirstTokenMs ??= performance.now() - started;
            if (text !== '') onText?.(text);
          },
        },
      );
      if (generated.promptMs !== null) timeToFirstTokenMs ??= performance.now() - started;
      const evaluatedTokens = generated.promptTokens - generated.reusedTokens;
      return {
        ...generated,
        evaluatedTokens,
        timeToFirstTokenMs,
        promptTokensPerSecond: rate(evaluatedTokens, generated.promptMs),
        tokensPerSecond: rate(generated.replyTokens - 1, generated.generateMs),
        promptHash: sha256(promptText(textPrompt(prompt).parts)),
      };
    },
    close: async () => {},
  };
}

function textPrompt(prompt: RenderedPrompt): TextPrompt {
  if (prompt.kind !== 'text') throw new Error('a GGUF file takes a text prompt');
  return { parts: prompt.parts, bos: prompt.bos, markers: prompt.markers };
}

/** Per second; null where nothing was measured. */
function rate(count: number, milliseconds: number | null): number | null {
  return milliseconds === null || milliseconds <= 0 || count <= 0 ? null : (count * 1_000) / milliseconds;
}

async function ownTemplate(
  selector: string | undefined,
  loaded: LoadedModel,
  entry: ModelEntry,
): Promise<PromptTemplate> {
  if (loaded.chatTemplate === null) {
    throw new UserError(
      `${loaded.path} has no chat template inside, and ${selector ? 'that is what was asked for' : 'none was named'}`,
      {
        remedy: `Name one with --prompt, such as --prompt chatml${entry.text ? `, or with "prompt:" in ${entry.file}` : ''}. npm run prompts -- list shows them.`,
      },
    );
  }
  return openGgufTemplate({
    file: loaded.path,
    template: loaded.chatTemplate,
    bosToken: loaded.bosToken,
    eosToken: loaded.eosToken,
    specialTokens: loaded.specialTokens,
    persona: selector === 'gguf:first-user' ? 'first-user' : 'system',
  });
}

function describe(loaded: LoadedModel, digest: string, threadsFrom: 'option' | 'cache' | null): BackendDescription {
  const { chatTemplate: _template, bosToken: _bos, eosToken: _eos, specialTokens: _specials, ...rest } = loaded;
  return { backend: 'llama', sha256: digest, threadsFrom: threadsFrom ?? 'calibration', ...rest };
}

async function knownThreads(
  digest: string,
  options: LlamaOptions,
  cache: FactCache,
): Promise<{ threads: number | null; from: 'option' | 'cache' | null }> {
  if (options.threads !== null) return { threads: options.threads, from: 'option' };
  const threads = await cache.read(threadsKey(digest, options), z.number().int().min(1));
  return threads === undefined ? { threads: null, from: null } : { threads, from: 'cache' };
}

/** What the best number of threads depends on: the machine, the weights, and what runs them. */
function threadsKey(digest: string, { gpu, gpuLayers, engine }: LlamaOptions): unknown {
  return ['threads', os.cpus()[0]?.model ?? '', os.availableParallelism(), digest, gpu, gpuLayers, engine];
}
