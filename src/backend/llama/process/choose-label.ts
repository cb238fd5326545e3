// Inside the model process: how probable each of a few labels is as the beginning of a reply. Start at `chooseLabel`.
import { ModelFailure } from '../../../core/errors.ts';
import { say, type Text } from '../../../words/text.ts';
import type { LabelDistribution } from '../../backend.ts';
import type { ChoiceOrder } from '../protocol.ts';
import type { PlayingEngine } from './engine.ts';
import type { RowEvaluation } from './evaluate-rows.ts';
import { logSumExp, massWithout } from './logits.ts';
import { notANumber, requireRoomFor } from './reply-log-likelihood.ts';
import { commonLength } from './sequences.ts';
import { tokenizePrompt } from './tokenize.ts';

/** A beginning that labels have in common, or a whole label. */
interface Beginning {
  /** After the prompt. */
  tokens: readonly number[];
  /** The label that ends here. */
  label: number | null;
  /** By the next token. */
  longer: Map<number, Beginning>;
}

/**
 * Every beginning that a label goes on from is evaluated once, by itself, so that no label's probability depends on which others there are.
 *
 * @returns null if aborted
 * @throws ModelFailure `unusable-labels`, `context-overflow`, with nothing evaluated; `nan-logits`
 */
export async function chooseLabel(
  { prompt, labels }: Omit<ChoiceOrder, 'type'>,
  { vocabulary, contextSize }: Pick<PlayingEngine, 'vocabulary' | 'contextSize'>,
  { evaluate }: Pick<RowEvaluation, 'evaluate'>,
  signal: AbortSignal,
): Promise<LabelDistribution | null> {
  const before = tokenizePrompt(prompt.parts, prompt.bos, vocabulary);
  if (before.length === 0)
    throw new ModelFailure('generation-failed', say('a label has no probability after an empty prompt'));
  const spoken = labels.map((text) =>
    tokenizePrompt([...prompt.parts, { source: 'data', text }], prompt.bos, vocabulary),
  );
  const found: LabelDistribution = {
    logProbabilities: labels.map(() => Number.NEGATIVE_INFINITY),
    outside: 0,
    ...{ promptTokens: before.length, reusedTokens: 0, evaluatedTokens: 0 },
  };
  const left = [{ beginning: beginningsOf(labels, spoken, before), logMass: 0 }];
  requireRoomFor(Math.max(...spoken.map(({ length }) => length)), contextSize);
  for (let each = left.pop(); each; each = left.pop()) {
    const { beginning, logMass } = each;
    const { label, longer } = beginning;
    const next = [...longer.keys()].sort((a, b) => a - b);
    const tokens = [...before, ...beginning.tokens];
    const seen: NextTokens[] = [];
    const visit = (row: Float32Array): void => void seen.push(nextTokens(row, next));
    const evaluated = await evaluate({ tokens, from: tokens.length - 1, visit, signal });
    if (evaluated === null) return null;
    if (tokens.length === before.length) found.reusedTokens = evaluated.reusedTokens;
    found.evaluatedTokens += tokens.length - evaluated.reusedTokens;
    const [{ logProbabilities, rest } = { logProbabilities: [], rest: Number.NaN }] = seen;
    if (label === null) found.outside += Math.exp(logMass) * rest;
    else found.logProbabilities[label] = logMass + Math.log(rest);
    for (const [index, token] of next.entries()) {
      const following = longer.get(token);
      const mass = logMass + (logProbabilities[index] ?? Number.NaN);
      if (following && following.longer.size > 0) left.push({ beginning: following, logMass: mass });
      else if (following && following.label !== null) found.logProbabilities[following.label] = mass;
    }
  }
  return found;
}

/** @returns the beginning of all: nothing */
function beginningsOf(
  labels: readonly string[],
  spoken: readonly (readonly number[])[],
  before: readonly number[],
): Beginning {
  const root: Beginning = { tokens: [], label: null, longer: new Map() };
  for (const [label, tokens] of spoken.entries()) {
    const text = labels[label] ?? '';
    if (commonLength(before, tokens) < before.length)
      throw unusable(say('"{text}" changes the last token of the prompt', { text }));
    if (tokens.length === before.length) throw unusable(say('"{text}" is no token', { text }));
    let at = root;
    for (let index = before.length; index < tokens.length; index++) {
      const token = tokens[index] ?? 0;
      const next = at.longer.get(token) ?? { tokens: [...at.tokens, token], label: null, longer: new Map() };
      at.longer.set(token, next);
      at = next;
    }
    if (at.label !== null)
      throw unusable(say('"{first}" and "{text}" are the same tokens', { first: labels[at.label] ?? '', text }));
    at.label = label;
  }
  if (labels.length === 0) throw unusable(say('there are none'));
  return root;
}

function unusable(why: Text): ModelFailure {
  return new ModelFailure('unusable-labels', say('these labels cannot be used: {why}', { why }));
}

/** What may come next. */
interface NextTokens {
  /** ln p of those that were asked for. */
  logProbabilities: number[];
  /** The probability of all others together. */
  rest: number;
}

/** @param wanted ids, ascending */
function nextTokens(row: Float32Array, wanted: readonly number[]): NextTokens {
  const logSum = logSumExp(row);
  const rest = massWithout(row, wanted, logSum);
  if (!Number.isFinite(rest)) throw notANumber();
  return { logProbabilities: wanted.map((token) => (row[token] ?? Number.NaN) - logSum), rest };
}
