/** The part of a model that turns tokens into text. */
export interface TokenDecoder {
  /** @param before tokens that stand before, because SentencePiece decodes the first token of a text differently */
  decode(tokens: readonly number[], before: readonly number[]): string;
}

export interface TextStream {
  /** Takes the next token; gives the text that is now complete, which may be none. */
  push(token: number): string;
  /** What is left when the reply ends inside a character. */
  flush(): string;
}

/** Tokens that one character may be spread over; beyond that the replacement character is real. */
const LONGEST_CHARACTER = 8;
const TOKENS_BEFORE = 4;

/** Decodes a growing reply, holding back tokens that end inside a multi-byte character. */
export function textStream(decoder: TokenDecoder, promptTokens: readonly number[]): TextStream {
  let before = promptTokens.slice(-TOKENS_BEFORE);
  let pending: number[] = [];
  const release = (text: string): string => {
    before = [...before, ...pending].slice(-TOKENS_BEFORE);
    pending = [];
    return text;
  };
  return {
    push(token) {
      pending.push(token);
      const text = decoder.decode(pending, before);
      return text.endsWith('\ufffd') && pending.length < LONGEST_CHARACTER ? '' : release(text);
    },
    flush() {
      return pending.length === 0 ? '' : release(decoder.decode(pending, before));
    },
  };
}
