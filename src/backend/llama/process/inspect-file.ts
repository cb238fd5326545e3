// Inside the model process: what a GGUF file says about itself, without loading its weights. Start at `inspectFile`.
import { chatTemplateIn } from '../../../prompt/chat-template.ts';
import { ggufParts } from '../../../registry/gguf-parts.ts';
import { say } from '../../../words/text.ts';
import { flawText } from '../../vocabulary-flaw.ts';
import type { GgufReport } from '../gguf-report.ts';
import { BATCH_SIZE, type InspectOrder } from '../protocol.ts';
import { contextSizeFor, totalSize } from './engine.ts';
import { asNumber, type Metadata, numberAt, textAt, valueAt } from './gguf/metadata.ts';
import { tensorType } from './gguf/tensor-types.ts';
import { valuesOf } from './gguf/tensors.ts';
import { fileTypeName, type Header, isSupported, readHeader, shortMetadata, VOCABULARY } from './header.ts';
import { memoryNeed } from './memory.ts';
import { layerCount } from './need/weights.ts';
import { vocabularyFlaws } from './vocabulary-flaws.ts';

/** @throws ModelFailure `load-failed` for a file that is not a readable GGUF */
export async function inspectFile({ path, contextSize, kvType }: InspectOrder): Promise<GgufReport> {
  const header = await readHeader(path, VOCABULARY);
  const { metadata, sizes, architecture } = header;
  const base = { contextSize: contextSizeFor(header, contextSize), batchSize: BATCH_SIZE, kvType };
  const memory = memoryNeed(header, base);
  return {
    path,
    bytes: await totalSize(ggufParts(path)),
    name: textAt(metadata, 'general', 'name'),
    architecture,
    parameters: parametersOf(header),
    quantization: fileTypeName(header),
    tensorTypes: tensorTypesIn(header),
    layers: layerCount(header),
    embeddingLength: numberAt(sizes, 'embedding_length'),
    trainContextSize: numberAt(sizes, 'context_length'),
    slidingWindow: slidingWindowIn(header),
    tokenizer: tokenizerIn(metadata),
    chatTemplate: chatTemplateIn(valueAt(metadata, 'tokenizer', 'chat_template')),
    specialTokens: specialTokensIn(metadata),
    isSupported: isSupported(header),
    memory: memory && { ...memory, contextSize: base.contextSize },
    warnings: [...vocabularyFlaws(header).map((flaw) => String(flawText(flaw))), ...unknownTypes(header)],
    metadata: shortMetadata(metadata),
  };
}

/** null: none, or one that is as long as any text. */
function slidingWindowIn({ sizes }: Header): number | null {
  const window = numberAt(sizes, 'attention', 'sliding_window');
  const longest = numberAt(sizes, 'context_length') ?? Number.POSITIVE_INFINITY;
  return window !== null && window > 0 && window < longest ? window : null;
}

function parametersOf({ tensors }: Header): number {
  return tensors.reduce((sum, { dimensions }) => sum + valuesOf(dimensions), 0);
}

function tensorTypesIn({ tensors }: Header): Record<string, number> {
  const counts = new Map<string, number>();
  for (const { type } of tensors) {
    const name = tensorType(type)?.name ?? String(type);
    counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  return Object.fromEntries([...counts].sort(([, a], [, b]) => b - a));
}

function unknownTypes({ tensors }: Header): string[] {
  const unknown = new Set(tensors.map(({ type }) => type).filter((type) => tensorType(type) === null));
  return [...unknown].map((type) => String(say('this llama.cpp does not know the tensor type {type}', { type })));
}

function tokenizerIn(metadata: Metadata): GgufReport['tokenizer'] {
  const at = (name: string) => valueAt(metadata, 'tokenizer', 'ggml', name);
  const tokens = at('tokens');
  const addsBos = at('add_bos_token');
  const tokenAt = (name: string): string | null => {
    const id = asNumber(at(name));
    return Array.isArray(tokens) && id !== null ? String(tokens[id] ?? '') || null : null;
  };
  return {
    model: textAt(metadata, 'tokenizer', 'ggml', 'model') ?? 'none',
    pre: textAt(metadata, 'tokenizer', 'ggml', 'pre'),
    tokens: Array.isArray(tokens) ? tokens.length : null,
    bos: tokenAt('bos_token_id'),
    eos: tokenAt('eos_token_id'),
    addsBos: typeof addsBos === 'boolean' ? addsBos : null,
  };
}

/** llama.cpp's numbers of token types. */
const [CONTROL, USER_DEFINED] = [3, 4];

/** Tokens of only white space are not markers. */
function specialTokensIn(metadata: Metadata): string[] {
  const tokens = valueAt(metadata, 'tokenizer', 'ggml', 'tokens');
  const types = valueAt(metadata, 'tokenizer', 'ggml', 'token_type');
  if (!Array.isArray(tokens) || !Array.isArray(types)) return [];
  return types.flatMap((type, id) => {
    const text: unknown = tokens[id];
    if (typeof text !== 'string' || text.trim() === '') return [];
    return type === CONTROL || type === USER_DEFINED ? [text] : [];
  });
}
