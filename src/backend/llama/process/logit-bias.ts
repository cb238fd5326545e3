// What a user adds to the logits of single tokens. Start at `biasesFor`.
import { ModelFailure } from '../../../core/errors.ts';
import { say } from '../../../words/text.ts';
import type { LlamaSampling } from '../sampling.ts';
import type { VocabularyTable } from './llama-cpp/vocabulary.ts';

/**
 * By token; −Infinity: never. Tokens that the vocabulary itself suppresses are among them.
 *
 * @throws ModelFailure (fatal) for a text that is not one token
 */
export function biasesFor(
  table: VocabularyTable,
  wanted: NonNullable<LlamaSampling['logitBias']>,
): ReadonlyMap<number, number> {
  const biases = new Map<number, number>();
  for (const [text, bias] of Object.entries(wanted)) {
    const [token, ...others] = table.tokenize(text, true);
    if (token === undefined || others.length > 0) throw notOneToken(text, token === undefined ? 0 : others.length + 1);
    biases.set(token, bias === 'never' ? Number.NEGATIVE_INFINITY : bias);
  }
  for (const token of table.suppressed()) biases.set(token, Number.NEGATIVE_INFINITY);
  return biases;
}

function notOneToken(text: string, n: number): ModelFailure {
  return new ModelFailure(
    'generation-failed',
    say('logitBias: {text} is {n} tokens in this vocabulary, not one', { text: JSON.stringify(text), n }),
    { isFatal: true },
  );
}
