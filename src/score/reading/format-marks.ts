// Marks of prompt formats in a text: markers of well-known formats, whole or broken, and the special tokens of one vocabulary.
// Start at `formatMarksIn`.
import { ANSWER_MARKS, THINKING_MARKS } from '../../prompt/thinking-marks.ts';
import type { Range } from './code-points.ts';
import { remembered } from './remembered.ts';

/** @param specialTokens of the model's own file; empty: not known */
export function formatMarksIn(text: string, specialTokens: readonly string[]): Range[] {
  if (!CAN_BE.test(text)) return [];
  const known = [...text.matchAll(WELL_KNOWN)].map(({ 0: mark, index }) => rangeOf(mark, index));
  return [...known, ...thinkingMarksIn(text), ...bareHeadingsIn(text), ...ownMarksIn(text, specialTokens)].sort(
    (a, b) => a.start - b.start || b.end - a.end,
  );
}

/** Something that every mark has. */
const CAN_BE = /[<>[\]#{|｜◁▷▁]|im_(?:start|end)/;

function rangeOf(mark: string, index: number): Range {
  return { start: index, end: index + mark.length };
}

/** Names in markers such as `<|im_end|>`, by which a half of one is recognized. */
const NAMES =
  'im_start|im_end|eot_id|eom_id|end_of_text|begin_of_text|endoftext|start_header_id|end_header_id|start_of_turn|end_of_turn|startoftext|assistant|user|system|channel|message|return|end';

const ROLES = '[Uu]ser|USER|[Aa]ssistant|ASSISTANT|[Ss]ystem|SYSTEM|[Hh]uman|HUMAN|ユーザー?|アシスタント|システム';

/** Every part is linear: no repetition inside a repetition, and lengths are bounded. */
const WELL_KNOWN = new RegExp(
  [
    // ChatML, Llama 3, Phi, harmony and most others: <|im_end|>; DeepSeek: <｜User｜>; Gemma 4: <|turn>, <turn|>.
    /<[|｜][A-Za-z_/][^|｜<>\s]{1,40}[|｜]?>/,
    /<[A-Za-z_/][\w/]{0,30}[|｜]>/,
    // The same without their beginnings or ends.
    new RegExp(`<[|｜]/?(?:${NAMES})\\b`),
    new RegExp(`(?<![A-Za-z_])(?:${NAMES})[|｜]>`),
    /(?<![A-Za-z_])im_(?:start|end)(?![A-Za-z_])/,
    /<\/?im_(?:start|end)>/,
    // Llama 2, Mistral, Karakuri: [INST], <<SYS>>, </s>.
    /\[\/?(?:INST|SYSTEM_PROMPT|ATTR)(?:\]|(?![A-Za-z_]))/,
    /(?<![A-Za-z_[])\/?INST\]/,
    /<<\/?SYS(?:>>|(?![A-Za-z_]))/,
    /(?<![A-Za-z_<])\/?SYS>>/,
    /<\/?s>/,
    /<(?:unk|pad|bos|eos|BOS|EOS|NL|mask|sep|cls)>/,
    // The space of SentencePiece; bars of a diagram have no letter after them.
    /▁(?=[ぁ-ヿ一-鿿A-Za-z])/,
    // Gemma 2 and 3.
    /<\/?(?:start|end)_of_(?:turn|image)\b>?/,
    /(?<![A-Za-z_<])(?:start|end)_of_turn>/,
    // Thinking, whole or broken.
    /<\/?think(?:ing)?(?![A-Za-z])>?/,
    // Numbered spare tokens, and tokens of encoders.
    /<(?:unused|reserved|extra_id|extra_token|special)[A-Za-z_]{0,20}\d+>/,
    /\[(?:SEP|CLS|PAD|UNK|EOS|BOS|MASK|SPK\d)\]/,
    // Alpaca and its kin.
    /#{2,4}[ 　]*(?:指示|応答)(?![ぁ-ヿ一-鿿])[ 　]*[:：]?/,
    /#{2,4}[ 　]*(?:入力|回答|出力)[ 　]*[:：]/,
    /#{2,4}[ 　]*(?:Instruction|Response|Input|Output)s?[ 　]*[:：]/,
    new RegExp(`#{2,4}[ 　]*(?:${ROLES})[ 　]*[:：]`),
    // Macros of templates that nobody filled in.
    /\{\{[#/]?[ ]?[A-Za-z_][\w. ]{0,30}\}\}/,
    /\{\{(?:user|char)\b/,
    /\{%-?[ ](?:if|for|endif|endfor|else|set)\b/,
    /<(?:USER|BOT|CHAR)>/,
  ]
    .map(({ source }) => source)
    .join('|'),
  'gu',
);

/** Marks of thinking that were left in the answer. */
function thinkingMarksIn(text: string): Range[] {
  return THINKING.flatMap((mark) => occurrences(text, mark));
}

const THINKING = [...THINKING_MARKS, ...ANSWER_MARKS]
  .flatMap(({ open, close }) => [open, close])
  .filter((mark) => /^[<[◁]/.test(mark));

/** `###` with nothing after it: the beginning of the next message. A heading has text. */
function bareHeadingsIn(text: string): Range[] {
  return [...text.matchAll(/(?<!#)#{3}(?=[ 　]*(?:\n|$))/g)].map(({ 0: mark, index }) => rangeOf(mark, index));
}

function ownMarksIn(text: string, specialTokens: readonly string[]): Range[] {
  const marks = marksOf(specialTokens);
  const found: Range[] = [];
  for (let at = 0; at < text.length; at++) {
    const lengths = marks.lengths.get(text[at] ?? '');
    const length = lengths?.find((candidate) => marks.texts.has(text.slice(at, at + candidate)));
    if (length === undefined) continue;
    found.push({ start: at, end: at + length });
    at += length - 1;
  }
  return found;
}

interface Marks {
  texts: ReadonlySet<string>;
  /** By the first character, longest first. */
  lengths: ReadonlyMap<string, readonly number[]>;
}

/** A model's list is the same for all of its replies. */
const marksOf = remembered((specialTokens: readonly string[]): Marks => {
  const texts = new Set(specialTokens.map((text) => text.trim()).filter(isMark));
  const lengths = new Map<string, Set<number>>();
  for (const text of texts) {
    const first = text[0] ?? '';
    lengths.set(first, (lengths.get(first) ?? new Set()).add(text.length));
  }
  const sorted = [...lengths].map(([first, own]) => [first, [...own].sort((a, b) => b - a)] as const);
  return { texts, lengths: new Map(sorted) };
});

/**
 * Vocabularies also hold words, letters, white space and HTML tags as special tokens. A reply may contain these; a mark has brackets or
 * bars, and letters.
 */
function isMark(text: string): boolean {
  return /[<>[\]|｜▁◁▷]/.test(text) && text.length >= 3 && /\p{L}/u.test(text) && !HTML.test(text);
}

const HTML =
  /^<\/?(?:a|b|i|u|p|em|h[1-6]|ul|ol|li|br|hr|tr|td|th|dl|dt|dd|div|pre|sub|sup|del|ins|img|html|head|body|code|span|table|thead|tbody|tfoot|title|small|strong|caption|blockquote|figcaption|button|form|input|label|nav|main|header|footer|section)\/?>$/i;

function occurrences(text: string, part: string): Range[] {
  const found: Range[] = [];
  for (let at = text.indexOf(part); at >= 0; at = text.indexOf(part, at + part.length)) found.push(rangeOf(part, at));
  return found;
}
