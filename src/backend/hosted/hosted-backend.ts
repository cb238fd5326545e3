// A model behind an API as a Backend: what all APIs have in common. An adapter adds how to send requests and read the answers.
// Start at `hostedBackend`.
import { ModelFailure, UserError } from '../../core/errors.ts';
import { hashData } from '../../core/hash.ts';
import type { Price } from '../../core/price.ts';
import type { Sampling } from '../../core/sampling.ts';
import { createSecrets, type Secrets } from '../../core/secrets.ts';
import type { Places, World } from '../../core/world.ts';
import { loadTemplate } from '../../prompt/load.ts';
import { namedChoice, type PromptTemplate, type RenderedPrompt } from '../../prompt/prompt.ts';
import { promptHash } from '../../prompt/prompt-hash.ts';
import type { ModelEntry } from '../../registry/load.ts';
import type { HostedSpec } from '../../registry/schema.ts';
import { say } from '../../words/text.ts';
import type { Backend, BackendSession, EffectiveSampling, Reply, ReplyRequest } from '../backend.ts';
import { dataOf } from './answer.ts';
import { type ApiKey, apiKeyFor } from './api-key.ts';
import type { Collected, ExchangeLimits } from './exchange.ts';
import { NO_REASON } from './finish-reason.ts';
import { guardedFetch } from './guarded-fetch.ts';
import { hostedSampling, type WireNames, type WireSwitches } from './hosted-sampling.ts';
import type { Piece, Usage } from './pieces.ts';
import { costOf, priceOf } from './price.ts';
import type { Provider, Providers } from './provider.ts';
import { replyPieces } from './reply-pieces.ts';
import { type FailureKind, RequestFailure } from './request-failure.ts';
import { askPatiently } from './retry.ts';

export interface HostedRequest<Spec extends HostedSpec = HostedSpec> {
  backend: Spec['backend'];
  entry: ModelEntry<Spec>;
  prompt: string | null;
  /** Whether settings that the API does not support are dropped instead of rejected. */
  ignoreUnsupported: boolean;
  limits: ExchangeLimits;
  providers: Providers;
  /** The longest wait after a first failure, in milliseconds; default 1000. */
  firstWaitMs?: number | undefined;
  world: Places & Pick<World, 'environment' | 'secrets' | 'now'>;
}

/** What an adapter needs to talk to its API. */
export interface Access {
  apiKey: ApiKey;
  baseUrl: string;
  fetch: ReturnType<typeof guardedFetch>;
}

/** The part of a backend that differs from API to API. */
export interface Adapter {
  /** For people, such as "the OpenAI API". */
  name: string;
  promptKind: RenderedPrompt['kind'];
  /** The template for an entry that names none; null: there is no default. */
  defaultPrompt: string | null;
  defaultBaseUrl: string;
  sampling: WireNames;
  switches: WireSwitches;
  /** Whether the API takes a seed. */
  takesSeed: boolean;
  /** Warnings about a prompt before it is sent. */
  warnings(prompt: RenderedPrompt): string[];
  /** Sends a request; the answer's body is not read. */
  connect(access: Access): (request: ReplyRequest, signal: AbortSignal) => Promise<Response>;
  /**
   * Reads one event of a stream, or the one object that came in place of a stream.
   * @throws RequestFailure
   */
  piecesOf(data: unknown): Piece[];
}

const START = 32;
const MOST = 64;
/** While one is recorded, another can ask. Few at once are those of a server that keeps what it has read of each conversation. */
const beyondMost = (most: number): number => Math.floor(most / 32) * 8;

/** @throws UserError for a missing key, an unusable template */
export async function hostedBackend(request: HostedRequest, adapter: Adapter): Promise<Backend> {
  const { entry, limits, firstWaitMs, world } = request;
  const { spec } = entry;
  const apiKey = apiKeyFor(entry, world.environment);
  const baseUrl = spec.baseUrl ?? adapter.defaultBaseUrl;
  const { origin } = new URL(baseUrl);
  const redactForeign = redactor(apiKey);
  const redact = (text: string): string => redactForeign?.(text, 'error') ?? text;
  const send = adapter.connect({ apiKey, baseUrl, fetch: guardedFetch(redact, () => world.now().getTime()) });
  const ask = async (question: ReplyRequest, signal: AbortSignal): Promise<AsyncIterable<Piece>> => {
    const { maxTokens } = question.sampling;
    return replyPieces(dataOf(await send(question, signal), { redact, maxTokens }), adapter.piecesOf);
  };
  const template = await templateFor(request, adapter);
  const most = spec.concurrency ?? MOST;
  const provider = request.providers.of(`${origin} ${apiKey.name ?? ''}`, { start: Math.min(START, most), most });
  const { host } = new URL(baseUrl);
  const context = { adapter, spec, host, ask, provider, limits, firstWaitMs, redact, redactForeign };
  return {
    description: {
      backend: spec.backend,
      provider: origin,
      model: spec.model,
      price: spec.price ?? null,
      warnings: adapter.takesSeed
        ? []
        : [String(say('{api} takes no seed: the same conversation may come out differently', { api: adapter.name }))],
    },
    identity: { weightsDigest: hostedDigest(spec, adapter.defaultBaseUrl), provider: origin, model: spec.model },
    template,
    choice: namedChoice(request.prompt, spec.prompt),
    tokenizer: null,
    parallel: most + beyondMost(most),
    resumePolicy: 'continue',
    effectiveSampling: hostedSamplingFor(request, adapter),
    measure: async () => null,
    openSession: async () => sessionOf(context),
    close: () => template.close(),
  };
}

export function hostedSamplingFor(
  { entry: { spec }, ignoreUnsupported }: HostedRequest,
  { name, sampling, switches: all }: Adapter,
): (requested: Sampling) => EffectiveSampling {
  const lacks: readonly string[] = spec.lacks ?? [];
  const names = Object.fromEntries(Object.entries(sampling).filter(([field]) => !lacks.includes(field)));
  const switches = {
    thinking: lacks.includes('thinking') ? {} : all.thinking,
    templateVariables: lacks.includes('templateVariables') ? null : all.templateVariables,
  };
  const api = lacks.length > 0 ? `${spec.model} through ${name}` : name;
  return (requested) => hostedSampling(requested, { api, names, switches, ignoreUnsupported });
}

/** Which weights an API uses is known only by the name it gives them. */
export function hostedDigest(spec: HostedSpec, defaultBaseUrl: string): string {
  return hashData({ origin: new URL(spec.baseUrl ?? defaultBaseUrl).origin, model: spec.model });
}

interface SessionContext {
  adapter: Adapter;
  spec: HostedSpec;
  host: string;
  ask: (request: ReplyRequest, signal: AbortSignal) => Promise<AsyncIterable<Piece>>;
  provider: Provider;
  limits: ExchangeLimits;
  firstWaitMs: number | undefined;
  redact: (text: string) => string;
  redactForeign: Secrets['redactForeign'] | null;
}

/** APIs keep no state between requests, and neither does a session. */
function sessionOf({ adapter, spec, host, ask, redact, redactForeign, ...patience }: SessionContext): BackendSession {
  return {
    begin: async () => {},
    async reply(request) {
      const { signal, seed, onText, onRetry } = request;
      try {
        const collected = await askPatiently({
          ...patience,
          ask: (own) => ask(request, own),
          maxTokens: request.sampling.maxTokens,
          redact: redactForeign,
          signal,
          seed,
          onText,
          onRetry: onRetry && ((retry) => onRetry({ ...retry, reason: redact(retry.reason) })),
        });
        return replyOf(collected, request, priceOf(spec), adapter.warnings(request.prompt));
      } catch (error) {
        if (!(error instanceof RequestFailure)) throw error;
        // Without its cause, which may contain what redact removes.
        throw new ModelFailure(error.kind, redact(`${spec.model} at ${host}: ${error.message}`), {
          isFatal: isFatal(error.kind),
        });
      }
    },
    close: async () => {},
  };
}

/** Failures that every further request would hit too. */
function isFatal(kind: FailureKind): boolean {
  return kind === 'auth-failed' || kind === 'rejected';
}

function replyOf(
  collected: Collected & { attempts: number },
  { prompt, sampling }: ReplyRequest,
  price: Price | undefined,
  warnings: string[],
): Reply {
  const { text, reasoning, finishReason, usage, timeToFirstTokenMs, pace, attempts } = collected;
  const { promptTokens, cachedTokens, replyTokens } = usage;
  const streamedTokens = streamedTokensOf(usage, reasoning);
  const isUnexplained = finishReason === NO_REASON;
  return {
    text,
    ...(reasoning !== '' && { reasoning }),
    finishReason:
      isUnexplained && replyTokens !== null && replyTokens >= sampling.maxTokens
        ? { ...NO_REASON, unified: 'length' }
        : finishReason,
    promptTokens,
    reusedTokens: cachedTokens,
    evaluatedTokens: promptTokens === null || cachedTokens === null ? null : promptTokens - cachedTokens,
    replyTokens,
    timeToFirstTokenMs,
    promptMs: null,
    generateMs: pace?.generateMs ?? null,
    promptTokensPerSecond: null,
    tokensPerSecond:
      pace !== null && streamedTokens !== null && streamedTokens > 1
        ? (streamedTokens * pace.laterShare * 1_000) / pace.laterMs
        : null,
    promptHash: promptHash(prompt),
    // A provider that rejects a prompt has generated nothing.
    costUsd: finishReason.unified === 'filter' && replyTokens === null ? 0 : costOf(usage, price),
    attempts,
    warnings: [
      ...warnings,
      ...collected.warnings,
      ...(replyTokens !== null && replyTokens > sampling.maxTokens
        ? [beyondLimit(replyTokens, sampling.maxTokens)]
        : []),
      ...(isUnexplained ? [String(say('the server did not say why the reply ended, only that it is complete'))] : []),
      ...leakedMarker(text),
    ],
  };
}

function beyondLimit(n: number, limit: number): string {
  return String(say('the server counts {n} tokens in the reply, but the limit was {limit}', { n, limit }));
}

/** How formats write the end of a turn. */
const END_MARKER =
  /(<\|(im_end|eot_id|eot|end|endoftext|end_of_text|return)\|>|<\/s>|<eos>|<end_of_turn>|<｜end▁of▁sentence｜>)\s*$/;

/** Warns of a server that sends the end of a turn as text: it uses a format or stop tokens that are not the model's. */
function leakedMarker(text: string): string[] {
  const [, marker] = END_MARKER.exec(text) ?? [];
  return marker === undefined
    ? []
    : [
        String(
          say(
            'the server sent the end of the turn as text ({marker}); its prompt format or its stop tokens may be wrong for this model',
            { marker },
          ),
        ),
      ];
}

/** Hidden thinking tokens came before the first piece: counting them would make a slow model look fast. */
function streamedTokensOf({ replyTokens, reasoningTokens }: Usage, reasoning: string): number | null {
  if (replyTokens === null || reasoning !== '') return replyTokens;
  return replyTokens - (reasoningTokens ?? 0);
}

/**
 * Finds what can be wrong without a request. Registers the key, so that nothing prints it.
 * @throws UserError for a key that is not set, a template that is missing or of the wrong kind
 */
export async function checkHosted(request: HostedRequest, adapter: Adapter): Promise<void> {
  const { environment, secrets } = request.world;
  const { name, value } = apiKeyFor(request.entry, environment);
  if (name !== null && value !== null) secrets.add(name, value);
  await (await templateFor(request, adapter)).close();
}

/** @throws UserError for a template that is missing, or of the wrong kind */
async function templateFor(
  { entry, prompt, world }: HostedRequest,
  { promptKind, defaultPrompt, name }: Adapter,
): Promise<PromptTemplate> {
  const selector = prompt ?? entry.spec.prompt ?? defaultPrompt;
  if (selector === null) {
    throw new UserError(
      say('{api} takes the prompt as text, but the model "{model}" names no template for it', {
        api: name,
        model: entry.spec.id,
      }),
      {
        place: { file: entry.file },
        field: 'prompt',
        remedy: say(
          'Name the one that the model was trained with, here or with --prompt. To see them: hitogara prompts list',
        ),
      },
    );
  }
  const template = await loadTemplate(selector, world);
  if (template.frontMatter.kind === promptKind) return template;
  const values = { template: template.id, api: name };
  throw new UserError(
    promptKind === 'text'
      ? say('the prompt template "{template}" produces a list of messages; {api} takes plain text', values)
      : say('the prompt template "{template}" produces plain text; {api} takes a list of messages', values),
    { place: { file: template.file } },
  );
}

/** Takes the key out of what a server sends back; null: there is none. */
function redactor({ name, value }: ApiKey): Secrets['redactForeign'] | null {
  if (name === null || value === null) return null;
  const secrets = createSecrets();
  secrets.add(name, value);
  return secrets.redactForeign;
}
