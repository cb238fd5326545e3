// One entry per backend; what a backend needs is loaded only when it is used. Start at `backendFor`.
import { describeError, ExitCode, UserError } from '../core/errors.ts';
import type { Sampling } from '../core/sampling.ts';
import type { AnthropicSpec, OpenAiCompletionsSpec, OpenAiSpec } from '../registry/schema.ts';
import type { Backend, EffectiveSampling } from './backend.ts';
import type { Adapter, HostedRequest } from './hosted/hosted-backend.ts';
import type { LlamaRequest } from './llama/llama.ts';
import type { ScriptedRequest } from './scripted.ts';

/** What is needed to open a model, by the backend that its entry names. */
export type OpenRequest =
  | LlamaRequest
  | ScriptedRequest
  | HostedRequest<OpenAiSpec>
  | HostedRequest<OpenAiCompletionsSpec>
  | HostedRequest<AnthropicSpec>;

interface BackendEntry {
  open(): Promise<Backend>;
  /** What a setting becomes; needs no model. The function throws a UserError for a setting that the backend does not have. */
  effectiveSampling(): Promise<(requested: Sampling) => EffectiveSampling>;
  /** @throws UserError for what can be known to be wrong without opening the model */
  check(): Promise<void>;
  /** Digest of the weights as they are now, or of what stands for them, without loading them. */
  weights(): Promise<string>;
}

export function openBackend(request: OpenRequest): Promise<Backend> {
  return backendFor(request).open();
}

export function effectiveSamplingFor(request: OpenRequest): Promise<(requested: Sampling) => EffectiveSampling> {
  return backendFor(request).effectiveSampling();
}

export function checkRequest(request: OpenRequest): Promise<void> {
  return backendFor(request).check();
}

export function weightsOf(request: OpenRequest): Promise<string> {
  return backendFor(request).weights();
}

function backendFor(request: OpenRequest): BackendEntry {
  switch (request.backend) {
    case 'llama':
      return {
        open: async () => (await import('./llama/llama.ts')).openLlamaBackend(request),
        effectiveSampling: async () => (await import('./llama/sampling.ts')).effectiveSampling,
        check: async () => {},
        weights: async () => {
          const { factCache, fileDigest } = await import('./llama/cache.ts');
          const { gguf, cacheDirectory, signal } = request;
          return fileDigest(gguf.path, factCache(cacheDirectory), signal).catch((cause: unknown) => {
            if (signal.aborted) throw new UserError('interrupted', { exitCode: ExitCode.interrupted, cause });
            throw new UserError(`cannot be read: ${describeError(cause)}`, { place: { file: gguf.path }, cause });
          });
        },
      };
    case 'scripted':
      return {
        open: async () => (await import('./scripted.ts')).openScriptedBackend(request),
        effectiveSampling: async () => (await import('./scripted.ts')).scriptedSampling,
        check: async () => {},
        weights: async () => (await import('./scripted.ts')).scriptedWeights(request),
      };
    case 'openai':
      return hosted(request, async () => (await import('./openai/chat.ts')).openAiChatAdapter(request.entry.spec));
    case 'openai-completions':
      return hosted(request, async () =>
        (await import('./openai/completions.ts')).openAiCompletionsAdapter(request.entry.spec),
      );
    case 'anthropic':
      return hosted(request, async () =>
        (await import('./anthropic/messages.ts')).anthropicAdapter(request.entry.spec),
      );
  }
}

function hosted(request: HostedRequest, adapter: () => Promise<Adapter>): BackendEntry {
  const room = () => import('./hosted/hosted-backend.ts');
  return {
    open: async () => (await room()).hostedBackend(request, await adapter()),
    effectiveSampling: async () => (await room()).hostedSamplingFor(request, await adapter()),
    check: async () => (await (await room()).templateFor(request, await adapter())).close(),
    weights: async () => (await room()).weightsOfHosted(request.entry.spec, (await adapter()).defaultBaseUrl),
  };
}
