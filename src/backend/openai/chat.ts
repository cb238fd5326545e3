// Chat Completions: of OpenAI and of every server that speaks its protocol. Start at `openAiChatAdapter`.
import type { ChatCompletionCreateParamsStreaming } from 'openai/resources/chat/completions';
import { z } from 'zod';
import type { OpenAiSpec } from '../../registry/schema.ts';
import type { ReplyRequest } from '../backend.ts';
import type { Adapter } from '../hosted/hosted-backend.ts';
import { wireSampling, wireSwitches } from '../hosted/hosted-sampling.ts';
import { type Piece, parseChunk } from '../hosted/pieces.ts';
import { OPENAI_BASE_URL, openAiClient } from './client.ts';
import { openAiFinishReason } from './finish-reason.ts';
import { samplingNamesOf, switchesOf } from './servers.ts';
import { OpenAiUsageSchema, openAiUsage } from './usage.ts';

export function openAiChatAdapter(spec: OpenAiSpec): Adapter {
  return {
    name:
      spec.server && spec.server !== 'openai'
        ? `${spec.server}'s chat completions API`
        : "OpenAI's chat completions API",
    promptKind: 'messages',
    defaultPrompt: 'openai-messages',
    defaultBaseUrl: OPENAI_BASE_URL,
    sampling: samplingNamesOf(spec.server),
    switches: switchesOf(spec.server),
    takesSeed: true,
    warnings: () => [],
    connect(access) {
      const client = openAiClient(access);
      return async (request, signal) => {
        const stream = await client.chat.completions.create(toChatRequest(request, spec), { signal });
        return piecesOfStream(stream);
      };
    },
  };
}

export function toChatRequest(
  { prompt, sampling, seed }: ReplyRequest,
  spec: OpenAiSpec,
): ChatCompletionCreateParamsStreaming {
  if (prompt.kind !== 'messages') throw new Error('chat completions take messages');
  const limit = spec.maxTokensField ?? (spec.baseUrl === undefined ? 'max_completion_tokens' : 'max_tokens');
  return {
    model: spec.model,
    messages: [
      ...(prompt.system === null ? [] : [{ role: 'system' as const, content: prompt.system }]),
      ...prompt.messages.map(({ role, content }) => ({ role, content })),
    ],
    ...wireSampling(sampling, samplingNamesOf(spec.server)),
    ...wireSwitches(sampling, switchesOf(spec.server)),
    [limit]: sampling.maxTokens,
    ...(sampling.stop && sampling.stop.length > 0 && { stop: [...sampling.stop] }),
    seed,
    stream: true,
    stream_options: { include_usage: true },
  };
}

async function* piecesOfStream(stream: AsyncIterable<unknown>): AsyncGenerator<Piece> {
  for await (const chunk of stream) yield* piecesOfChatChunk(parseChunk(ChatChunkSchema, chunk));
}

/** Servers send chunks without choices, some even without the list. Each vendor has its own name for reasoning. */
export const ChatChunkSchema = z.object({
  choices: z
    .array(
      z.object({
        delta: z
          .object({
            content: z.string().nullish(),
            refusal: z.string().nullish(),
            reasoning_content: z.string().nullish(),
            reasoning: z.string().nullish(),
            thinking: z.string().nullish(),
          })
          .nullish(),
        finish_reason: z.string().nullish(),
      }),
    )
    .nullish(),
  usage: OpenAiUsageSchema,
});

export function piecesOfChatChunk({ choices, usage }: z.infer<typeof ChatChunkSchema>): Piece[] {
  const { delta, finish_reason } = choices?.[0] ?? {};
  const pieces: Piece[] = [];
  // Some send the same text under two names, others leave one of them empty.
  const reasoning = delta?.reasoning_content || delta?.reasoning || delta?.thinking;
  if (reasoning) pieces.push({ type: 'reasoning', text: reasoning });
  if (delta?.content) pieces.push({ type: 'text', text: delta.content });
  if (delta?.refusal) {
    pieces.push({ type: 'text', text: delta.refusal });
    pieces.push({ type: 'finish', finishReason: { unified: 'refusal', raw: 'refusal' } });
  }
  if (finish_reason) pieces.push({ type: 'finish', finishReason: openAiFinishReason(finish_reason) });
  return [...pieces, ...openAiUsage(usage)];
}
