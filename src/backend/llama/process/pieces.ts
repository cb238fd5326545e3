// The bytes of each token. llama.cpp's own detokenizer is for display: on vocabularies that ask for it (Llama 3, GPT-NeoX) it removes
// spaces before punctuation, but a record must hold exactly what the model wrote. Start at `tokenPieces`.
import type { LlamaModel } from 'node-llama-cpp';
import { asTokens } from './context.ts';

export type PieceOf = (token: number) => Uint8Array;

/** Like llama.cpp's `token_to_piece` with special tokens on. A byte token is a byte, which may be part of a character. */
export function tokenPieces(model: LlamaModel): PieceOf {
  const { model: kind, tokens } = model.fileInfo.metadata.tokenizer?.ggml ?? {};
  if (!Array.isArray(tokens)) return (token) => decodeWith(model, token);
  switch (kind) {
    case 'gpt2':
      return (token) => (isVerbatim(model, token) ? utf8(tokens[token]) : bytesOfGpt2(String(tokens[token] ?? '')));
    case 'llama':
    case 't5':
      return (token) => {
        const text = String(tokens[token] ?? '');
        if (isVerbatim(model, token)) return utf8(text);
        const byte = /^<0x([0-9A-F]{2})>$/.exec(text)?.[1];
        return byte === undefined ? utf8(text.replaceAll('▁', ' ')) : Uint8Array.of(Number.parseInt(byte, 16));
      };
    default:
      return (token) => decodeWith(model, token);
  }
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

function isVerbatim(model: LlamaModel, token: number): boolean {
  const [id] = asTokens([token]);
  if (id === undefined) return false;
  const { control, userDefined, unknown } = model.getTokenAttributes(id);
  return control || userDefined || unknown;
}

function utf8(text: unknown): Uint8Array {
  return Buffer.from(String(text ?? ''));
}

function decodeWith(model: LlamaModel, token: number): Uint8Array {
  return utf8(model.detokenize(asTokens([token]), true));
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
