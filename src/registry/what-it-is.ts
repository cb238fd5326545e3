import { say, type Text } from '../words/text.ts';

const MAGIC = 'GGUF';

/**
 * What came in place of a GGUF file.
 * @param head its first bytes, as far as they have arrived
 * @param isAll no more will arrive
 * @returns null if it may be a GGUF
 */
export function whatItIs(head: Buffer, { isAll = false } = {}): Text | null {
  const text = head.toString('latin1');
  const isRight = MAGIC.startsWith(text.slice(0, MAGIC.length));
  if (isRight && (text.length >= MAGIC.length || !isAll)) return null;
  if (text.startsWith('version https://git-lfs')) return say('the server sends a Git LFS pointer in place of the file');
  if (/^(?:\xef\xbb\xbf)?\s*</.test(text)) return say('the server sends a web page in place of the file');
  return say('what the server sends is not a GGUF file');
}
