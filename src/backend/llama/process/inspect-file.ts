// Inside the model process: what a GGUF file says about itself, without loading its weights. Start at `inspectFile`.
import { GgmlType, GgufInsights } from 'node-llama-cpp';
import { chatTemplateIn } from '../../../prompt/chat-template.ts';
import { ggufParts } from '../../../registry/gguf-parts.ts';
import type { GgufReport } from '../gguf-report.ts';
import { BATCH_SIZE, type InspectOrder } from '../protocol.ts';
import type { ContextBase } from './context.ts';
import { contextSizeFor, totalSize } from './engine.ts';
import { fileTypeName, readHeader, shortMetadata } from './header.ts';
import { memoryNeed } from './memory.ts';
import { openLlama } from './open-llama.ts';

/** @throws ModelFailure `load-failed` for a file that is not a readable GGUF */
export async function inspectFile({ path, contextSize, kvType }: InspectOrder): Promise<GgufReport> {
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
  const size = contextSizeFor(insights, contextSize);
  const report: GgufReport = {
    path,
    bytes: await totalSize(ggufParts(path)),
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
    chatTemplate: chatTemplateIn(metadata.tokenizer?.chat_template),
    specialTokens: specialTokensIn(tokens, tokenizer?.token_type),
    isSupported: insights.isSupportedByLlamaCpp,
    memory: estimateMemory(insights, { contextSize: size, batchSize: BATCH_SIZE, kvType }),
    warnings: insights.getWarnings(path),
    metadata: shortMetadata(metadata),
  };
  await llama.dispose();
  return report;
}

/** llama.cpp's numbers of token types. */
const [CONTROL, USER_DEFINED] = [3, 4];

/** Tokens of only white space are not markers. */
function specialTokensIn(tokens: unknown, types: unknown): string[] {
  if (!Array.isArray(tokens) || !Array.isArray(types)) return [];
  return types.flatMap((type, id) => {
    const text: unknown = tokens[id];
    if (typeof text !== 'string' || text.trim() === '') return [];
    return type === CONTROL || type === USER_DEFINED ? [text] : [];
  });
}

/** Untrusted metadata may have any type. */
function textOrNull(value: unknown): string | null {
  return typeof value === 'string' ? value : null;
}

function estimateMemory(insights: GgufInsights, base: ContextBase): GgufReport['memory'] {
  try {
    return { ...memoryNeed(insights, base), contextSize: base.contextSize };
  } catch {
    // A broken or unknown file cannot be simulated; the report says "unknown" then.
    return null;
  }
}
