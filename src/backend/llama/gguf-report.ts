/** What a GGUF file says of itself; of one that is split, all parts together. */
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
  /** Text of the tokens that mark something, as far as the metadata tells them: llama.cpp knows a few more by their names. */
  specialTokens: string[];
  isSupported: boolean;
  /** In bytes, on the CPU alone, for one conversation, as `eval` reckons it; null where llama.cpp could not estimate it. */
  memory: { weights: number; context: number; contextSize: number } | null;
  warnings: string[];
  metadata: Record<string, unknown>;
}
