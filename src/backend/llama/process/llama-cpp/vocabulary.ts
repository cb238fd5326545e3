// A model's vocabulary: its tokens' texts and kinds, and how plain text becomes tokens. Start at `openVocabulary`.
import { LLAMA_TOKEN_ATTR as ATTR, type LlamaFunctions, type Pointer } from './abi.ts';
import { memoryAt } from './library.ts';

interface TokenKind {
  isNormal: boolean;
  isControl: boolean;
  isUserDefined: boolean;
  isUnknown: boolean;
  isByte: boolean;
  stripsLeft: boolean;
  stripsRight: boolean;
}

export interface VocabularyTable {
  readonly pointer: Pointer;
  /** One of `LLAMA_VOCAB_TYPE`. */
  readonly type: number;
  readonly size: number;
  /** null: it has none. */
  readonly bos: number | null;
  readonly eos: number | null;
  readonly addsBos: boolean;
  /** As the file has it: see `pieces.ts` for what is written. */
  textOf(token: number): string;
  kindOf(token: number): TokenKind;
  /** On llama.cpp's own list of tokens that end generation. */
  isEnd(token: number): boolean;
  /** Tokens that must never be sampled. */
  suppressed(): number[];
  /** @param special whether texts of control tokens become these tokens */
  tokenize(text: string, special: boolean): number[];
  /** As llama.cpp itself would show a token, with special tokens on. */
  pieceOf(token: number): Uint8Array;
}

export function openVocabulary(c: LlamaFunctions, pointer: Pointer): VocabularyTable {
  const size = c.llama_vocab_n_tokens(pointer);
  const tokenOrNull = (token: number): number | null => (token < 0 ? null : token);
  return {
    pointer,
    size,
    type: c.llama_vocab_type(pointer),
    bos: tokenOrNull(c.llama_vocab_bos(pointer)),
    eos: tokenOrNull(c.llama_vocab_eos(pointer)),
    addsBos: c.llama_vocab_get_add_bos(pointer),
    textOf(token) {
      const text = c.llama_vocab_get_text(pointer, token) ?? '';
      // What llama.cpp writes where the file has an empty text.
      return text === `[EMPTY_${token}]` ? '' : text;
    },
    kindOf: (token) => kindFrom(c.llama_vocab_get_attr(pointer, token)),
    isEnd: (token) => c.llama_vocab_is_eog(pointer, token),
    suppressed() {
      const count = new Int32Array(1);
      const tokens = c.llama_vocab_get_suppress_tokens(pointer, count);
      return tokens === null || !count[0] ? [] : [...new Int32Array(memoryAt(tokens, count[0] * 4))];
    },
    tokenize: (text, special) => tokenizeWith(c, pointer, text, special),
    pieceOf(token) {
      const buffer = Buffer.alloc(256);
      const length = c.llama_token_to_piece(pointer, token, buffer, buffer.length, 0, true);
      if (length >= 0) return buffer.subarray(0, length);
      const larger = Buffer.alloc(-length);
      return larger.subarray(0, c.llama_token_to_piece(pointer, token, larger, larger.length, 0, true));
    },
  };
}

/** @throws Error for a text that llama.cpp cannot take */
function tokenizeWith(c: LlamaFunctions, vocabulary: Pointer, text: string, special: boolean): number[] {
  const bytes = Buffer.from(text);
  if (bytes.length === 0) return [];
  const write = (room: number): { count: number; tokens: Int32Array } => {
    const tokens = new Int32Array(room);
    return { count: c.llama_tokenize(vocabulary, bytes, bytes.length, tokens, room, false, special), tokens };
  };
  // A token is seldom less than a byte; if there are more, the negative number says how many.
  let { count, tokens } = write(bytes.length + 8);
  if (count < 0) ({ count, tokens } = write(-count));
  if (count < 0) throw new Error(`a text of ${bytes.length} bytes cannot be tokenized`);
  return [...tokens.subarray(0, count)];
}

function kindFrom(attributes: number): TokenKind {
  const has = (flag: number): boolean => (attributes & flag) !== 0;
  return {
    isNormal: has(ATTR.NORMAL),
    isControl: has(ATTR.CONTROL),
    isUserDefined: has(ATTR.USER_DEFINED),
    isUnknown: has(ATTR.UNKNOWN),
    isByte: has(ATTR.BYTE),
    stripsLeft: has(ATTR.LSTRIP),
    stripsRight: has(ATTR.RSTRIP),
  };
}
