// What a GGUF file says of itself, without loading its weights. Start at `inspectGguf`.
import { stat } from 'node:fs/promises';
import { GgmlType, GgufInsights } from 'node-llama-cpp';
import { DEFAULT_CONTEXT, openLlama } from './process/engine.ts';
import { fileTypeName, readHeader, shortMetadata } from './process/header.ts';

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
  /** In bytes, on the CPU alone; null where llama.cpp could not estimate it. */
  memory: { weights: number; context: number; contextSize: number } | null;
  warnings: string[];
  metadata: Record<string, unknown>;
}

/** @throws ModelFailure `load-failed` for a file that is no readable GGUF */
export async function inspectGguf(path: string, contextSize: number | null): Promise<GgufReport> {
  const info = await readHeader(path);
  const { llama } = await openLlama({ gpu: 'off', engine: 'auto', threads: 1 });
  const insights = await GgufInsights.from(info, llama);
  const { metadata } = info;
  const tokenizer = metadata.tokenizer?.ggml;
  const tokens = tokenizer?.tokens;
  const tokenAt = (id: unknown): string | null =>
    Array.isArray(tokens) && typeof id === 'number' ? String(tokens[id] ?? '') || null : null;
  const tensorTypes = new Map<string, number>();
  for (const { ggmlType } of info.fullTensorInfo ?? []) {
    const name = GgmlType[ggmlType] ?? String(ggmlType);
    tensorTypes.set(name, (tensorTypes.get(name) ?? 0) + 1);
  }
  const size = contextSize ?? Math.min(insights.trainContextSize ?? DEFAULT_CONTEXT, DEFAULT_CONTEXT);
  const template = metadata.tokenizer?.chat_template;
  const report: GgufReport = {
    path,
    bytes: (await stat(path)).size,
    name: textOrNull(metadata.general?.name),
    architecture: String(metadata.general?.architecture ?? 'unknown'),
    parameters: insights.totalParameters,
    quantization: fileTypeName(info),
    tensorTypes: Object.fromEntries([...tensorTypes].sort(([, a], [, b]) => b - a)),
    // The library counts the output as a layer.
    layers: insights.totalLayers - 1,
    embeddingLength: insights.embeddingVectorSize ?? null,
    trainContextSize: insights.trainContextSize ?? null,
    slidingWindow: insights.swaSize ?? null,
    tokenizer: {
      model: textOrNull(tokenizer?.model) ?? 'none',
      pre: textOrNull(tokenizer?.pre),
      tokens: Array.isArray(tokens) ? tokens.length : null,
      bos: tokenAt(tokenizer?.bos_token_id),
      eos: tokenAt(tokenizer?.eos_token_id),
      addsBos: tokenizer?.add_bos_token ?? null,
    },
    chatTemplate: typeof template === 'string' ? template : null,
    specialTokens: specialTokensIn(tokens, tokenizer?.token_type),
    isSupported: insights.isSupportedByLlamaCpp,
    memory: await estimateMemory(insights, size),
    warnings: insights.getWarnings(path),
    metadata: shortMetadata(metadata),
  };
  await llama.dispose();
  return report;
}

/** llama.cpp's numbers of token types. */
const [CONTROL, USER_DEFINED] = [3, 4];

/** Those of white space alone mark nothing. */
function specialTokensIn(tokens: unknown, types: unknown): string[] {
  if (!Array.isArray(tokens) || !Array.isArray(types)) return [];
  return types.flatMap((type, id) => {
    const text: unknown = tokens[id];
    if (typeof text !== 'string' || text.trim() === '') return [];
    return type === CONTROL || type === USER_DEFINED ? [text] : [];
  });
}

/** Metadata of a stranger may have any type. */
function textOrNull(value: unknown): string | null {
  return typeof value === 'string' ? value : null;
}

async function estimateMemory(insights: GgufInsights, contextSize: number): Promise<GgufReport['memory']> {
  try {
    const weights = await insights.estimateModelResourceRequirementsV2({ gpuLayers: 0 });
    const context = await insights.estimateContextResourceRequirementsV2({
      contextSize,
      modelGpuLayers: 0,
      batchSize: Math.min(512, contextSize),
      sequences: 1,
    });
    return { weights: weights.cpuRam, context: context.cpuRam, contextSize };
  } catch {
    // A broken or unknown file cannot be simulated; the report says "unknown" then.
    return null;
  }
}
