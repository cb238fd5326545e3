// What a streamed reply is made of, whatever the API calls it. Adapters map their chunks to these; nothing else of an API gets further.
import { z } from 'zod';
import type { FinishReason } from '../../core/finish-reason.ts';
import { RequestFailure } from './request-failure.ts';

export type Piece =
  | { type: 'text'; text: string }
  /** What the model thought before it spoke: kept apart from the reply, and out of the history. */
  | { type: 'reasoning'; text: string }
  | { type: 'finish'; finishReason: FinishReason }
  | { type: 'usage'; usage: Usage };

/** In tokens, as the API counts them; null: it does not say. */
export interface Usage {
  promptTokens: number | null;
  /** Of the prompt, out of the provider's cache. */
  cachedTokens: number | null;
  /** Generated tokens, reasoning included where the API counts it so. */
  replyTokens: number | null;
  /** Of the generated tokens, those that were thought. */
  reasoningTokens: number | null;
}

export const UNKNOWN_USAGE: Usage = {
  promptTokens: null,
  cachedTokens: null,
  replyTokens: null,
  reasoningTokens: null,
};

/** A figure that a server may send: what is no number of tokens is as good as none. */
export const TokenCountSchema = z.number().int().nonnegative().nullish().catch(null);

/**
 * The figures that can be true. Servers that do not count send 0, and no prompt has 0 tokens, nor has a reply; nobody takes more out of
 * a cache than there is, or thinks more than was generated.
 */
export function plausibleUsage(said: { [Field in keyof Usage]?: number | null | undefined }): Usage {
  const promptTokens = said.promptTokens || null;
  const replyTokens = said.replyTokens || null;
  return {
    promptTokens,
    cachedTokens: atMost(promptTokens, said.cachedTokens),
    replyTokens,
    reasoningTokens: atMost(replyTokens, said.reasoningTokens),
  };
}

function atMost(whole: number | null, part: number | null | undefined): number | null {
  return whole === null || part === undefined || part === null || part > whole ? null : part;
}

/** @throws RequestFailure `protocol` for a chunk that is not what the API says it sends */
export function parseChunk<Schema extends z.ZodType>(schema: Schema, chunk: unknown): z.infer<Schema> {
  const parsed = schema.safeParse(chunk);
  if (parsed.success) return parsed.data;
  const problems = parsed.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`);
  throw new RequestFailure('protocol', `a chunk of the stream is not what the API sends: ${problems.join('; ')}`);
}
