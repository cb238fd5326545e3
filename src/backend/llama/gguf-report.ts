/** What a GGUF file says about itself; for a split file, all parts together. */
export interface GgufReport {
  path: string;
  bytes: number;
  name: string | null;
  architecture: string;
  parameters: number;
  quantization: string;
  /** Number of tensors by their type, most frequent first. */
  tensorTypes: Record<string, number>;
  layers: number;
  embeddingLength: number | null;
  trainContextSize: number | null;
  slidingWindow: number | null;
  tokenizer: {
    model: string;
    pre: string | null;
    tokens: number | null;
    bos: string | null;
    eos: string | null;
    addsBos: boolean | null;
  };
  chatTemplate: string | null;
  /** Texts of the marker tokens, as far as the metadata shows them: llama.cpp recognizes a few more by name. */
  specialTokens: string[];
  isSupported: boolean;
  /** In bytes, on the CPU only, for one conversation, as `eval` estimates it; null if llama.cpp could not estimate it. */
  memory: { weights: number; context: number; contextSize: number } | null;
  warnings: string[];
  metadata: Record<string, unknown>;
}
