// The port that every backend fulfils: one model, ready to play conversations. Knows nothing of runs, records or terminals.
// Start at `Backend`.
import type { FinishReason } from '../core/finish-reason.ts';
import type { BackendDescription } from '../core/model-description.ts';
import type { Identity } from '../core/model-identity.ts';
import type { Sampling } from '../core/sampling.ts';
import type { PromptPart, PromptTemplate, RenderedPrompt, TemplateChoice } from '../prompt/prompt.ts';

export interface Backend {
  /** What is true of the model for the whole run; goes into the manifest. */
  readonly description: BackendDescription;
  readonly identity: Identity;
  /** The template that was chosen for this model. */
  readonly template: PromptTemplate;
  readonly choice: TemplateChoice;
  /** How the model reads prompts; null where nobody can know, as behind an API. */
  readonly tokenizer: PromptTokenizer | null;
  /** How many conversations may be in progress at once: as many sessions may be open. */
  readonly parallel: number;
  /** What becomes of an interrupted conversation when its run is resumed. */
  readonly resumePolicy: ResumePolicy;
  /**
   * What will really be used for a requested setting, defaults included.
   * @throws UserError naming each setting that this backend does not have
   */
  effectiveSampling(requested: Sampling): EffectiveSampling;
  /**
   * The size of a prompt, without evaluating it; null where a backend cannot know.
   * @throws ModelFailure (fatal) for a setting that only the model can judge, such as a bias on what is not one token
   */
  measure(prompt: RenderedPrompt, sampling: EffectiveSampling): Promise<PromptSize | null>;
  /** An open session is waited for: whoever has opened it plays, or closes it. */
  openSession(): Promise<BackendSession>;
  /** Frees the model. Idempotent. */
  close(): Promise<void>;
}

/**
 * replay: it is played again from its first turn, and must come out the same. restart: the same, but need not. continue: it goes on after
 * its recorded turns, because the backend keeps nothing between two replies.
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
  /** Whether llama.cpp puts BOS in front of a prompt by itself. */
  prependsBos: boolean;
  /** Tokens at which llama.cpp ends a reply. */
  ends: readonly TokenText[];
  /** Tokens that mark something; none of them is white space alone. */
  specials: readonly TokenText[];
}

interface TokenText {
  id: number;
  text: string;
}

/** Plays one conversation after another. */
export interface BackendSession {
  /**
   * Begins a conversation: nothing that was said in an earlier one is left.
   * @throws ModelFailure
   */
  begin(): Promise<void>;
  /**
   * @throws ModelFailure; after one the conversation is over
   */
  reply(request: ReplyRequest): Promise<Reply>;
  /** Others need not wait for this session any more. */
  close(): Promise<void>;
}

/** A model that says how probable given replies are, one at a time. */
export interface LogLikelihoodModel {
  readonly description: BackendDescription;
  readonly tokenizer: PromptTokenizer;
  /** The token ids of a prompt, as they would be evaluated. */
  tokenize(prompt: RenderedPrompt): Promise<number[]>;
  /**
   * How probable a reply is after a prompt, with what its format writes around it. What stays of the prompt before it in the KV cache is
   * used again.
   * @throws ModelFailure `context-overflow`, with nothing evaluated; `nan-logits`; what befalls a process. The signal's reason.
   */
  logLikelihood(
    prompt: RenderedPrompt,
    spoken: readonly PromptPart[],
    signal: AbortSignal,
  ): Promise<ReplyLogLikelihood>;
  /** Frees the model. Idempotent. */
  close(): Promise<void>;
}

export interface ReplyLogLikelihood {
  /** Natural logarithm of the probability of the reply, all its tokens together. */
  logLikelihood: number;
  /**
   * How many tokens that is: those of prompt and reply together from the first that the prompt alone does not have. A prompt that ends
   * in a space may share a token with the reply, which counts then.
   */
  tokens: number;
  promptTokens: number;
  reusedTokens: number;
  /** Of prompt and reply, the reply's last token left out. */
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
  /** Whether the reply should come with its tokens and their log-probabilities, which only greedy sampling gives exactly. */
  trace?: boolean;
  /** Called for each attempt that failed and is made again; resolves when that has been recorded. */
  onRetry?: (retry: Retry) => Promise<void>;
  /** Called with each piece of the reply as soon as it is certain that it belongs to it. */
  onText?: (text: string) => void;
  signal: AbortSignal;
}

/** An attempt at a reply that failed and is made again. */
export interface Retry {
  /** 1-based: which attempt failed. */
  attempt: number;
  /** A stable code, as a failure's. */
  kind: string;
  /** HTTP; null where there was no answer. */
  status: number | null;
  reason: string;
  /** What had been said before it broke off. */
  partialText: string;
  /** How long until the next attempt. */
  waitMs: number;
}

export interface Reply {
  text: string;
  /** What the model thought before it spoke, where an API tells: never part of the reply or of the history. */
  reasoning?: string;
  /** In US dollars, by the entry's prices; null: not known. */
  costUsd?: number | null;
  /** How often it was asked for. */
  attempts?: number;
  finishReason: FinishReason;
  /** null, here and below: the backend does not know. */
  promptTokens: number | null;
  /** Tokens of the prompt that were still in the KV cache. */
  reusedTokens: number | null;
  /** Tokens of the prompt that were evaluated now. */
  evaluatedTokens: number | null;
  /** Generated tokens, the one that ended the reply included. */
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
  /** Where it was asked for: the generated tokens in order, with the natural logarithm of their probability. */
  trace?: { token: number; logProbability: number }[];
}

/** What can be told of a model without loading it. */
export interface Forecast {
  /** In bytes; the context is that of one conversation. null: not known. */
  memory: { weights: number; context: number } | null;
  /** null: not known. */
  template: ({ id: string } & TemplateChoice) | { problem: string } | null;
}
