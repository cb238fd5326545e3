import type { CompletionUsage } from 'openai/resources/completions';
import type { Piece } from '../hosted/pieces.ts';

/** Servers leave out what they do not count. */
export function openAiUsage(usage: Partial<CompletionUsage> | null | undefined): Piece[] {
  if (!usage) return [];
  const { prompt_tokens, completion_tokens, prompt_tokens_details } = usage;
  return [
    {
      type: 'usage',
      usage: {
        promptTokens: prompt_tokens ?? null,
        cachedTokens: prompt_tokens_details?.cached_tokens ?? null,
        replyTokens: completion_tokens ?? null,
      },
    },
  ];
}
