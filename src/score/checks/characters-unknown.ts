import { joinTexts, say } from '../../words/text.ts';
import { passed, type TurnCheck } from '../check.ts';
import type { Range } from '../reading/code-points.ts';
import { shortQuote } from '../reading/short-quote.ts';
import { spansOfRanges } from '../reading/spans-of-ranges.ts';

/**
 * Characters that stand for nothing: U+FFFD, halves of surrogate pairs, private use, code points without a character, control characters
 * but for line breaks and tabs, bytes of tokens written out (`<0xE3>`), and text that was decoded in the wrong encoding. The value is the
 * number of places.
 */
export const charactersUnknown: TurnCheck<'characters.unknown'> = {
  id: 'characters.unknown',
  version: 1,
  unit: 'turn',
  onPartial: 'faults',
  run({ reply, outcome }) {
    if (ORDINARY.test(reply)) return passed(say('all characters can be read'), 0);
    // The token limit may cut in the middle of a character.
    const text = outcome === 'truncated' ? reply.replace(/\uFFFD{1,3}$/, '') : reply;
    const ranges = PATTERNS.flatMap((pattern) => [...text.matchAll(pattern)].map(rangeOf));
    if (ranges.length === 0) return passed(say('all characters can be read'), 0);
    const spans = spansOfRanges(text, ranges);
    const names = [...new Set(ranges.map(({ start, end }) => nameOf(text.slice(start, end))))];
    const characters = joinTexts(
      ', ',
      [...names.slice(0, MOST_NAMES), names.length > MOST_NAMES && '…'].map((name) => name || null),
    );
    return {
      result: 'fail',
      value: spans.length,
      spans,
      message: say('broken characters: {characters}', { characters }),
    };
  },
};

/** Nearly every reply: no pattern needs to look at it. */
const ORDINARY = /^[\n -;=-~\u3000-\u30FF\u4E00-\u7E39\u7E3B-\u7E5C\u7E5E-\u7E66\u7E68-\u9FFF\uFF01-\uFF5E…―]*$/;

const MOST_NAMES = 5;

/** UTF-8 read as Windows-1252: what its continuation bytes look like there. */
const CONTINUATION =
  '[\\u0080-\\u00BF\\u0152\\u0153\\u0160\\u0161\\u0178\\u017D\\u017E\\u0192\\u02C6\\u02DC\\u2013-\\u203A\\u20AC\\u2122]';

const PATTERNS = [
  // New emoji may be unknown to this machine.
  /[\p{Cs}\p{Co}]|(?![\u{1F000}-\u{1FAFF}])\p{Cn}|[\0-\x08\v\f\x0E-\x1F\x7F-\x9F]|\r(?!\n)|\uFFFD/gu,
  /<0x[0-9A-Fa-f]{2}>/g,
  new RegExp(
    `(?:[\\u00E3-\\u00E9]${CONTINUATION}{1,2}){2,}|\\u00E3[\\u201A\\u0192]|[\\u00C2\\u00C3][\\u0080-\\u00BF]{1,2}|\\u00E2\\u20AC[\\u2122\\u0153\\u009D\\u00A6\\u201C\\u201D]`,
    'g',
  ),
  // UTF-8 read as Shift_JIS. 縺れる is a word.
  /(?:(?:縺(?![れるりら])|[繧繝])[^\s縺繧繝]{1,2}){2,}/g,
];

function rangeOf({ 0: match, index }: RegExpMatchArray): Range {
  const start = index ?? 0;
  return { start, end: start + match.length };
}

function nameOf(part: string): string {
  if ([...part].length > 1) return shortQuote(part);
  return `U+${(part.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`;
}
