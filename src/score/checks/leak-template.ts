import { say } from '../../words/text.ts';
import { passed, type TalkTurn, type TurnCheck } from '../check.ts';
import { formatMarksIn } from '../reading/format-marks.ts';
import { shortQuote } from '../reading/short-quote.ts';
import { spansOfRanges } from '../reading/spans-of-ranges.ts';

/**
 * The reply contains a piece of a prompt format: a special token's text of this model's file, or a marker of a well-known format, whole or
 * broken. What the user has written before is no leak: they may be talking about it. The value is the number of such places.
 */
export const leakTemplate: TurnCheck<'leak.template'> = {
  id: 'leak.template',
  version: 2,
  unit: 'turn',
  onPartial: 'faults',
  run(turn, { turns, specialTokens }) {
    const { reply } = turn;
    const marks = formatMarksIn(reply, specialTokens);
    if (marks.length === 0) return passed(say('nothing of a prompt format is in the reply'), 0);
    const isAboutHtml = HTML_TAG.test(reply);
    const asked = userWords(turns, turn);
    const ranges = marks.filter(({ start, end }) => {
      const mark = reply.slice(start, end);
      return !(isAboutHtml && STRIKE.test(mark)) && !asked.includes(mark.trim());
    });
    const spans = spansOfRanges(reply, ranges);
    const [first] = ranges;
    if (!first) return passed(say('nothing of a prompt format is in the reply'), 0);
    const mark = shortQuote(reply.slice(first.start, first.end));
    return {
      result: 'fail',
      value: spans.length,
      spans,
      message: say('"{mark}" is part of a prompt format, not of a reply', { mark }),
    };
  },
};

/** In HTML, `<s>` strikes text through. */
const STRIKE = /^<\/?s>$/;
const HTML_TAG = /<\/?(?:b|i|p|a|u|em|del|div|span|br|ul|li|h[1-6]|strong|html|body)(?:\s[^<>]{0,200})?\/?>/i;

function userWords(turns: readonly TalkTurn[], { turn }: TalkTurn): string {
  return turns
    .filter((earlier) => earlier.turn <= turn)
    .map(({ user }) => user)
    .join('\n');
}
