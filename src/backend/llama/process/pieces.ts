// The bytes of each token. llama.cpp's own detokenizer is for display: on vocabularies that ask for it (Llama 3, GPT-NeoX) it removes
// spaces before punctuation, but a record must hold exactly what the model wrote. Start at `tokenPieces`.
import { type LlamaModel, LlamaVocabularyType, type TokenAttributes } from 'node-llama-cpp';
import { asTokens } from './context.ts';

export type PieceOf = (token: number) => Uint8Array;

/**
 * Like llama.cpp's `token_to_piece` with special tokens on. A byte token is a byte, which may be part of a character: the token's type says
 * so, whatever the tokenizer is called.
 */
export function tokenPieces(model: LlamaModel): PieceOf {
  const { tokens } = model.fileInfo.metadata.tokenizer?.ggml ?? {};
  if (!Array.isArray(tokens)) return (token) => decodeWith(model, token);
  const textOf = (token: number): string => String(tokens[token] ?? '');
  // Every token of such a vocabulary is written with escapes, the special ones too.
  if (model.vocabularyType === LlamaVocabularyType.rwkv) return (token) => bytesOfEscapes(textOf(token));
  const ordinary = ordinaryPieces(model, tokens);
  return (token) => {
    const text = textOf(token);
    const attributes = attributesOf(model, token);
    const byte = attributes?.byte ? /^<0x([0-9A-Fa-f]{2})>$/.exec(text)?.[1] : undefined;
    if (byte !== undefined) return Uint8Array.of(Number.parseInt(byte, 16));
    const isVerbatim = attributes?.control || attributes?.userDefined || attributes?.unknown;
    return isVerbatim ? utf8(text) : ordinary(text);
  };
}

export interface TextStream {
  /** Takes the next token; returns the text that is now complete, possibly empty. */
  push(token: number): string;
  /** What is left if the reply ends inside a character. */
  flush(): string;
}

/** Decodes a growing reply, holding back bytes that end inside a character. */
export function textStream(pieceOf: PieceOf): TextStream {
  const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
  return {
    push: (token) => decoder.decode(pieceOf(token), { stream: true }),
    flush: () => decoder.decode(),
  };
}

/** How the vocabulary writes a token that is neither special nor a byte. */
function ordinaryPieces(model: LlamaModel, tokens: readonly unknown[]): (text: string) => Uint8Array {
  const withSpaces = (text: string): Uint8Array => utf8(text.replaceAll('▁', ' '));
  switch (model.vocabularyType) {
    case LlamaVocabularyType.bpe:
      return writesSpacesAsBars(model, tokens) ? withSpaces : bytesOfGpt2;
    case LlamaVocabularyType.plamo2:
      return utf8;
    default:
      return withSpaces;
  }
}

/** Most BPE vocabularies write bytes as GPT-2 does; Gemma 4's and a few others write `▁` for a space, as SentencePiece does. */
function writesSpacesAsBars(model: LlamaModel, tokens: readonly unknown[]): boolean {
  const example = tokens.findIndex(
    (text, token) => typeof text === 'string' && /^[a-z]*▁+[a-z]*$/.test(text) && attributesOf(model, token)?.normal,
  );
  if (example >= 0) return /^[ a-z]*$/.test(model.detokenize(asTokens([example]), true));
  // Byte tokens are for characters that the vocabulary lacks: the others are written as they are.
  return tokens.some((text, token) => text === '<0x0A>' && attributesOf(model, token)?.byte);
}

function attributesOf(model: LlamaModel, token: number): TokenAttributes | undefined {
  const [id] = asTokens([token]);
  return id === undefined ? undefined : model.getTokenAttributes(id);
}

function utf8(text: string): Uint8Array {
  return Buffer.from(text);
}

function decodeWith(model: LlamaModel, token: number): Uint8Array {
  return utf8(model.detokenize(asTokens([token]), true));
}

/** RWKV's World vocabulary: `\n`, `\t`, `\r`, `\xNN` for a byte, and a backslash before a character that is meant literally. */
function bytesOfEscapes(text: string): Uint8Array {
  const pieces = text.match(/\\x[0-9a-fA-F]{2}|\\[\s\S]|[^\\]+/g) ?? [];
  return Buffer.concat(
    pieces.map((piece) => {
      if (piece.startsWith('\\x') && piece.length === 4) return Buffer.from([Number.parseInt(piece.slice(2), 16)]);
      if (!piece.startsWith('\\')) return Buffer.from(piece);
      return Buffer.from({ n: '\n', t: '\t', r: '\r' }[piece[1] ?? ''] ?? piece.slice(1));
    }),
  );
}

/** GPT-2 writes each byte of a token as one visible character; any other character is itself. */
function bytesOfGpt2(text: string): Uint8Array {
  return Buffer.concat(
    [...text].map((character) => {
      const byte = GPT2_BYTES.get(character);
      return byte === undefined ? Buffer.from(character) : Buffer.from([byte]);
    }),
  );
}

/** Printable Latin-1 characters are themselves; the other 68 bytes follow from U+0100 on, in order. */
const GPT2_BYTES: ReadonlyMap<string, number> = (() => {
  const isItself = (byte: number): boolean =>
    (byte >= 0x21 && byte <= 0x7e) || (byte >= 0xa1 && byte <= 0xac) || byte >= 0xae;
  const map = new Map<string, number>();
  let next = 0x100;
  for (let byte = 0; byte < 256; byte++) map.set(String.fromCodePoint(isItself(byte) ? byte : next++), byte);
  return map;
})();
