// One entry per backend: what it declares about itself, and how to open a model. A backend's code is loaded only when it is used.
// Start at `backendFor`.
import { describeError, ExitCode, ModelFailure, UserError } from '../core/errors.ts';
import type { Sampling } from '../core/sampling.ts';
import type { AnthropicSpec, OpenAiCompletionsSpec, OpenAiSpec } from '../registry/schema.ts';
import { say } from '../words/text.ts';
import type { Anatomy } from './anatomy.ts';
import type { Backend, EffectiveSampling, Forecast, LogLikelihoodModel } from './backend.ts';
import type { Adapter, HostedRequest } from './hosted/hosted-backend.ts';
import { costKnowledge } from './hosted/price.ts';
import type { LlamaRequest } from './llama/llama.ts';
import { splitOf } from './llama/split.ts';
import type { ScriptedRequest } from './scripted.ts';

/** What is needed to open a model, by the backend that its entry names. */
export type OpenRequest =
  | LlamaRequest
  | ScriptedRequest
  | HostedRequest<OpenAiSpec>
  | HostedRequest<OpenAiCompletionsSpec>
  | HostedRequest<AnthropicSpec>;

/** A model that decodes on this machine, in one mode or another. */
export type LocalRequest = Extract<OpenRequest, { mode: unknown }>;

/** What shared code may ask about a backend instead of checking its name. */
export interface BackendTraits {
  /** Path of the weights; null: there are none on this machine. */
  file: string | null;
  /** Whether a prompt can be measured before it is sent, so that turns that do not fit can be dropped. */
  measuresPrompts: boolean;
  /** Whether the API refuses a conversation that the character begins. */
  userBegins: boolean;
  /** What is known of the price of a reply. */
  cost: 'free' | 'known' | 'unknown';
}

interface BackendEntry {
  traits: BackendTraits;
  open(): Promise<Backend>;
  /** null: its probabilities are not accessible. */
  openLogLikelihood: (() => Promise<LogLikelihoodModel>) | null;
  /** Effective settings; needs no model. The function throws a UserError for a setting that the backend does not support. */
  effectiveSampling(): Promise<(requested: Sampling) => EffectiveSampling>;
  /** @throws UserError for what can be found wrong without opening the model */
  check(): Promise<void>;
  /** Digest of the weights as they are now, or of what stands for them, without loading them. */
  weightsDigest(): Promise<string>;
  forecast(): Promise<Forecast>;
  /** null: there is no file on this machine. */
  anatomy(): Promise<Anatomy | null>;
}

export function traitsOf(request: OpenRequest): BackendTraits {
  return backendFor(request).traits;
}

export function openBackend(request: OpenRequest): Promise<Backend> {
  return backendFor(request).open();
}

/** @throws UserError for a backend without access to probabilities */
export async function openLogLikelihood(request: OpenRequest): Promise<LogLikelihoodModel> {
  const { openLogLikelihood } = backendFor(request);
  if (openLogLikelihood) return openLogLikelihood();
  throw noProbabilities(request);
}

/** @throws UserError for a model that cannot say how probable given replies are */
export function requireProbabilities(request: OpenRequest): void {
  if (!backendFor(request).openLogLikelihood) throw noProbabilities(request);
}

function noProbabilities(request: OpenRequest): UserError {
  return new UserError(
    say('the model "{model}" does not give access to probabilities', { model: request.entry.spec.id }),
    {
      place: { file: request.entry.file },
      remedy: say('Only a GGUF file on this machine does.'),
    },
  );
}

export function effectiveSamplingFor(request: OpenRequest): Promise<(requested: Sampling) => EffectiveSampling> {
  return backendFor(request).effectiveSampling();
}

export function checkRequest(request: OpenRequest): Promise<void> {
  return backendFor(request).check();
}

export function weightsDigestOf(request: OpenRequest): Promise<string> {
  return backendFor(request).weightsDigest();
}

export function forecastOf(request: OpenRequest): Promise<Forecast> {
  return backendFor(request).forecast();
}

/** @throws UserError for a file that cannot be read */
export async function anatomyOf(request: OpenRequest): Promise<Anatomy | null> {
  return backendFor(request).anatomy();
}

export function isLocal(request: OpenRequest): request is LocalRequest {
  return 'mode' in request;
}

const NOTHING_KNOWN: Forecast = { memory: null, template: null };

function backendFor(request: OpenRequest): BackendEntry {
  switch (request.backend) {
    case 'llama':
      return llama(request);
    case 'scripted':
      return scripted(request);
    case 'openai':
      return hosted(request, async () => (await import('./openai/chat.ts')).openAiChatAdapter(request.entry.spec));
    case 'openai-completions':
      return hosted(request, async () =>
        (await import('./openai/completions.ts')).openAiCompletionsAdapter(request.entry.spec),
      );
    case 'anthropic':
      // Messages API: "first message must use the user role".
      return hosted(
        request,
        async () => (await import('./anthropic/messages.ts')).anthropicAdapter(request.entry.spec),
        true,
      );
  }
}

function llama(request: LlamaRequest): BackendEntry {
  const { gguf, world } = request;
  return {
    traits: { file: gguf.path, measuresPrompts: true, userBegins: false, cost: 'free' },
    open: async () => (await import('./llama/llama.ts')).openLlamaBackend(request),
    openLogLikelihood: async () => (await import('./llama/log-likelihood.ts')).openLlamaLogLikelihood(request),
    effectiveSampling: async () => (await import('./llama/sampling.ts')).effectiveSampling,
    check: async () => requireDevice(request),
    async weightsDigest() {
      const [{ weightsDigest }, { factCache }] = await Promise.all([
        import('../registry/weights-digest.ts'),
        import('../core/fact-cache.ts'),
      ]);
      return weightsDigest(gguf.path, factCache(world), world.signal).catch((cause: unknown) => {
        if (world.signal.aborted) throw new UserError(say('interrupted'), { exitCode: ExitCode.interrupted, cause });
        throw new UserError(say('cannot be read: {reason}', { reason: describeError(cause) }), {
          place: { file: gguf.path },
          cause,
        });
      });
    },
    forecast: async () => (await import('./llama/forecast.ts')).forecastLlama(request),
    async anatomy() {
      const [{ anatomyOfFile }, { factCache }] = await Promise.all([
        import('./llama/anatomy-of.ts'),
        import('../core/fact-cache.ts'),
      ]);
      const file = { path: gguf.path, digest: await weightsDigestOf(request) };
      return anatomyOfFile(file, factCache(world), world).catch((error: unknown) => {
        throw error instanceof ModelFailure ? new UserError(error.text, { cause: error }) : error;
      });
    },
  };
}

/** @throws UserError for what is asked of a GPU that is not to be used, or of one of several for all of them */
function requireDevice({ options, entry }: LlamaRequest): void {
  const { gpu, gpuLayers, mainGpu } = options;
  splitOf(options, entry);
  if (gpu !== 'off') return;
  const remedy = say('Drop one of them: with --gpu off, all layers are on the CPU.');
  if (gpuLayers !== null && gpuLayers !== 'auto' && gpuLayers !== 0)
    throw new UserError(say('--gpu off and --gpu-layers {n} cannot be used together', { n: String(gpuLayers) }), {
      remedy,
    });
  if (mainGpu !== null)
    throw new UserError(say('--gpu off and --main-gpu {n} cannot be used together', { n: mainGpu }), { remedy });
}

function scripted(request: ScriptedRequest): BackendEntry {
  const room = () => import('./scripted.ts');
  return {
    // A scripted reply is never too long.
    traits: { file: null, measuresPrompts: true, userBegins: false, cost: 'free' },
    open: async () => (await room()).openScriptedBackend(request),
    openLogLikelihood: null,
    effectiveSampling: async () => (await room()).scriptedSampling,
    check: async () => {},
    weightsDigest: async () => (await room()).scriptedDigest(request),
    forecast: async () => NOTHING_KNOWN,
    anatomy: async () => null,
  };
}

/** @param userBegins whether the first message must be the user's */
function hosted(request: HostedRequest, adapter: () => Promise<Adapter>, userBegins = false): BackendEntry {
  const { spec } = request.entry;
  const room = () => import('./hosted/hosted-backend.ts');
  return {
    traits: { file: null, measuresPrompts: false, userBegins, cost: costKnowledge(spec) },
    open: async () => (await room()).hostedBackend(request, await adapter()),
    openLogLikelihood: null,
    effectiveSampling: async () => (await room()).hostedSamplingFor(request, await adapter()),
    check: async () => (await room()).checkHosted(request, await adapter()),
    weightsDigest: async () => (await room()).hostedDigest(spec, (await adapter()).defaultBaseUrl),
    forecast: async () => NOTHING_KNOWN,
    anatomy: async () => null,
  };
}
