// What every contestant is asked to do. Start at `Workload`.

/** Sampling, by name: `greedy`, or what the scenario anime-fan asks for. */
export type SamplingName = 'greedy' | 'anime-fan';

export const SAMPLING = {
  greedy: { temperature: 0 },
  'anime-fan': { temperature: 0.7, topK: 40, topP: 0.95, minP: 0, repeatPenalty: 1.18, repeatLastN: 256 },
} as const;

export interface Workload {
  /** Tokens of the prompt, BOS included. */
  promptTokens: number;
  /** One more than llama-bench's 128: the first comes out of the prompt. */
  replyTokens: number;
  sampling: SamplingName;
}

export const GENERATION_TOKENS = 129;
export const PROMPT_TOKENS = 512;
export const CONTEXT_SIZE = 1024;
export const BATCH_SIZE = 512;

export interface Timing {
  /** From the request to the first token, in milliseconds. */
  firstTokenMs: number;
  /** Prompt evaluation: tokens of the prompt per second until the first token. */
  promptTokensPerSecond: number;
  /** Without the first token; NaN for a reply of one token. */
  tokensPerSecond: number;
}
