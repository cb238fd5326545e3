// From a rendered prompt to token ids, exactly as llama.cpp tokenizes the whole string with special tokens on, except that data
// never becomes a special token. Knows nothing of templates or sequences. Start at `tokenizePrompt`.
import type { PromptPart } from '../../../prompt/prompt.ts';
import { commonLength } from './sequences.ts';

export interface SpecialToken {
  id: number;
  text: string;
  /** User-defined tokens are matched by llama.cpp even when special tokens are off. */
  isUserDefined: boolean;
  stripsLeft: boolean;
  stripsRight: boolean;
}

export interface Vocabulary {
  /** Plain tokenization: control tokens stay text, user-defined ones do not. */
  tokenizeText(text: string): number[];
  /** Longest text first, as in llama.cpp's search. */
  specials: readonly SpecialToken[];
  bos: number | null;
  prependsBos: boolean;
}

/** A piece of the prompt's text that still has to be tokenized, by its position; or a special token. */
type Fragment = { start: number; end: number } | { token: number };

export function tokenizePrompt(
  parts: readonly PromptPart[],
  bos: 'text' | 'auto' | 'never',
  vocabulary: Vocabulary,
): number[] {
  const text = parts.map((part) => part.text).join('');
  const fragments = splitAtSpecials(text, dataRanges(parts), vocabulary.specials);
  const tokens = fragments.flatMap((fragment) =>
    'token' in fragment ? [fragment.token] : tokenizePlain(text.slice(fragment.start, fragment.end), vocabulary),
  );
  const needsBos = bos === 'auto' && vocabulary.prependsBos && vocabulary.bos !== null && tokens[0] !== vocabulary.bos;
  return needsBos && vocabulary.bos !== null ? [vocabulary.bos, ...tokens] : tokens;
}

/** How many of a prompt's tokens come before what was said last, as far as that does not change them. */
export function tokensBeforeLast(
  { parts, bos }: { parts: readonly PromptPart[]; bos: 'text' | 'auto' | 'never' },
  tokens: readonly number[],
  vocabulary: Vocabulary,
): number {
  const last = parts.findLastIndex(({ source }) => source === 'data');
  return last <= 0 ? 0 : commonLength(tokenizePrompt(parts.slice(0, last), bos, vocabulary), tokens);
}

function dataRanges(parts: readonly PromptPart[]): { start: number; end: number }[] {
  let offset = 0;
  return parts.flatMap(({ source, text }) => {
    const start = offset;
    offset += text.length;
    return source === 'data' ? [{ start, end: offset }] : [];
  });
}

/**
 * llama.cpp's partition (`tokenizer_st_partition`): one special token after the other, each splitting the text that is still plain. A
 * match that touches data does not count.
 */
function splitAtSpecials(
  text: string,
  data: readonly { start: number; end: number }[],
  specials: readonly SpecialToken[],
): Fragment[] {
  const touchesData = (start: number, end: number): boolean =>
    data.some((range) => start < range.end && range.start < end);
  let fragments: Fragment[] = [{ start: 0, end: text.length }];
  for (const special of specials) {
    if (special.text === '' || !text.includes(special.text)) continue;
    fragments = fragments.flatMap((fragment) => ('token' in fragment ? [fragment] : splitAt(special, fragment)));
  }
  return fragments.filter((fragment) => 'token' in fragment || fragment.start < fragment.end);

  function splitAt(special: SpecialToken, { start, end }: { start: number; end: number }): Fragment[] {
    const found: Fragment[] = [];
    let begin = start;
    let search = start;
    for (;;) {
      const at = text.indexOf(special.text, search);
      const after = at + special.text.length;
      if (at < 0 || after > end) break;
      if (!isWhiteSpace(special) && touchesData(at, after)) {
        search = at + 1;
        continue;
      }
      let left = at;
      while (special.stripsLeft && left > begin && isSpace(text[left - 1])) left--;
      found.push({ start: begin, end: left }, { token: special.id });
      begin = after;
      while (special.stripsRight && begin < end && isSpace(text[begin])) begin++;
      search = begin;
    }
    return [...found, { start: begin, end }];
  }
}

/**
 * GPT-NeoX, Gemma and others have user-defined tokens for runs of spaces or newlines. They are ordinary text, not markers: data may
 * contain them like any word.
 */
export function isWhiteSpace(special: SpecialToken): boolean {
  return special.isUserDefined && special.text.trim() === '';
}

/** C's `isspace`. */
function isSpace(character: string | undefined): boolean {
  return character !== undefined && ' \t\n\v\f\r'.includes(character);
}

/**
 * Tokenizes a fragment without special tokens. User-defined tokens that are left in it are data, but llama.cpp would still match them,
 * so each is cut after its first character.
 */
function tokenizePlain(text: string, vocabulary: Vocabulary): number[] {
  const cuts = new Set<number>();
  for (const special of vocabulary.specials) {
    if (!special.isUserDefined || special.text.length < 2 || isWhiteSpace(special)) continue;
    for (let at = text.indexOf(special.text); at >= 0; at = text.indexOf(special.text, at + 1)) {
      cuts.add(at + String.fromCodePoint(text.codePointAt(at) ?? 0).length);
    }
  }
  if (cuts.size === 0) return vocabulary.tokenizeText(text);
  const bounds = [0, ...[...cuts].sort((a, b) => a - b), text.length];
  return bounds.slice(1).flatMap((end, index) => {
    const piece = text.slice(bounds[index], end);
    return index === 0 ? vocabulary.tokenizeText(piece) : tokenizeContinuation(piece, vocabulary);
  });
}

/**
 * SentencePiece vocabularies put a space before each plain fragment; text that continues after a cut must not get one. A newline in
 * front takes the space, and is cut off again.
 */
function tokenizeContinuation(text: string, vocabulary: Vocabulary): number[] {
  if (text === '') return [];
  const newline = vocabulary.tokenizeText('\n');
  const tokens = vocabulary.tokenizeText(`\n${text}`);
  const isPrefix = newline.every((token, index) => tokens[index] === token);
  return isPrefix ? tokens.slice(newline.length) : vocabulary.tokenizeText(text);
}
