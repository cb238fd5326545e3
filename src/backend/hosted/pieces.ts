// What a streamed reply consists of, whatever the API calls it. Adapters map their chunks to these; nothing else of an API gets through.
import { z } from 'zod';
import type { FinishReason } from '../../core/finish-reason.ts';
import { RequestFailure } from './request-failure.ts';

export type Piece =
  | { type: 'text'; text: string }
  /** What the model thought before it answered: kept separate from the reply, and out of the history. */
  | { type: 'reasoning'; text: string }
  | { type: 'finish'; finishReason: FinishReason }
  | { type: 'usage'; usage: Usage }
  /** The reply did not come as it was written, but as one message when it was finished. */
  | { type: 'unstreamed' }
  /** The server said that the reply is complete, but perhaps not why. */
  | { type: 'done' }
  /** Content that came after the end of the reply. */
  | { type: 'late' };

/** In tokens, as the API counts them; null: not reported. */
export interface Usage {
  promptTokens: number | null;
  /** Prompt tokens read from the provider's cache. */
  cachedTokens: number | null;
  /** Generated tokens, including reasoning if the API counts it. */
  replyTokens: number | null;
  /** Of the generated tokens, those of the thinking. */
  reasoningTokens: number | null;
}

export const UNKNOWN_USAGE: Usage = {
  promptTokens: null,
  cachedTokens: null,
  replyTokens: null,
  reasoningTokens: null,
};

/** More than any model can read or write at once. */
const MOST_TOKENS = 100_000_000;

/** A figure that a server may send; anything that cannot be a number of tokens is ignored. */
export const TokenCountSchema = z
  .union([
    z.number(),
    z
      .string()
      .regex(/^\d{1,15}$/)
      .transform(Number),
  ])
  .pipe(z.number().int().nonnegative().max(MOST_TOKENS))
  .nullish()
  .catch(null);

/**
 * Keeps only plausible figures. Servers that do not count send 0, but neither a prompt nor a reply has 0 tokens; and neither cached tokens
 * can exceed the prompt, nor thinking tokens the generated ones.
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

/** @throws RequestFailure `protocol` for a chunk that does not match the API's documentation */
export function parseChunk<Schema extends z.ZodType>(schema: Schema, chunk: unknown): z.infer<Schema> {
  const parsed = schema.safeParse(chunk);
  if (parsed.success) return parsed.data;
  const problems = parsed.error.issues.slice(0, 3).map(({ path, message }) => `${path.join('.')}: ${message}`);
  throw new RequestFailure('protocol', `a chunk of the stream does not match the API: ${problems.join('; ')}`);
}
