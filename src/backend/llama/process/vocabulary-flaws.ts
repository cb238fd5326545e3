// What of a file's header does not fit its vocabulary. llama.cpp takes defaults in place of such ids, and says so only in its log.
// Start at `vocabularyFlaws`.
import type { VocabularyFlaw } from '../../vocabulary-flaw.ts';
import { asNumber, isMetadata, LongArray, type Metadata, textAt, valueAt } from './gguf/metadata.ts';
import type { Header } from './header.ts';

/** Lists with a value for each token. */
const LISTS = ['scores', 'token_type'];

/** Empty for a file without a vocabulary of its own. */
export function vocabularyFlaws({ metadata, tensors }: Pick<Header, 'metadata' | 'tensors'>): VocabularyFlaw[] {
  const tokenizer = valueAt(metadata, 'tokenizer', 'ggml');
  if (!isMetadata(tokenizer) || textAt(metadata, 'tokenizer', 'ggml', 'model') === 'no_vocab') return [];
  const tokens = lengthOf(tokenizer.tokens);
  if (tokens === null) return [];
  const lists = LISTS.flatMap((key): VocabularyFlaw[] => {
    const length = lengthOf(tokenizer[key]);
    return length === null || length === tokens ? [] : [{ type: 'list', key, length, tokens }];
  });
  const rows = tensors.find(({ name }) => name === 'token_embd.weight')?.dimensions[1];
  return [
    ...idsOutside(tokenizer, tokens),
    ...lists,
    ...(rows === undefined || rows === tokens ? [] : [{ type: 'rows', rows, tokens } as const]),
  ];
}

function idsOutside(tokenizer: Metadata, tokens: number): VocabularyFlaw[] {
  return Object.entries(tokenizer).flatMap(([key, value]): VocabularyFlaw[] => {
    const id = key.endsWith('_token_id') ? asNumber(value) : null;
    return id === null || (id >= 0 && id < tokens) ? [] : [{ type: 'id', key, id, tokens }];
  });
}

function lengthOf(value: unknown): number | null {
  return Array.isArray(value) || value instanceof LongArray ? value.length : null;
}
