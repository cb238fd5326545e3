// Text completions: the local prompt templates render the prompt, and a server (llama-server, vLLM) continues it.
// Start at `openAiCompletionsAdapter`.
import type { CompletionCreateParamsStreaming } from 'openai/resources/completions';
import { z } from 'zod';
import { promptText, type RenderedPrompt } from '../../prompt/prompt.ts';
import type { OpenAiCompletionsSpec, Server } from '../../registry/schema.ts';
import type { ReplyRequest } from '../backend.ts';
import type { Adapter } from '../hosted/hosted-backend.ts';
import { NO_WIRE_SWITCHES, wireSampling } from '../hosted/hosted-sampling.ts';
import { type Piece, parseChunk } from '../hosted/pieces.ts';
import { OPENAI_BASE_URL, openAiClient } from './client.ts';
import { openAiFinishReason } from './finish-reason.ts';
import { bosHabitOf, samplingNamesOf } from './servers.ts';
import { OpenAiUsageSchema, openAiUsage } from './usage.ts';

export function openAiCompletionsAdapter(spec: OpenAiCompletionsSpec): Adapter {
  return {
    name:
      spec.server && spec.server !== 'openai'
        ? `${spec.server}'s text completions API`
        : "OpenAI's text completions API",
    promptKind: 'text',
    defaultPrompt: null,
    defaultBaseUrl: OPENAI_BASE_URL,
    sampling: samplingNamesOf(spec.server),
    switches: NO_WIRE_SWITCHES,
    takesSeed: true,
    warnings: (prompt) => [...unprotectedMarkers(prompt), ...bosDoubts(prompt, spec.server)],
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
    ...wirePrompt(prompt, spec.server),
    ...wireSampling(sampling, samplingNamesOf(spec.server)),
    max_tokens: sampling.maxTokens,
    ...(sampling.stop && sampling.stop.length > 0 && { stop: [...sampling.stop] }),
    seed,
    stream: true,
    stream_options: { include_usage: true },
  };
}

type TextPrompt = Extract<RenderedPrompt, { kind: 'text' }>;

/** The model must see exactly one BOS where the template has one. */
function wirePrompt(
  { parts, bos, markers }: TextPrompt,
  server: Server | undefined,
): { prompt: string; add_special_tokens?: boolean } {
  const prompt = promptText(parts);
  switch (bosHabitOf(server)) {
    case 'as-told':
      return { prompt, add_special_tokens: bos === 'auto' };
    case 'adds': {
      const written = bos === 'text' ? markers.find((marker) => prompt.startsWith(marker)) : undefined;
      return { prompt: prompt.slice(written?.length ?? 0) };
    }
    case 'unknown':
      return { prompt };
  }
}

/** Warns if BOS cannot be made the same as for a GGUF file here. */
function bosDoubts(prompt: RenderedPrompt, server: Server | undefined): string[] {
  if (prompt.kind !== 'text') return [];
  const habit = bosHabitOf(server);
  if (habit === 'unknown' && prompt.bos === 'text') {
    return ['the template writes BOS; if the server adds one too, there will be two'];
  }
  return habit === 'adds' && prompt.bos === 'never' ? ['the template wants no BOS; the server may add one'] : [];
}

/** A server sees one string and cannot know which parts are template and which are data. */
function unprotectedMarkers(prompt: RenderedPrompt): string[] {
  if (prompt.kind !== 'text') return [];
  const data = prompt.parts.filter(({ source }) => source === 'data');
  return prompt.markers
    .filter((marker) => data.some(({ text }) => text.includes(marker)))
    .map(
      (marker) =>
        `text contains ${JSON.stringify(marker)}, which the server cannot distinguish from the prompt template's own`,
    );
}

async function* piecesOfStream(stream: AsyncIterable<unknown>): AsyncGenerator<Piece> {
  for await (const chunk of stream) yield* piecesOfCompletion(parseChunk(CompletionChunkSchema, chunk));
}

export const CompletionChunkSchema = z.object({
  choices: z.array(z.object({ text: z.string().nullish(), finish_reason: z.string().nullish() })).nullish(),
  usage: OpenAiUsageSchema,
});

export function piecesOfCompletion({ choices, usage }: z.infer<typeof CompletionChunkSchema>): Piece[] {
  const { text, finish_reason } = choices?.[0] ?? {};
  return [
    ...(text ? [{ type: 'text' as const, text }] : []),
    ...(finish_reason ? [{ type: 'finish' as const, finishReason: openAiFinishReason(finish_reason) }] : []),
    ...openAiUsage(usage),
  ];
}
