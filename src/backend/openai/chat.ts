// Chat Completions: of OpenAI and of every server that speaks its protocol. Start at `openAiChatAdapter`.
import type { ChatCompletionChunk, ChatCompletionCreateParamsStreaming } from 'openai/resources/chat/completions';
import { z } from 'zod';
import type { OpenAiSpec } from '../../registry/schema.ts';
import type { ReplyRequest } from '../backend.ts';
import type { Adapter } from '../hosted/hosted-backend.ts';
import { wireSampling } from '../hosted/hosted-sampling.ts';
import type { Piece } from '../hosted/pieces.ts';
import { OPENAI_BASE_URL, openAiClient } from './client.ts';
import { openAiFinishReason } from './finish-reason.ts';
import { samplingNamesOf } from './servers.ts';
import { openAiUsage } from './usage.ts';

export function openAiChatAdapter(spec: OpenAiSpec): Adapter {
  return {
    name: spec.server && spec.server !== 'openai' ? `${spec.server}'s chat completions` : "OpenAI's chat completions",
    promptKind: 'messages',
    defaultPrompt: 'openai-messages',
    defaultBaseUrl: OPENAI_BASE_URL,
    sampling: samplingNamesOf(spec.server),
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
    [limit]: sampling.maxTokens,
    ...(sampling.stop && sampling.stop.length > 0 && { stop: [...sampling.stop] }),
    seed,
    stream: true,
    stream_options: { include_usage: true },
  };
}

async function* piecesOfStream(stream: AsyncIterable<ChatCompletionChunk>): AsyncGenerator<Piece> {
  for await (const chunk of stream) yield* piecesOfChatChunk(chunk);
}

/** What vendors add to a delta, each under a name of its own. */
const VendorDeltaSchema = z.looseObject({
  reasoning_content: z.string().nullish(),
  reasoning: z.string().nullish(),
  thinking: z.string().nullish(),
});

export function piecesOfChatChunk({ choices, usage }: ChatCompletionChunk): Piece[] {
  // Servers send chunks without choices, some without the list.
  const choice = choices?.[0];
  const pieces: Piece[] = [];
  if (choice?.delta) {
    const vendor = VendorDeltaSchema.safeParse(choice.delta).data;
    const reasoning = vendor?.reasoning_content ?? vendor?.reasoning ?? vendor?.thinking;
    if (reasoning) pieces.push({ type: 'reasoning', text: reasoning });
    const { content, refusal } = choice.delta;
    if (content) pieces.push({ type: 'text', text: content });
    if (refusal) {
      pieces.push({ type: 'text', text: refusal });
      pieces.push({ type: 'finish', finishReason: { unified: 'refusal', raw: 'refusal' } });
    }
  }
  if (choice?.finish_reason) pieces.push({ type: 'finish', finishReason: openAiFinishReason(choice.finish_reason) });
  return [...pieces, ...openAiUsage(usage)];
}
