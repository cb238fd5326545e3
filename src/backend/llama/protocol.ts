// What the program and its model process say to each other. Plain data only. Start at `Request`.
import type { FinishReason } from '../../core/finish-reason.ts';
import type { PromptPart } from '../../prompt/prompt.ts';
import type { GpuLayers, KvType } from '../../registry/schema.ts';
import type { LlamaDescription } from '../backend.ts';
import type { LlamaSampling } from './sampling.ts';

export type GpuChoice = 'auto' | 'cuda' | 'vulkan' | 'metal' | 'off';

/** The binary that npm ships, or one compiled on this machine. */
export type EngineChoice = 'auto' | 'prebuilt' | 'openmp';

export interface LoadOptions {
  path: string;
  gpu: GpuChoice;
  gpuLayers: GpuLayers;
  /** Left out: what the model was trained on, at most `DEFAULT_CONTEXT`. */
  contextSize: number | null;
  kvType: KvType;
  batchSize: number;
  /** null: find the best number by measuring. */
  threads: number | null;
  /** Only the vocabulary, for looking at tokens: nothing can be generated. */
  vocabularyOnly: boolean;
  /** `auto` takes the local OpenMP build where `npm run build:openmp` has made one. */
  engine: EngineChoice;
}

export interface TextPrompt {
  parts: PromptPart[];
  bos: 'text' | 'auto' | 'never';
  /** Strings of the format that must be special tokens if text is to be told from template. */
  markers: readonly string[];
}

/** What llama.cpp itself is opened with, before any model. */
export type LlamaChoice = Pick<LoadOptions, 'gpu' | 'engine' | 'threads'>;

export type Request =
  /** Opens llama.cpp ahead of the model; what fails here is reported when a model is loaded. */
  | { type: 'warm'; choice: LlamaChoice }
  | { type: 'load'; options: LoadOptions }
  | { type: 'tokenize'; prompt: TextPrompt; logitBias: NonNullable<LlamaSampling['logitBias']> }
  | { type: 'reset' }
  | { type: 'reply'; prompt: TextPrompt; stop: string[]; sampling: LlamaSampling; seed: number };

export interface Results {
  warm: null;
  load: LoadedModel;
  tokenize: TokenizedPrompt;
  reset: null;
  reply: GeneratedReply;
}

/** What the child knows of a model after loading; the parent adds the digest. */
export type LoadedModel = Omit<LlamaDescription, 'backend' | 'sha256' | 'threadsFrom'> & {
  chatTemplate: string | null;
  bosToken: string;
  eosToken: string;
  specialTokens: string[];
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
}

/** Parent → child. `abort` ends the reply in progress after the current token. */
export type ToChild = { id: number; request: Request } | { abort: true };

/** Child → parent. `text` is also the sign of life; it comes with the first token and then at most every few milliseconds. */
export type FromChild =
  | { id: number; result: Results[keyof Results] }
  | { id: number; failure: { code: string; message: string; isFatal: boolean } }
  | { id: number; text: string; replyTokens: number };
