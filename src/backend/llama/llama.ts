// The llama.cpp backend: one GGUF in one model process. Knows nothing of scenarios, records or terminals.
// Start at `openLlamaBackend`.
import { isDeepStrictEqual } from 'node:util';
import { describeError, ModelFailure } from '../../core/errors.ts';
import { factCache } from '../../core/fact-cache.ts';
import type { Limits } from '../../core/limits.ts';
import type { LlamaDescription } from '../../core/model-description.ts';
import type { LlamaIdentity } from '../../core/model-identity.ts';
import type { LlamaOptions, Mode } from '../../core/play-choices.ts';
import type { World } from '../../core/world.ts';
import { requireSwitches } from '../../prompt/switches.ts';
import type { FoundGguf } from '../../registry/find-gguf.ts';
import { weightsDigest } from '../../registry/weights-digest.ts';
import { asIs, say, type Text } from '../../words/text.ts';
import type { Backend } from '../backend.ts';
import { type TemplateRequest, templateChooser } from './choose-template.ts';
import { type Chosen, keptChoices, loadedAsChosen } from './kept-choices.ts';
import type { ModelProcess } from './model-process.ts';
import { requireParts } from './process/require-whole.ts';
import { promptTokenizerOf } from './prompt-tokenizer.ts';
import { BATCH_SIZE, type LoadedModel, type LoadOptions } from './protocol.ts';
import { recordedSpecialTokens } from './recorded-special-tokens.ts';
import { type Remembered, rememberedOf } from './remembered.ts';
import { effectiveSampling } from './sampling.ts';
import { openSessions, SHORT_LIMIT_MS, textPrompt } from './sessions.ts';
import type { SpareProcess } from './spare-process.ts';
import { splitOf } from './split.ts';
import { startLoaded } from './start-loaded.ts';

/** What an earlier session of the run measured and chose: a resumed run keeps it. */
export interface Measured {
  threads: number;
  parallel: number;
  /** null: that was another model. */
  chosen: Chosen | null;
}

export interface LlamaRequest extends TemplateRequest {
  backend: 'llama';
  gguf: FoundGguf;
  options: LlamaOptions;
  limits: Limits;
  mode: Mode;
  /** Parallel conversations in fast mode; null: chosen by measuring. */
  parallel: number | null;
  measured: Measured | null;
  /** How probable given replies are will be asked for, too. Default: false. */
  scores?: boolean;
  /** A model process that was started ahead, for the first model that wants one. */
  spare?: SpareProcess | undefined;
  /** Aborting its signal while the model loads stops the loading at once. */
  world: World;
}

/** @throws UserError for an unusable template; ModelFailure (fatal) if the file does not load */
export async function openLlamaBackend(request: LlamaRequest): Promise<Backend> {
  const { limits, world } = request;
  // Mistakes in a template file are found before anything expensive starts.
  const chooseTemplate = await templateChooser(request);
  const { load, loaded, modelProcess, description } = await startKnown(request, { scores: request.scores ?? false });
  const { template, choice } = await chooseTemplate(loaded).catch(async (error: unknown) => {
    await modelProcess.kill();
    throw error;
  });
  // What was measured and chosen holds for the whole run, whichever process plays it.
  const { threads, parallel, samplingThreads = 1 } = loaded;
  const again = {
    load: { ...load, ...keptChoices({ ...load, gpuLayers: 'auto' }, loaded), threads, parallel, samplingThreads },
    limitMs: limits.loadMs,
    world,
  };
  const sessions = openSessions({
    first: modelProcess,
    async restart() {
      const next = await loadedAsChosen(loaded, () => startLoaded(again));
      if (runsAlike(loaded, next.loaded)) return next.modelProcess;
      await next.modelProcess.kill();
      throw runsOtherwise(loaded, next.loaded);
    },
    limits,
  });
  return {
    description,
    identity: identityOf(description, request.mode),
    template,
    choice,
    tokenizer: promptTokenizerOf(loaded, () => sessions.current()),
    parallel,
    resumePolicy: request.mode === 'strict' ? 'replay' : 'restart',
    effectiveSampling(requested) {
      const sampling = effectiveSampling(requested);
      requireSwitches(template, sampling);
      return sampling;
    },
    async measure(prompt, sampling) {
      const logitBias = sampling.logitBias ?? {};
      const question = { type: 'tokenize', prompt: textPrompt(prompt), logitBias } as const;
      const { tokens, contextSize } = await sessions.current().tokenize(question, SHORT_LIMIT_MS);
      return { promptTokens: tokens.length, contextSize };
    },
    openSession: () => sessions.open(),
    ...(request.scores && {
      likelihoods: (await import('./likelihoods.ts')).likelihoodsOf(sessions.living, limits),
    }),
    peakMemory: () => sessions.current().memory(SHORT_LIMIT_MS),
    async close() {
      await Promise.all([sessions.current().kill(), template.close()]);
    },
  };
}

interface KnownStart {
  load: LoadOptions;
  loaded: LoadedModel;
  modelProcess: ModelProcess;
  description: LlamaDescription;
}

/**
 * A model process with its model loaded as the command line and the entry say, using earlier measurements.
 * @param scores how probable given replies are will be asked for, instead of replies
 * @throws ModelFailure (fatal) if the file cannot be read or does not load
 */
export async function startKnown(
  request: Omit<LlamaRequest, 'backend' | 'prompt'>,
  { scores }: { scores: boolean },
): Promise<KnownStart> {
  const { gguf, limits, spare, world } = request;
  const cache = factCache(world);
  await requireParts(gguf.path);
  const digest = await weightsDigest(gguf.path, cache, world.signal).catch((cause: unknown) => {
    throw new ModelFailure(
      'load-failed',
      say('{file}: cannot be read ({reason})', { file: gguf.path, reason: describeError(cause) }),
      {
        isFatal: true,
        cause,
      },
    );
  });
  const known = await rememberedOf(digest, request, cache);
  const asked = { ...loadOptionsOf(request, known), scores };
  const chosen = request.measured?.chosen ?? null;
  const kept = chosen ? { ...asked, ...keptChoices(asked, chosen) } : asked;
  const { load, loaded, modelProcess } = await loadedAsChosen(chosen, () =>
    startLoaded({ load: kept, limitMs: limits.loadMs, spare, world }),
  );
  // What another device can do than the one that was asked for is measured anew each time.
  if (load.avoid.length === 0) await known.remember(loaded, asked);
  return { load, loaded, modelProcess, description: describe(loaded, digest, known.threadsFrom) };
}

function runsAlike(before: LoadedModel, now: LoadedModel): boolean {
  return isDeepStrictEqual([before.engine, before.device], [now.engine, now.device]);
}

function runsOtherwise(before: LoadedModel, now: LoadedModel): ModelFailure {
  const onDevice = ({ device: { gpu, names, gpuLayers } }: LoadedModel): Text => {
    const device = asIs(`${gpu || 'CPU'} ${names.join(', ')}`);
    return say('{device}, {layers} layers on the GPU', { device, layers: gpuLayers });
  };
  const devices = { first: onDevice(before), second: onDevice(now) };
  const message = say(
    'the model process was started again, and runs otherwise than before: {first}; now {second}',
    devices,
  );
  return new ModelFailure('load-failed', message, { isFatal: true });
}

/** The command line overrides the entry. */
function loadOptionsOf(
  {
    entry,
    gguf,
    options,
    mode,
    parallel,
    measured,
  }: Pick<LlamaRequest, 'entry' | 'gguf' | 'options' | 'mode' | 'parallel' | 'measured'>,
  { threads, parallelSpeeds }: Remembered,
): Omit<LoadOptions, 'scores'> {
  const isFast = mode === 'fast';
  return {
    path: gguf.path,
    gpu: options.gpu,
    gpuLayers: options.gpuLayers ?? entry.spec.gpuLayers ?? 'auto',
    ...splitOf(options, entry),
    contextSize: options.contextSize ?? entry.spec.context ?? null,
    kvType: options.kvType ?? entry.spec.kvType ?? 'f16',
    flashAttention: options.flashAttention,
    batchSize: BATCH_SIZE,
    threads,
    parallel: isFast ? (parallel ?? measured?.parallel ?? 'auto') : 1,
    parallelSpeeds: isFast ? parallelSpeeds : null,
    samplingThreads: isFast ? 'auto' : 1,
    avoid: [],
    vocabularyOnly: false,
    engine: options.engine,
  };
}

function describe(loaded: LoadedModel, digest: string, threadsFrom: LlamaDescription['threadsFrom']): LlamaDescription {
  const { chatTemplate: _template, bosToken: _bos, eosToken: _eos, vocabulary, ...rest } = loaded;
  const specialTokens = recordedSpecialTokens(vocabulary.specials.map(({ text }) => text));
  return { backend: 'llama', weightsDigest: digest, threadsFrom, ...rest, ...specialTokens };
}

/** Everything that can change what is said, and nothing that cannot. */
function identityOf(description: LlamaDescription, mode: Mode): LlamaIdentity {
  const { weightsDigest, engine, device, contextSize, batchSize, threads, flashAttention, kvType } = description;
  const { parallel } = description;
  return {
    weightsDigest,
    engine,
    device: {
      gpu: device.gpu,
      names: device.names,
      gpuLayers: device.gpuLayers,
      ...(device.splitMode && { splitMode: device.splitMode }),
    },
    decoding: {
      contextSize,
      batchSize,
      threads,
      flashAttention,
      kvType,
      ...(mode === 'fast' && { parallel }),
    },
  };
}
