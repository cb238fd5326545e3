// Anthropic's Messages. Start at `anthropicAdapter`.
import Anthropic from '@anthropic-ai/sdk';
import type { MessageCreateParamsStreaming } from '@anthropic-ai/sdk/resources/messages';
import { z } from 'zod';
import type { FinishReason } from '../../core/finish-reason.ts';
import type { Message } from '../../core/message.ts';
import type { RenderedPrompt } from '../../prompt/prompt.ts';
import type { AnthropicSpec } from '../../registry/schema.ts';
import type { ReplyRequest } from '../backend.ts';
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
      return async (request, signal) => {
        const stream = await client.messages.create(toMessagesRequest(request, spec), { signal });
        return piecesOfStream(stream);
      };
    },
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
  return fewer > 0 ? [`messages dropped as empty or joined with their neighbours, as the API requires: ${fewer}`] : [];
}

async function* piecesOfStream(stream: AsyncIterable<unknown>): AsyncGenerator<Piece> {
  for await (const event of stream) yield* piecesOfEvent(parseChunk(EventSchema, event));
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

/** The fields of events that are read here; new kinds of events and blocks appear all the time. */
export const EventSchema = z.object({
  type: z.string(),
  message: z.object({ usage: UsageSchema }).nullish(),
  content_block: z.object({ type: z.string(), text: z.string().nullish() }).nullish(),
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

export function piecesOfEvent({ type, message, content_block, delta, usage }: z.infer<typeof EventSchema>): Piece[] {
  switch (type) {
    case 'message_start':
      // How much was generated is known only at the end.
      return usagePieces(message?.usage && { ...message.usage, output_tokens: null });
    case 'content_block_start':
      return content_block?.type === 'text' && content_block.text ? [{ type: 'text', text: content_block.text }] : [];
    case 'content_block_delta':
      if (delta?.type === 'text_delta' && delta.text) return [{ type: 'text', text: delta.text }];
      return delta?.type === 'thinking_delta' && delta.thinking ? [{ type: 'reasoning', text: delta.thinking }] : [];
    case 'message_delta':
      return [
        ...(delta?.stop_reason
          ? [{ type: 'finish' as const, finishReason: finishReasonOf(delta.stop_reason, delta.stop_sequence ?? null) }]
          : []),
        ...usagePieces(usage),
      ];
    default:
      return [];
  }
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

export function finishReasonOf(raw: string, stopSequence: string | null): FinishReason {
  switch (raw) {
    case 'end_turn':
      return { unified: 'stop', raw };
    case 'stop_sequence':
      return { unified: 'stop', raw: stopSequence === null ? raw : `string ${JSON.stringify(stopSequence)}` };
    case 'max_tokens':
    case 'model_context_window_exceeded':
      return { unified: 'length', raw };
    case 'refusal':
      return { unified: 'refusal', raw };
    default:
      return { unified: 'error', raw };
  }
}
