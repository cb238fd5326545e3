// Anthropic's Messages. Start at `anthropicAdapter`.
import Anthropic from '@anthropic-ai/sdk';
import type { MessageCreateParamsStreaming } from '@anthropic-ai/sdk/resources/messages';
import { z } from 'zod';
import type { Message } from '../../core/message.ts';
import type { RenderedPrompt } from '../../prompt/prompt.ts';
import type { AnthropicSpec } from '../../registry/schema.ts';
import { say } from '../../words/text.ts';
import type { ReplyRequest } from '../backend.ts';
import { finishReasonFrom } from '../hosted/finish-reason.ts';
import type { Access, Adapter } from '../hosted/hosted-backend.ts';
import { type WireNames, type WireSwitches, wireSampling, wireSwitches } from '../hosted/hosted-sampling.ts';
import { type Piece, parseChunk, plausibleUsage, TokenCountSchema } from '../hosted/pieces.ts';

const NAMES: WireNames = { temperature: 'temperature', topP: 'top_p', topK: 'top_k' };

/** The model itself decides how long it thinks; the effort guides it. */
const ADAPTIVE = { thinking: { type: 'adaptive', display: 'summarized' } };
const SWITCHES: WireSwitches = {
  thinking: {
    on: ADAPTIVE,
    off: { thinking: { type: 'disabled' } },
    low: { ...ADAPTIVE, output_config: { effort: 'low' } },
    medium: { ...ADAPTIVE, output_config: { effort: 'medium' } },
    high: { ...ADAPTIVE, output_config: { effort: 'high' } },
  },
  templateVariables: null,
};

export function anthropicAdapter(spec: AnthropicSpec): Adapter {
  return {
    name: "Anthropic's messages API",
    promptKind: 'messages',
    defaultPrompt: 'openai-messages',
    defaultBaseUrl: 'https://api.anthropic.com',
    sampling: NAMES,
    switches: SWITCHES,
    takesSeed: false,
    warnings: mergeWarnings,
    connect(access) {
      const client = anthropicClient(access);
      return (request, signal) => client.messages.create(toMessagesRequest(request, spec), { signal }).asResponse();
    },
    piecesOf: piecesOfEvent,
  };
}

/** Sets explicitly everything that the SDK would take from the environment or do by default. */
function anthropicClient({ apiKey, baseUrl, fetch }: Access): Anthropic {
  return new Anthropic({
    apiKey: apiKey.value ?? 'none',
    authToken: null,
    webhookKey: null,
    // Overrides ANTHROPIC_CUSTOM_HEADERS; null: the header is not sent.
    defaultHeaders: { 'X-Api-Key': apiKey.value, Authorization: null },
    openTelemetry: false,
    baseURL: baseUrl,
    maxRetries: 0,
    timeout: 2_147_483_647,
    logLevel: 'off',
    fetch,
  });
}

export function toMessagesRequest(
  { prompt, sampling }: ReplyRequest,
  spec: AnthropicSpec,
): MessageCreateParamsStreaming {
  if (prompt.kind !== 'messages') throw new Error('the Messages API takes messages');
  return {
    model: spec.model,
    ...(prompt.system !== null && { system: prompt.system }),
    messages: alternating(prompt.messages),
    ...wireSampling(sampling, NAMES),
    ...wireSwitches(sampling, SWITCHES),
    max_tokens: sampling.maxTokens,
    ...(sampling.stop && sampling.stop.length > 0 && { stop_sequences: [...sampling.stop] }),
    stream: true,
  };
}

/** The API rejects an empty message. Dropping it may leave two messages of one role side by side, which are then joined. */
function alternating(messages: readonly Message[]): Message[] {
  const merged: Message[] = [];
  for (const { role, content } of messages) {
    if (content.trim() === '') continue;
    const last = merged.at(-1);
    if (last?.role === role) merged[merged.length - 1] = { role, content: `${last.content}\n\n${content}` };
    else merged.push({ role, content });
  }
  return merged;
}

function mergeWarnings(prompt: RenderedPrompt): string[] {
  if (prompt.kind !== 'messages') return [];
  const fewer = prompt.messages.length - alternating(prompt.messages).length;
  return fewer > 0
    ? [String(say('messages dropped as empty or joined with their neighbours, as the API requires: {n}', { n: fewer }))]
    : [];
}

const UsageSchema = z
  .object({
    input_tokens: TokenCountSchema,
    cache_read_input_tokens: TokenCountSchema,
    cache_creation_input_tokens: TokenCountSchema,
    output_tokens: TokenCountSchema,
    output_tokens_details: z.object({ thinking_tokens: TokenCountSchema }).nullish().catch(null),
  })
  .nullish()
  .catch(null);

type Ended = { stop_reason?: string | null | undefined; stop_sequence?: string | null | undefined };

const BlockSchema = z.object({ type: z.string(), text: z.string().nullish(), thinking: z.string().nullish() });

/** The fields of events that are read here; new kinds of events and blocks appear all the time. */
const EventSchema = z.object({
  type: z.string(),
  message: z.object({ usage: UsageSchema }).nullish(),
  content_block: BlockSchema.nullish(),
  /** Those of a whole message, from servers that do not stream; its end is here too. */
  content: z.array(BlockSchema).nullish(),
  stop_reason: z.string().nullish(),
  stop_sequence: z.string().nullish(),
  delta: z
    .object({
      type: z.string().nullish(),
      text: z.string().nullish(),
      thinking: z.string().nullish(),
      stop_reason: z.string().nullish(),
      stop_sequence: z.string().nullish(),
    })
    .nullish(),
  usage: UsageSchema,
});

function piecesOfEvent(data: unknown): Piece[] {
  const event = parseChunk(EventSchema, data);
  const { type, message, content_block, delta, usage } = event;
  switch (type) {
    case 'message':
      return [
        { type: 'unstreamed' },
        ...(event.content ?? []).flatMap(blockPieces),
        ...finishPieces(event),
        ...usagePieces(usage),
      ];
    case 'message_start':
      // How much was generated is known only at the end.
      return usagePieces(message?.usage && { ...message.usage, output_tokens: null });
    case 'content_block_start':
      return content_block ? blockPieces(content_block) : [];
    case 'content_block_delta':
      if (delta?.type === 'text_delta' && delta.text) return [{ type: 'text', text: delta.text }];
      return delta?.type === 'thinking_delta' && delta.thinking ? [{ type: 'reasoning', text: delta.thinking }] : [];
    case 'message_delta':
      return [...(delta ? finishPieces(delta) : []), ...usagePieces(usage)];
    case 'message_stop':
      return [{ type: 'done' }];
    default:
      return [];
  }
}

function blockPieces({ type, text, thinking }: z.infer<typeof BlockSchema>): Piece[] {
  if (type === 'thinking' && thinking) return [{ type: 'reasoning', text: thinking }];
  return type === 'text' && text ? [{ type: 'text', text }] : [];
}

function finishPieces({ stop_reason, stop_sequence }: Ended): Piece[] {
  if (!stop_reason) return [];
  const { unified, raw } = finishReasonFrom(stop_reason);
  const words = raw === 'stop_sequence' && stop_sequence ? `string ${JSON.stringify(stop_sequence)}` : raw;
  return [{ type: 'finish', finishReason: { unified, raw: words } }];
}

/** This API does not count tokens read from or written to the cache as input. */
function usagePieces(usage: z.infer<typeof UsageSchema>): Piece[] {
  if (!usage) return [];
  const { input_tokens, cache_read_input_tokens, cache_creation_input_tokens, output_tokens } = usage;
  const reasoningTokens = usage.output_tokens_details?.thinking_tokens;
  const promptTokens =
    typeof input_tokens === 'number'
      ? input_tokens + (cache_read_input_tokens ?? 0) + (cache_creation_input_tokens ?? 0)
      : null;
  return [
    {
      type: 'usage',
      usage: plausibleUsage({
        promptTokens,
        cachedTokens: cache_read_input_tokens,
        replyTokens: output_tokens,
        reasoningTokens,
      }),
    },
  ];
}
