// The special tokens of the model that was played, as its run recorded them. Start at `specialTokensOf`.
import type { BackendDescription } from '../core/model-description.ts';

/** Their texts; empty where they are not known: hosted models, scripts, and runs of older versions. */
export function specialTokensOf(description: BackendDescription | undefined): readonly string[] {
  if (!description || !('specialTokens' in description)) return [];
  return (description.specialTokens ?? []).flatMap((entry) => {
    if (typeof entry === 'string') return [entry];
    const { before, from, to, after } = entry;
    const [first, last] = [Number(from), Number(to)];
    const size = Math.min(last - first + 1, LONGEST_SERIES);
    return Array.from({ length: Math.max(0, size) }, (_, index) => {
      return `${before}${String(first + index).padStart(from.length, '0')}${after}`;
    });
  });
}

/** More than any vocabulary has: a manifest can be edited. */
const LONGEST_SERIES = 1_000_000;
