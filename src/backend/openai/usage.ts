import { z } from 'zod';
import { type Piece, plausibleUsage, TokenCountSchema } from '../hosted/pieces.ts';

/** Servers leave out what they do not count. */
export const OpenAiUsageSchema = z
  .object({
    prompt_tokens: TokenCountSchema,
    completion_tokens: TokenCountSchema,
    prompt_tokens_details: z.object({ cached_tokens: TokenCountSchema }).nullish().catch(null),
    completion_tokens_details: z.object({ reasoning_tokens: TokenCountSchema }).nullish().catch(null),
  })
  .nullish()
  .catch(null);

export function openAiUsage(usage: z.infer<typeof OpenAiUsageSchema>): Piece[] {
  if (!usage) return [];
  const { prompt_tokens, completion_tokens, prompt_tokens_details, completion_tokens_details } = usage;
  return [
    {
      type: 'usage',
      usage: plausibleUsage({
        promptTokens: prompt_tokens,
        cachedTokens: prompt_tokens_details?.cached_tokens,
        replyTokens: completion_tokens,
        reasoningTokens: completion_tokens_details?.reasoning_tokens,
      }),
    },
  ];
}
