// The bytes of each token. llama.cpp's own detokenizer is for display: on vocabularies that ask for it (Llama 3, GPT-NeoX) it removes
// spaces before punctuation, but a record must hold exactly what the model wrote. Start at `tokenPieces`.
import { StringDecoder } from 'node:string_decoder';
import { LLAMA_VOCAB_TYPE } from './llama-cpp/abi.ts';
import type { VocabularyTable } from './llama-cpp/vocabulary.ts';

export type PieceOf = (token: number) => Uint8Array;

/**
 * Like llama.cpp's `token_to_piece` with special tokens on. A byte token is a byte, which may be part of a character: the token's type says
 * so, whatever the tokenizer is called.
 */
export function tokenPieces(table: VocabularyTable): PieceOf {
  const pieceOf = uncachedPieces(table);
  const known = new Map<number, Uint8Array>();
  return (token) => {
    const piece = known.get(token) ?? pieceOf(token);
    known.set(token, piece);
    return piece;
  };
}

function uncachedPieces(table: VocabularyTable): PieceOf {
  // Every token of such a vocabulary is written with escapes, the special ones too.
  if (table.type === LLAMA_VOCAB_TYPE.RWKV) return (token) => bytesOfEscapes(table.textOf(token));
  const ordinary = ordinaryPieces(table);
  return (token) => {
    const text = table.textOf(token);
    const { isByte, isControl, isUserDefined, isUnknown } = table.kindOf(token);
    const byte = isByte ? /^<0x([0-9A-Fa-f]{2})>$/.exec(text)?.[1] : undefined;
    if (byte !== undefined) return Uint8Array.of(Number.parseInt(byte, 16));
    return isControl || isUserDefined || isUnknown ? utf8(text) : ordinary(text);
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
  // A TextDecoder takes 20 µs a call.
  const decoder = new StringDecoder('utf8');
  return {
    push: (token) => decoder.write(Buffer.from(pieceOf(token))),
    flush: () => decoder.end(),
  };
}

/** How the vocabulary writes a token that is neither special nor a byte. */
function ordinaryPieces(table: VocabularyTable): (text: string) => Uint8Array {
  const withSpaces = (text: string): Uint8Array => utf8(text.replaceAll('▁', ' '));
  switch (table.type) {
    case LLAMA_VOCAB_TYPE.BPE:
      return writesSpacesAsBars(table) ? withSpaces : bytesOfGpt2;
    case LLAMA_VOCAB_TYPE.PLAMO2:
      return utf8;
    default:
      return withSpaces;
  }
}

/** Most BPE vocabularies write bytes as GPT-2 does; Gemma 4's and a few others write `▁` for a space, as SentencePiece does. */
function writesSpacesAsBars(table: VocabularyTable): boolean {
  let hasByteToken = false;
  for (let token = 0; token < table.size; token++) {
    const text = table.textOf(token);
    if (/^[a-z]*▁+[a-z]*$/.test(text) && table.kindOf(token).isNormal)
      return /^[ a-z]*$/.test(Buffer.from(table.pieceOf(token)).toString());
    hasByteToken ||= text === '<0x0A>' && table.kindOf(token).isByte;
  }
  // Byte tokens are for characters that the vocabulary lacks: the others are written as they are.
  return hasByteToken;
}

function utf8(text: string): Uint8Array {
  return Buffer.from(text);
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
