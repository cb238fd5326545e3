// What a reply costs. Start at `costOf`.
import type { Price } from '../../core/price.ts';
import type { HostedSpec } from '../../registry/schema.ts';
import { isLoopback } from './api-key.ts';
import type { Usage } from './pieces.ts';

const FREE: Price = { input: 0, output: 0, date: '' };

/** A server on this machine charges nothing. */
export function priceOf({ price, baseUrl }: Pick<HostedSpec, 'price' | 'baseUrl'>): Price | undefined {
  return price ?? (baseUrl !== undefined && isLoopback(baseUrl) ? FREE : undefined);
}

export function costKnowledge(spec: Pick<HostedSpec, 'price' | 'baseUrl'>): 'free' | 'known' | 'unknown' {
  const price = priceOf(spec);
  if (!price) return 'unknown';
  return price === FREE ? 'free' : 'known';
}

/** In US dollars; null if a price or a number of tokens is not known. */
export function costOf({ promptTokens, cachedTokens, replyTokens }: Usage, price: Price | undefined): number | null {
  if (!price || promptTokens === null || replyTokens === null) return null;
  const cached = price.cachedInput === undefined ? 0 : (cachedTokens ?? 0);
  const perMillion =
    (promptTokens - cached) * price.input + cached * (price.cachedInput ?? 0) + replyTokens * price.output;
  return perMillion / 1e6;
}
