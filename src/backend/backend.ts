// The port that every backend fulfils: one model, ready to play conversations. Knows nothing of runs, records or terminals.
// Start at `Backend`.
import type { FinishReason } from '../core/finish-reason.ts';
import type { Sampling } from '../core/sampling.ts';
import type { PromptTemplate, RenderedPrompt } from '../prompt/prompt.ts';

export interface Backend {
  /** What is true of the model for the whole run; goes into the manifest and, in part, into every conversation's key. */
  readonly description: BackendDescription;
  /** The template that was chosen for this model: the entry's, the command line's, or the file's own. */
  readonly template: PromptTemplate;
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
  openSession(): Promise<BackendSession>;
  /** Frees the model. Idempotent. */
  close(): Promise<void>;
}

/** One conversation's share of a model. Starts empty: no state of an earlier conversation is left. */
export interface BackendSession {
  /**
   * @throws ModelFailure; after one the session is over
   */
  reply(request: ReplyRequest): Promise<Reply>;
  close(): Promise<void>;
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
  /** Called with each piece of the reply as soon as it is certain that it belongs to it. */
  onText?: (text: string) => void;
  signal: AbortSignal;
}

export interface Reply {
  text: string;
  finishReason: FinishReason;
  promptTokens: number;
  /** Tokens of the prompt that were still in the KV cache. */
  reusedTokens: number;
  /** Tokens of the prompt that were evaluated now. */
  evaluatedTokens: number;
  /** Generated tokens, the one that ended the reply included. */
  replyTokens: number;
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
}

export interface BackendDescription {
  backend: 'llama';
  /** Digest of the weights. */
  sha256: string;
  path: string;
  bytes: number;
  /** GGUF file type, such as `Q4_K_M`. */
  fileType: string;
  architecture: string;
  parameters: number;
  engine: { library: string; release: string; build: string; systemInfo: string };
  device: { gpu: string | false; names: string[]; gpuLayers: number; totalLayers: number };
  contextSize: number;
  trainContextSize: number | null;
  batchSize: number;
  threads: number;
  /** Where the number of threads comes from. */
  threadsFrom: 'option' | 'calibration' | 'cache';
  calibration: { threads: number; msPerToken: number }[] | null;
  flashAttention: boolean | 'auto';
  kvType: string;
  loadMs: number;
  /** Metadata of the file, long arrays left out. */
  metadata: Record<string, unknown>;
  warnings: string[];
}
