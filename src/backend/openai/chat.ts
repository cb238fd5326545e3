// Chat Completions: of OpenAI and of every server that speaks its protocol. Start at `openAiChatAdapter`.
import type { ChatCompletionCreateParamsStreaming } from 'openai/resources/chat/completions';
import { z } from 'zod';
import type { OpenAiSpec } from '../../registry/schema.ts';
import type { ReplyRequest } from '../backend.ts';
import { finishReasonFrom } from '../hosted/finish-reason.ts';
import type { Adapter } from '../hosted/hosted-backend.ts';
import { wireSampling, wireSwitches } from '../hosted/hosted-sampling.ts';
import { type Piece, parseChunk } from '../hosted/pieces.ts';
import { ChoiceIndexSchema, FinishWordSchema, finishPieces, ownChoice } from './choices.ts';
import { OPENAI_BASE_URL, openAiClient } from './client.ts';
import { samplingNamesOf, switchesOf } from './servers.ts';
import { OpenAiUsageSchema, openAiUsage } from './usage.ts';
import { contentOf, textIn, WordsSchema } from './words.ts';

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
      return (request, signal) => client.chat.completions.create(toChatRequest(request, spec), { signal }).asResponse();
    },
    piecesOf: piecesOfChat,
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

const SaidSchema = z.object({
  content: WordsSchema,
  refusal: z.string().nullish(),
  reasoning_content: WordsSchema,
  reasoning: WordsSchema,
  thinking: WordsSchema,
  reasoning_details: WordsSchema,
});

/** Servers send chunks without choices, some even without the list. */
const ChatDataSchema = z.object({
  choices: z
    .array(
      z.object({
        index: ChoiceIndexSchema,
        delta: SaidSchema.nullish(),
        /** The whole reply, from servers that do not stream. */
        message: SaidSchema.nullish(),
        finish_reason: FinishWordSchema,
        usage: OpenAiUsageSchema,
      }),
    )
    .nullish(),
  usage: OpenAiUsageSchema,
});

function piecesOfChat(data: unknown): Piece[] {
  const { choices, usage } = parseChunk(ChatDataSchema, data);
  const choice = ownChoice(choices);
  return [
    ...(choice?.message && !choice.delta ? [{ type: 'unstreamed' as const }] : []),
    ...piecesOfSaid(choice?.delta ?? choice?.message),
    ...finishPieces(choice?.finish_reason),
    ...openAiUsage(usage ?? choice?.usage),
  ];
}

function piecesOfSaid(said: z.infer<typeof SaidSchema> | null | undefined): Piece[] {
  if (!said) return [];
  const { text, thinking } = contentOf(said.content);
  // Each vendor has its own name for reasoning. Some send the same text under two, others leave one of them empty.
  const names = ['reasoning_content', 'reasoning', 'thinking', 'reasoning_details'] as const;
  const reasoning = names.map((name) => textIn(said[name])).find((each) => each !== '') ?? thinking;
  return [
    { type: 'reasoning', text: reasoning },
    { type: 'text', text },
    ...(said.refusal
      ? [
          { type: 'text' as const, text: said.refusal },
          { type: 'finish' as const, finishReason: finishReasonFrom('refusal') },
        ]
      : []),
  ];
}
