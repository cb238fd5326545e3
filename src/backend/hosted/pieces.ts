// What a streamed reply is made of, whatever the API calls it. Adapters map their chunks to these; nothing else of an API gets further.
import type { FinishReason } from '../../core/finish-reason.ts';

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
}

export const UNKNOWN_USAGE: Usage = { promptTokens: null, cachedTokens: null, replyTokens: null };
