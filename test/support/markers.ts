// The special tokens of a vocabulary as its file has them, so that tests need not believe the code under test. Start at `markersIn`.
import { readGgufFileInfo } from 'node-llama-cpp';

export interface Marker {
  id: number;
  text: string;
}

/** In GGUF: unknown, control and user-defined. */
const SPECIAL_TYPES: readonly number[] = [2, 3, 4];

/** Longest first. Runs of white space (GPT-NeoX, Gemma) are ordinary text, and not among them. */
export async function markersIn(file: string): Promise<Marker[]> {
  const { metadata } = await readGgufFileInfo(file, { sourceType: 'filesystem', logWarnings: false });
  const { tokens = [], token_type: types = [] } = metadata.tokenizer?.ggml ?? {};
  return tokens
    .map((text, id) => ({ id, text }))
    .filter(({ id, text }) => SPECIAL_TYPES.includes(types[id] ?? 0) && text.trim() !== '')
    .sort((a, b) => Buffer.byteLength(b.text) - Buffer.byteLength(a.text));
}
