// Tokens of several replies together, as Inspect counts them. Start at `usageTally`.
import type { ExportedTurn } from './exported-run.ts';

export interface Usage {
  add(turn: Pick<ExportedTurn, 'promptTokens' | 'reusedTokens' | 'replyTokens'>): void;
  /** null: not known of every reply. */
  total(): TokenUsage | null;
}

interface TokenUsage {
  input_tokens: number;
  output_tokens: number;
  total_tokens: number;
  /** Left out: not known. */
  input_tokens_cache_read?: number;
}

export function usageTally(): Usage {
  let prompt: number | null = 0;
  let reused: number | null = 0;
  let reply: number | null = 0;
  let turns = 0;
  return {
    add({ promptTokens, reusedTokens, replyTokens }) {
      turns++;
      prompt = sum(prompt, promptTokens);
      reused = sum(reused, reusedTokens);
      reply = sum(reply, replyTokens);
    },
    total() {
      if (turns === 0 || prompt === null || reply === null) return null;
      const tokens = { input_tokens: prompt, output_tokens: reply, total_tokens: prompt + reply };
      return reused === null ? tokens : { ...tokens, input_tokens_cache_read: reused };
    },
  };
}

function sum(a: number | null, b: number | null): number | null {
  return a === null || b === null ? null : a + b;
}
