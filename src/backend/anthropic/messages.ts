// Anthropic's Messages. Start at `anthropicAdapter`.
import Anthropic from '@anthropic-ai/sdk';
import type { MessageCreateParamsStreaming, RawMessageStreamEvent } from '@anthropic-ai/sdk/resources/messages';
import type { FinishReason } from '../../core/finish-reason.ts';
import type { Message } from '../../core/message.ts';
import type { RenderedPrompt } from '../../prompt/prompt.ts';
import type { AnthropicSpec } from '../../registry/schema.ts';
import type { ReplyRequest } from '../backend.ts';
import type { Access, Adapter } from '../hosted/hosted-backend.ts';
import { type WireNames, wireSampling } from '../hosted/hosted-sampling.ts';
import type { Piece } from '../hosted/pieces.ts';

const NAMES: WireNames = { temperature: 'temperature', topP: 'top_p', topK: 'top_k' };

export function anthropicAdapter(spec: AnthropicSpec): Adapter {
  return {
    name: "Anthropic's messages",
    promptKind: 'messages',
    defaultPrompt: 'openai-messages',
    defaultBaseUrl: 'https://api.anthropic.com',
    sampling: NAMES,
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

/** Everything that the SDK would take from the environment or do by itself is said. */
function anthropicClient({ apiKey, baseUrl, fetch }: Access): Anthropic {
  return new Anthropic({
    apiKey: apiKey.value ?? 'none',
    authToken: null,
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
    max_tokens: sampling.maxTokens,
    ...(sampling.stop && sampling.stop.length > 0 && { stop_sequences: [...sampling.stop] }),
    stream: true,
  };
}

/** The API refuses an empty message. Without it two of one role are left side by side, which become one. */
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
    ? [`${fewer} messages were left out or joined with their neighbours: the API takes no empty ones`]
    : [];
}

async function* piecesOfStream(stream: AsyncIterable<RawMessageStreamEvent>): AsyncGenerator<Piece> {
  for await (const event of stream) yield* piecesOfEvent(event);
}

export function piecesOfEvent(event: RawMessageStreamEvent): Piece[] {
  switch (event.type) {
    case 'message_start': {
      const { input_tokens, cache_read_input_tokens, cache_creation_input_tokens } = event.message.usage ?? {};
      // What came out of the cache, or went into it, is not counted as input there.
      const promptTokens =
        input_tokens === undefined
          ? null
          : input_tokens + (cache_read_input_tokens ?? 0) + (cache_creation_input_tokens ?? 0);
      return [
        { type: 'usage', usage: { promptTokens, cachedTokens: cache_read_input_tokens ?? null, replyTokens: null } },
      ];
    }
    case 'content_block_start':
      return event.content_block.type === 'text' && event.content_block.text !== ''
        ? [{ type: 'text', text: event.content_block.text }]
        : [];
    case 'content_block_delta':
      if (event.delta.type === 'text_delta') return [{ type: 'text', text: event.delta.text }];
      return event.delta.type === 'thinking_delta' ? [{ type: 'reasoning', text: event.delta.thinking }] : [];
    case 'message_delta': {
      const { stop_reason, stop_sequence } = event.delta;
      const replyTokens = event.usage?.output_tokens ?? null;
      return [
        ...(stop_reason ? [{ type: 'finish' as const, finishReason: finishReasonOf(stop_reason, stop_sequence) }] : []),
        { type: 'usage', usage: { promptTokens: null, cachedTokens: null, replyTokens } },
      ];
    }
    default:
      return [];
  }
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
