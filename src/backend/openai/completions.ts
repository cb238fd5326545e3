// Text completions: the local prompt templates render the prompt, and a server (llama-server, vLLM) goes on from there.
// Start at `openAiCompletionsAdapter`.
import type { Completion, CompletionCreateParamsStreaming } from 'openai/resources/completions';
import { promptText, type RenderedPrompt } from '../../prompt/prompt.ts';
import type { OpenAiCompletionsSpec } from '../../registry/schema.ts';
import type { ReplyRequest } from '../backend.ts';
import type { Adapter } from '../hosted/hosted-backend.ts';
import { wireSampling } from '../hosted/hosted-sampling.ts';
import type { Piece } from '../hosted/pieces.ts';
import { OPENAI_BASE_URL, openAiClient } from './client.ts';
import { openAiFinishReason } from './finish-reason.ts';
import { samplingNamesOf } from './servers.ts';
import { openAiUsage } from './usage.ts';

export function openAiCompletionsAdapter(spec: OpenAiCompletionsSpec): Adapter {
  return {
    name: spec.server && spec.server !== 'openai' ? `${spec.server}'s text completions` : "OpenAI's text completions",
    promptKind: 'text',
    defaultPrompt: null,
    defaultBaseUrl: OPENAI_BASE_URL,
    sampling: samplingNamesOf(spec.server),
    warnings: unprotectedMarkers,
    connect(access) {
      const client = openAiClient(access);
      return async (request, signal) => {
        const stream = await client.completions.create(toCompletionRequest(request, spec), { signal });
        return piecesOfStream(stream);
      };
    },
  };
}

export function toCompletionRequest(
  { prompt, sampling, seed }: ReplyRequest,
  spec: OpenAiCompletionsSpec,
): CompletionCreateParamsStreaming {
  if (prompt.kind !== 'text') throw new Error('text completions take a text');
  return {
    model: spec.model,
    prompt: promptText(prompt.parts),
    ...wireSampling(sampling, samplingNamesOf(spec.server)),
    max_tokens: sampling.maxTokens,
    ...(sampling.stop && sampling.stop.length > 0 && { stop: [...sampling.stop] }),
    seed,
    stream: true,
    stream_options: { include_usage: true },
  };
}

/** A server sees one string: what of it is template and what is data it cannot know. */
function unprotectedMarkers(prompt: RenderedPrompt): string[] {
  if (prompt.kind !== 'text') return [];
  const data = prompt.parts.filter(({ source }) => source === 'data');
  return prompt.markers
    .filter((marker) => data.some(({ text }) => text.includes(marker)))
    .map(
      (marker) =>
        `text contains ${JSON.stringify(marker)}, which the server cannot tell from the prompt template's own`,
    );
}

async function* piecesOfStream(stream: AsyncIterable<Completion>): AsyncGenerator<Piece> {
  for await (const chunk of stream) yield* piecesOfCompletion(chunk);
}

export function piecesOfCompletion({ choices, usage }: Completion): Piece[] {
  const choice = choices?.[0];
  return [
    ...(choice?.text ? [{ type: 'text' as const, text: choice.text }] : []),
    ...(choice?.finish_reason
      ? [{ type: 'finish' as const, finishReason: openAiFinishReason(choice.finish_reason) }]
      : []),
    ...openAiUsage(usage),
  ];
}
