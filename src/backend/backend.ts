// The interface of every backend: one model, ready to play conversations. Knows nothing of runs, records or terminals.
// Start at `Backend`.
import type { FinishReason } from '../core/finish-reason.ts';
import type { BackendDescription } from '../core/model-description.ts';
import type { Identity } from '../core/model-identity.ts';
import type { Sampling } from '../core/sampling.ts';
import type { PromptPart, PromptTemplate, RenderedPrompt, TemplateChoice } from '../prompt/prompt.ts';
import type { VocabularyFlaw } from './vocabulary-flaw.ts';

export interface Backend {
  /** What is true of the model for the whole run; goes into the manifest. */
  readonly description: BackendDescription;
  readonly identity: Identity;
  /** The template that was chosen for this model. */
  readonly template: PromptTemplate;
  readonly choice: TemplateChoice;
  /** How the model reads prompts; null if that cannot be known, as behind an API. */
  readonly tokenizer: PromptTokenizer | null;
  /** How many conversations may be in progress at once: that many sessions may be open. */
  readonly parallel: number;
  /** What happens to an interrupted conversation when its run is resumed. */
  readonly resumePolicy: ResumePolicy;
  /**
   * What will actually be used for the requested settings, defaults included.
   * @throws UserError naming each setting that this backend does not support
   */
  effectiveSampling(requested: Sampling): EffectiveSampling;
  /**
   * The size of a prompt, without evaluating it; null if the backend cannot know it.
   * @throws ModelFailure (fatal) for a setting that only the model can check, such as a bias on text that is not one token
   */
  measure(prompt: RenderedPrompt, sampling: EffectiveSampling): Promise<PromptSize | null>;
  /** Other sessions wait for an open one: whoever opens it must play in it or close it. */
  openSession(): Promise<BackendSession>;
  /**
   * The most memory of this machine that the model has had resident, its weights included, in bytes; that of a graphics card is not counted.
   * Left out where the model runs elsewhere.
   */
  peakMemory?(): Promise<number>;
  /** Of the same model, where that was asked for when it was opened. No session may be open while it is used. */
  readonly likelihoods?: ReplyLikelihoods;
  /** Frees the model. Idempotent. */
  close(): Promise<void>;
}

/** What a model says of given replies. */
export type ReplyLikelihoods = Pick<LogLikelihoodModel, 'logLikelihood' | 'distributions' | 'compare' | 'choose'>;

/**
 * replay: it is played again from its first turn and must come out the same. restart: likewise, but it may come out differently.
 * continue: it continues after its recorded turns, because the backend keeps no state between replies.
 */
export type ResumePolicy = 'replay' | 'restart' | 'continue';

/** How a model reads prompts: its vocabulary, and its file's own template. Needs no weights. */
export interface PromptTokenizer {
  /** The model's file, for messages. */
  readonly file: string;
  readonly vocabulary: VocabularyFacts;
  /** In tokens: what prompt and reply together may take. */
  readonly contextSize: number;
  /** The Jinja source inside the file; null: it has none. */
  readonly chatTemplate: string | null;
  /** @throws Error where the file has no template */
  openOwnTemplate(persona: 'system' | 'first-user'): Promise<PromptTemplate>;
  /** Ids and each token's own text. */
  tokenize(prompt: RenderedPrompt): Promise<{ tokens: number[]; pieces: string[]; warnings: string[] }>;
}

export interface VocabularyFacts {
  bos: TokenText | null;
  /** Whether llama.cpp itself adds BOS before a prompt. */
  prependsBos: boolean;
  /** Tokens at which llama.cpp ends a reply. */
  ends: readonly TokenText[];
  /** Marker tokens; none of them is only white space. */
  specials: readonly TokenText[];
  flaws: readonly VocabularyFlaw[];
}

interface TokenText {
  id: number;
  text: string;
}

/** Plays one conversation after another. */
export interface BackendSession {
  /**
   * Starts a conversation: nothing of an earlier one is left.
   * @throws ModelFailure
   */
  begin(): Promise<void>;
  /**
   * @throws ModelFailure, after which the conversation is over
   */
  reply(request: ReplyRequest): Promise<Reply>;
  /** Other sessions no longer wait for this one. */
  close(): Promise<void>;
}

/**
 * A model that says how probable given replies are, one at a time. No answer depends on what was asked before; the part in common with the
 * last prompt is reused from the KV cache.
 *
 * Everything that evaluates throws ModelFailure `context-overflow`, with nothing evaluated; `nan-logits`; failures of the process. And the
 * signal's reason.
 */
export interface LogLikelihoodModel {
  readonly description: BackendDescription;
  readonly tokenizer: PromptTokenizer;
  /** The token ids of a prompt, as they would be evaluated. */
  tokenize(prompt: RenderedPrompt): Promise<number[]>;
  /** How probable a reply is after a prompt, together with what its format writes around it. */
  logLikelihood(
    prompt: RenderedPrompt,
    spoken: readonly PromptPart[],
    signal: AbortSignal,
  ): Promise<ReplyLogLikelihood>;
  /** The same, with the likeliest tokens at the place of each token of the reply. */
  distributions(
    prompt: RenderedPrompt,
    spoken: readonly PromptPart[],
    options: DistributionsOptions,
  ): Promise<ReplyDistributions>;
  /**
   * How far this model is from another one, the reference, at the place of each token of a reply.
   * @throws ModelFailure `not-comparable` where the reference saw other tokens
   */
  compare(
    prompt: RenderedPrompt,
    spoken: readonly PromptPart[],
    reference: ReferenceReply,
    options: ComparisonOptions,
  ): Promise<ReplyComparison>;
  /**
   * How probable each of a few labels is as the beginning of the reply. Labels of several tokens are given their probability as a whole. Where
   * one begins with another ("10" with "1"), the shorter stands for replies that begin with it and not with the longer, so that no reply counts
   * twice.
   * @param labels texts, of which nothing becomes a special token
   * @throws ModelFailure `unusable-labels` where two are the same tokens, one is none, or one changes the prompt's last token
   */
  choose(prompt: RenderedPrompt, labels: readonly string[], signal: AbortSignal): Promise<LabelDistribution>;
  /** Frees the model. Idempotent. */
  close(): Promise<void>;
}

export interface ReplyLogLikelihood {
  /** Natural logarithm of the probability of the reply, all its tokens together. */
  logLikelihood: number;
  /**
   * The number of these tokens: those of prompt and reply together, from the first that the prompt alone does not have. A prompt that ends
   * in a space may share a token with the reply, which then counts.
   */
  tokens: number;
  /** Each of them, in order. */
  perToken: TokenLogLikelihood[];
  promptTokens: number;
  reusedTokens: number;
  /** Of prompt and reply, without the reply's last token. */
  evaluatedTokens: number;
}

export interface TokenLogLikelihood {
  token: number;
  /** Its own text; U+FFFD where that is a part of a character. */
  text: string;
  /** Natural logarithm of its probability after all that comes before it, out of the whole vocabulary. */
  logProbability: number;
}

interface DistributionsOptions {
  /**
   * A file to write the logits of the whole vocabulary to, for `compare`: 4 bytes × vocabulary × tokens of the reply. What stands in it is
   * overwritten; whoever names it deletes it. null: they are not kept.
   */
  logitsFile: string | null;
  signal: AbortSignal;
}

interface ComparisonOptions {
  /**
   * Evaluates everything anew, and the reply token by token as if it were generated: llama.cpp rounds differently then. A model compared with
   * itself in this way shows how much of a difference is rounding. Default: false.
   */
  inOtherBatches?: boolean;
  signal: AbortSignal;
}

export interface ReplyDistributions extends ReplyLogLikelihood {
  likeliest: LikeliestTokens;
}

/** At the place of each of a reply's tokens, one place after the other. */
export interface LikeliestTokens {
  /** How many of each place: 64, or the whole vocabulary if that is smaller. */
  count: number;
  /** `count` of each place, the likeliest first; of equals, the lower id. */
  ids: Int32Array;
  /** Of these tokens, exactly as computed. The natural logarithm of a probability is logit − `logSums` of its place. */
  logits: Float32Array;
  /** One of each place: ln Σ exp over the logits of the whole vocabulary. */
  logSums: Float64Array;
  /** One of each place: the probability of all other tokens together. Not a difference from 1: its digits are right however small it is. */
  rest: Float64Array;
}

/** What another model computed of the same reply. Everything but the logits fits into a record. */
export interface ReferenceReply {
  perToken: readonly Pick<TokenLogLikelihood, 'token' | 'logProbability'>[];
  likeliest: LikeliestTokens;
  /** Written by its `distributions` on this machine; null: there is none, and only bounds can be computed. */
  logitsFile: string | null;
}

export interface ReplyComparison extends ReplyLogLikelihood {
  /** Of each of the reply's tokens, in order. */
  places: ComparedPlace[];
}

export interface ComparedPlace {
  /**
   * The exact Kullback–Leibler divergence from the reference over the whole vocabulary, in nats; infinite where this model rules out a token that
   * the reference does not. null: the reference's logits are not at hand.
   */
  divergence: number | null;
  /** The divergence is at least this, by the reference's likeliest tokens and the mass of the rest: see `divergenceBound`. */
  divergenceBound: number;
  /** ln p of the token that the reply has here, by either model. */
  referenceLogProbability: number;
  logProbability: number;
  /** Whether both find the same token likeliest. */
  isSameTop: boolean;
  /** The five likeliest tokens of either. */
  referenceTop: TokenLogLikelihood[];
  top: TokenLogLikelihood[];
}

export interface LabelDistribution {
  /** Natural logarithm of the probability of each label, in the order of the labels. */
  logProbabilities: number[];
  /** The probability that the reply begins with none of them. Together with theirs it is 1, but it is not computed from that. */
  outside: number;
  promptTokens: number;
  /** Of the prompt. */
  reusedTokens: number;
  /** All together: labels of several tokens take more than the prompt. */
  evaluatedTokens: number;
}

export type EffectiveSampling = Sampling & { maxTokens: number };

export interface PromptSize {
  promptTokens: number;
  /** In tokens: what prompt and reply together may take. */
  contextSize: number;
}

export interface ReplyRequest {
  prompt: RenderedPrompt;
  /** Its `stop` holds the template's stop strings too. */
  sampling: EffectiveSampling;
  seed: number;
  /** Whether to return the reply's tokens and their log-probabilities, which are exact only with greedy sampling. */
  trace?: boolean;
  /** Called for each failed attempt that will be retried; resolves when that has been recorded. */
  onRetry?: (retry: Retry) => Promise<void>;
  /** Called with each piece of the reply as soon as it certainly belongs to it. */
  onText?: (text: string) => void;
  signal: AbortSignal;
}

/** A failed attempt at a reply that will be retried. */
export interface Retry {
  /** 1-based: which attempt failed. */
  attempt: number;
  /** A stable code, as in a failure. */
  kind: string;
  /** HTTP status; null if there was no answer. */
  status: number | null;
  reason: string;
  /** The text received before it failed. */
  partialText: string;
  /** How long until the next attempt. */
  waitMs: number;
}

export interface Reply {
  text: string;
  /** What the model thought before it answered, if the API returns it: never part of the reply or the history. */
  reasoning?: string;
  /** In US dollars, at the entry's prices; null: not known. */
  costUsd?: number | null;
  /** Number of attempts. */
  attempts?: number;
  finishReason: FinishReason;
  /** null, here and below: the backend does not know. */
  promptTokens: number | null;
  /** Tokens of the prompt that were still in the KV cache. */
  reusedTokens: number | null;
  /** Tokens of the prompt that were evaluated now. */
  evaluatedTokens: number | null;
  /** Generated tokens, including the one that ended the reply. */
  replyTokens: number | null;
  /** From the request to the first generated token. */
  timeToFirstTokenMs: number | null;
  /** Evaluating the prompt, up to the first generated token. */
  promptMs: number | null;
  /** From the first generated token to the last. */
  generateMs: number | null;
  promptTokensPerSecond: number | null;
  /** Generation speed without the first token; null for a reply of one token. */
  tokensPerSecond: number | null;
  /** sha256 of the prompt's text, word for word. */
  promptHash: string;
  warnings: string[];
  /** If requested: the generated tokens in order, with the natural logarithm of their probability. */
  trace?: { token: number; logProbability: number }[];
}

/** What is known about a model without loading it. */
export interface Forecast {
  /** In bytes; the context of one conversation. null: not known. */
  memory: { weights: number; context: number } | null;
  /** null: not known. */
  template: ({ id: string } & TemplateChoice) | { problem: string } | null;
}
