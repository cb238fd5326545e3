// The messages between the program and its model process. Plain data only. Start at `Request`.
import type { FinishReason } from '../../core/finish-reason.ts';
import type { LlamaDescription } from '../../core/model-description.ts';
import type { EngineBuild, FlashAttention, GpuLayers, GpuType, KvType } from '../../core/play-choices.ts';
import type { PromptPart } from '../../prompt/prompt.ts';
import type { Anatomy } from '../anatomy.ts';
import type {
  LabelDistribution,
  ReferenceReply,
  ReplyComparison,
  ReplyDistributions,
  ReplyLogLikelihood,
  VocabularyFacts,
} from '../backend.ts';
import type { GgufReport } from './gguf-report.ts';
import type { LlamaSampling } from './sampling.ts';
import type { Split } from './split.ts';

/** In tokens. Fixed, because replies depend on how a prompt is cut into batches. */
export const BATCH_SIZE = 512;

/** What a GPU is reached through. */
export type Gpu = Exclude<GpuType, 'auto' | 'off'>;

export interface Device {
  gpu: Gpu;
  /** Names the back end: its file. */
  plugIn: string;
  /** There is another back end for this kind of GPU. */
  hasOther: boolean;
  /** `npm run build:cuda` could make another one: it works on this machine, and has not made this one. */
  canBeBuilt: boolean;
}

/** How many conversations at once are tried. A GPU can take more before it is busy. */
export const PARALLEL_CANDIDATES = { cpu: [1, 2, 4, 8], gpu: [1, 2, 4, 8, 16, 32] } as const;

export interface LoadOptions extends Split {
  path: string;
  gpu: GpuType;
  gpuLayers: GpuLayers;
  /** Left out: the context size in training, at most `DEFAULT_CONTEXT`. */
  contextSize: number | null;
  kvType: KvType;
  flashAttention: FlashAttention;
  batchSize: number;
  /** null: find the best number by measuring. */
  threads: number | null;
  /** Conversations that advance together, each in a sequence of its own; `auto`: as many as are fastest, by measuring. */
  parallel: number | 'auto';
  /** Earlier measurements of that; null: none. */
  parallelSpeeds: ParallelSpeed[] | null;
  /** Threads that draw the tokens of conversations that advance together; `auto`: by measuring. 1: one after another. */
  samplingThreads: number | 'auto';
  /** How probable given replies are is asked for, instead of replies. */
  scores: boolean;
  /** Back ends (`Device.plugIn`) that must be left out: they have ended a process before. */
  avoid: readonly string[];
  /** Only the vocabulary, to inspect tokens: nothing can be generated. */
  vocabularyOnly: boolean;
  /** `auto` uses the local OpenMP build if `npm run build:openmp` has made one. */
  engine: EngineBuild;
}

/** All conversations together. */
export interface ParallelSpeed {
  parallel: number;
  tokensPerSecond: number;
}

export interface TextPrompt {
  parts: PromptPart[];
  bos: 'text' | 'auto' | 'never';
  /** Strings of the format that must be special tokens to distinguish text from template. */
  markers: readonly string[];
}

/** The options for opening llama.cpp itself, before any model. */
export type LlamaChoice = Pick<LoadOptions, 'gpu' | 'engine' | 'avoid'>;

export type Request =
  | InspectOrder
  | { type: 'anatomy'; path: string }
  /** Opens llama.cpp ahead of the model; what fails here is reported when a model is loaded. */
  | { type: 'warm'; choice: LlamaChoice }
  | { type: 'load'; options: LoadOptions }
  | { type: 'tokenize'; prompt: TextPrompt; logitBias: NonNullable<LlamaSampling['logitBias']> }
  /** A conversation starts in a session. From now on the other sessions wait for its next request whenever it is not being served. */
  | { type: 'begin'; session: number }
  /** Other sessions need not wait for this one. */
  | { type: 'leave'; session: number }
  /** How much memory the process has had resident at most, in bytes. */
  | { type: 'memory' }
  | ReplyOrder
  | EvaluationOrder;

/** What a file says about itself. The process needs no model for it. */
export interface InspectOrder {
  type: 'inspect';
  path: string;
  /** In tokens; null: what a run would use. */
  contextSize: number | null;
  kvType: KvType;
}

export interface ReplyOrder {
  type: 'reply';
  session: number;
  prompt: TextPrompt;
  stop: string[];
  sampling: LlamaSampling;
  seed: number;
  /** Whether to return each token's probability. */
  trace: boolean;
}

/** What is asked of given texts. No session may be open meanwhile: both need the sequences for themselves. */
export type EvaluationOrder = LogLikelihoodOrder | DistributionsOrder | ComparisonOrder | ChoiceOrder;

interface GivenReply {
  prompt: TextPrompt;
  /** The reply, with what the format writes around it. */
  spoken: readonly PromptPart[];
}

export interface LogLikelihoodOrder extends GivenReply {
  type: 'log-likelihood';
}
export interface DistributionsOrder extends GivenReply {
  type: 'distributions';
  logitsFile: string | null;
}
export interface ComparisonOrder extends GivenReply {
  type: 'comparison';
  reference: ReferenceReply;
  inOtherBatches: boolean;
}
export interface ChoiceOrder {
  type: 'choice';
  prompt: TextPrompt;
  labels: readonly string[];
}

export interface Results {
  inspect: GgufReport;
  anatomy: Anatomy;
  warm: null;
  load: LoadedModel;
  tokenize: TokenizedPrompt;
  begin: null;
  leave: null;
  memory: number;
  reply: GeneratedReply;
  /** null, here and below: it was aborted. */
  'log-likelihood': ReplyLogLikelihood | null;
  distributions: ReplyDistributions | null;
  comparison: ReplyComparison | null;
  choice: LabelDistribution | null;
}

/** What the child knows about a model after loading; the parent adds the digest. */
export type LoadedModel = Omit<
  LlamaDescription,
  'backend' | 'weightsDigest' | 'threadsFrom' | 'specialTokens' | 'specialTokensLeftOut'
> & {
  chatTemplate: string | null;
  bosToken: string;
  eosToken: string;
  vocabulary: VocabularyFacts;
};

export interface TokenizedPrompt {
  tokens: number[];
  /** Each token's own text, for people. */
  pieces: string[];
  warnings: string[];
  contextSize: number;
}

export interface GeneratedReply {
  text: string;
  finishReason: FinishReason;
  promptTokens: number;
  reusedTokens: number;
  replyTokens: number;
  promptMs: number | null;
  generateMs: number | null;
  warnings: string[];
  /** If requested: the tokens in order, with the natural logarithm of their probability. */
  trace?: { token: number; logProbability: number }[];
}

/** Parent → child. `abort` names a reply, which ends after its current token, or another evaluation, which ends after its current batch. */
export type ToChild = { id: number; request: Request } | { abort: number };

export interface Failure {
  code: string;
  message: string;
  isFatal: boolean;
  /** llama.cpp's log, on stderr, has the reason: the message is to be completed. */
  isReasonInLog: boolean;
}

/**
 * Child → parent. `text` is also a sign of life; it comes with the first token and then at most every few milliseconds. With several
 * sessions, `isStarted` means that a reply no longer waits for others, and `isAlive` that work was done for any of them.
 */
export type FromChild =
  | { isAlive: true }
  /** It computes on this from now on. */
  | { device: Device }
  | { id: number; isStarted: true }
  | { id: number; result: Results[keyof Results] }
  | { id: number; failure: Failure }
  | { id: number; text: string; replyTokens: number };
