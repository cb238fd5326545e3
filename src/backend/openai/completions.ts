// Text completions: the local prompt templates render the prompt, and a server (llama-server, vLLM) continues it.
// Start at `openAiCompletionsAdapter`.
import type { CompletionCreateParamsStreaming } from 'openai/resources/completions';
import { z } from 'zod';
import { promptText, type RenderedPrompt } from '../../prompt/prompt.ts';
import type { OpenAiCompletionsSpec, Server } from '../../registry/schema.ts';
import { say } from '../../words/text.ts';
import type { ReplyRequest } from '../backend.ts';
import type { Adapter } from '../hosted/hosted-backend.ts';
import { NO_WIRE_SWITCHES, wireSampling } from '../hosted/hosted-sampling.ts';
import { type Piece, parseChunk } from '../hosted/pieces.ts';
import { ChoiceIndexSchema, FinishWordSchema, finishPieces, ownChoice } from './choices.ts';
import { OPENAI_BASE_URL, openAiClient } from './client.ts';
import { bosHabitOf, samplingNamesOf } from './servers.ts';
import { OpenAiUsageSchema, openAiUsage } from './usage.ts';
import { textIn, WordsSchema } from './words.ts';

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
      return (request, signal) =>
        client.completions.create(toCompletionRequest(request, spec), { signal }).asResponse();
    },
    piecesOf: piecesOfCompletion,
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
function wirePrompt(prompt: TextPrompt, server: Server | undefined): { prompt: string; add_special_tokens?: boolean } {
  const text = promptText(prompt.parts);
  const written = writtenBos(prompt);
  switch (bosHabitOf(server)) {
    case 'as-told':
      return { prompt: text, add_special_tokens: prompt.bos === 'auto' && written === '' };
    case 'adds':
      return { prompt: text.slice(written.length) };
    case 'unknown':
      return { prompt: text };
  }
}

/** How vocabularies spell BOS. */
const BOS =
  /^(<s>|<bos>|<\|bos\|>|<BOS_TOKEN>|<\|begin_of_text\|>|<\|startoftext\|>|<\|begin_of_sentence\|>|<｜begin▁of▁sentence｜>)/;
/** The marker at the start of a template that says it writes BOS. */
const FIRST_MARKER = /^(<[^<>\s]+>|\[[A-Z]+\])/;

/** The BOS that the template itself writes at the start; '' if it writes none. */
function writtenBos({ parts: [start], bos }: TextPrompt): string {
  if (start?.source !== 'template') return '';
  return (bos === 'text' ? FIRST_MARKER : BOS).exec(start.text)?.[0] ?? '';
}

/** Warns if BOS cannot be made the same as for a GGUF file here. */
function bosDoubts(prompt: RenderedPrompt, server: Server | undefined): string[] {
  if (prompt.kind !== 'text') return [];
  const habit = bosHabitOf(server);
  const written = writtenBos(prompt);
  if (habit === 'unknown' && written !== '') {
    return [
      String(say('the template writes BOS ({bos}); if the server adds one too, there will be two', { bos: written })),
    ];
  }
  return habit === 'adds' && prompt.bos === 'never'
    ? [String(say('the template wants no BOS; the server may add one'))]
    : [];
}

/** A server sees one string and cannot know which parts are template and which are data. */
function unprotectedMarkers(prompt: RenderedPrompt): string[] {
  if (prompt.kind !== 'text') return [];
  const data = prompt.parts.filter(({ source }) => source === 'data');
  return prompt.markers
    .filter((marker) => data.some(({ text }) => text.includes(marker)))
    .map((marker) =>
      String(
        say("text contains {marker}, which the server cannot distinguish from the prompt template's own", {
          marker: JSON.stringify(marker),
        }),
      ),
    );
}

const CompletionDataSchema = z.object({
  choices: z
    .array(z.object({ index: ChoiceIndexSchema, text: WordsSchema, finish_reason: FinishWordSchema }))
    .nullish(),
  usage: OpenAiUsageSchema,
});

function piecesOfCompletion(data: unknown): Piece[] {
  const { choices, usage } = parseChunk(CompletionDataSchema, data);
  const choice = ownChoice(choices);
  return [{ type: 'text', text: textIn(choice?.text) }, ...finishPieces(choice?.finish_reason), ...openAiUsage(usage)];
}
