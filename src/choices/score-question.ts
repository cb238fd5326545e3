// How probable a model finds each choice of one question. Start at `scoreQuestion`.
import type { ReplyLikelihoods, ReplyLogLikelihood } from '../backend/backend.ts';
import { ModelFailure } from '../core/errors.ts';
import { sha256 } from '../core/hash.ts';
import type { ChoiceQuestion } from '../formats/choices/read.ts';
import { promptText } from '../prompt/prompt.ts';
import { say } from '../words/text.ts';
import type { AnswerPlace, PlacedAnswer } from './answer-place.ts';
import { type Asking, messagesFor, replyTo } from './asking.ts';
import type { ScoredLine } from './records.ts';

export interface QuestionAsked {
  question: ChoiceQuestion;
  examples: readonly ChoiceQuestion[];
  asking: Asking;
}

export type QuestionScore = Pick<ScoredLine, 'choices' | 'outside' | 'promptTokens' | 'promptHash'>;

/**
 * The log-likelihood of a choice is that of its words in the place of the reply, without what would end the reply: as in lm-eval and
 * llama-perplexity. All choices of a question are measured from the same token on.
 * @throws ModelFailure `uneven-start` where that cannot be; others as the model does; the signal's reason
 */
export async function scoreQuestion(
  likelihoods: Pick<ReplyLikelihoods, 'logLikelihood' | 'choose'>,
  place: AnswerPlace,
  { question, examples, asking }: QuestionAsked,
  signal: AbortSignal,
): Promise<QuestionScore> {
  const prompt = await place.promptFor(messagesFor(question, examples, asking));
  const replies = question.choices.map((_, index) => replyTo(question, index, asking));
  const ways = [place.place, place.placeWithSpace].map((put) => replies.map((reply) => put(prompt, reply)));
  const score = asking.answer === 'letter' ? scoreLetters : scoreWords;
  for (const placed of ways) {
    const [first] = placed;
    const found = await score(likelihoods, placed, signal);
    if (!found || !first) continue;
    const characters = replies.map((reply) => [...reply].length);
    const choices = found.choices.map((choice, index) => ({ ...choice, characters: characters[index] ?? 0 }));
    if (choices.some(({ logLikelihood }) => !Number.isFinite(logLikelihood)))
      throw new ModelFailure('nan-logits', 'the probability of a token is not a number');
    const { outside, promptTokens } = found;
    return { choices, outside, promptTokens, promptHash: sha256(promptText(first.prompt.parts)) };
  }
  throw new ModelFailure('uneven-start', say('the choices do not begin with the same token of the prompt'));
}

interface Found {
  choices: { logLikelihood: number; tokens: number | null }[];
  outside: number | null;
  promptTokens: number;
}

/** null: the vocabulary joins the end of the prompt with the beginning of some choices. */
async function scoreWords(
  { logLikelihood }: Pick<ReplyLikelihoods, 'logLikelihood'>,
  placed: readonly PlacedAnswer[],
  signal: AbortSignal,
): Promise<Found | null> {
  const found: ReplyLogLikelihood[] = [];
  for (const { prompt, spoken } of placed) {
    found.push(await logLikelihood(prompt, spoken, signal));
    if (new Set(found.map(startOf)).size > 1) return null;
  }
  return {
    choices: found.map((each) => ({ logLikelihood: each.logLikelihood, tokens: each.tokens })),
    outside: null,
    promptTokens: found[0]?.promptTokens ?? 0,
  };
}

/** Index of the first token that counts. All tokens but the last are evaluated or reused. */
function startOf({ reusedTokens, evaluatedTokens, tokens }: ReplyLogLikelihood): number {
  return reusedTokens + evaluatedTokens + 1 - tokens;
}

/** Letters differ in their first token, so one place of the prompt has them all. */
async function scoreLetters(
  { choose }: Pick<ReplyLikelihoods, 'choose'>,
  placed: readonly PlacedAnswer[],
  signal: AbortSignal,
): Promise<Found | null> {
  const [first] = placed;
  if (!first) return null;
  try {
    const labels = placed.map(({ spoken }) => promptText(spoken));
    const { logProbabilities, outside, promptTokens } = await choose(first.prompt, labels, signal);
    return {
      choices: logProbabilities.map((logLikelihood) => ({ logLikelihood, tokens: null })),
      outside,
      promptTokens,
    };
  } catch (error) {
    if (error instanceof ModelFailure && error.code === 'unusable-labels') return null;
    throw error;
  }
}
