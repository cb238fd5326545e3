import { say } from '../../words/text.ts';
import { notApplicable, passed, type TurnCheck } from '../check.ts';
import { spanOf } from '../reading/code-points.ts';

/**
 * Whether a reply has more sentences than the scenario allows. The value is their number; one too many is only a warning. A short interjection
 * with a mark of its own, such as まあ！, is no sentence.
 */
export const lengthSentences: TurnCheck<'length.sentences'> = {
  id: 'length.sentences',
  version: 2,
  unit: 'turn',
  onPartial: 'faults',
  run({ reply, sentences }, _talk, { max }) {
    if (max === undefined) return notApplicable(say('the scenario sets no number of sentences'));
    const spoken = sentences.filter(({ text }) => /[\p{L}\p{N}]/u.test(text) && !INTERJECTION.test(text));
    const count = spoken.length;
    const firstOver = spoken[max];
    const last = spoken.at(-1);
    if (!firstOver || !last)
      return passed(say('{n} sentences, at most {limit} allowed', { n: count, limit: max }), count);
    return {
      result: count === max + 1 ? 'warn' : 'fail',
      value: count,
      spans: [spanOf(reply, firstOver.start, last.end)],
      message: say('the reply has {n} sentences; the limit is {limit}', { n: count, limit: max }),
    };
  },
};

/** はい and うん are answers. */
const INTERJECTION =
  /^(?:[あえおうわはひふほへげぎ][ぁぃぅぇぉあいうえおーっ〜～]{0,2}|ふん|ふむ|まあ|もう|さあ|やあ|よし|よっ|ほら|こら|あら|おや|きゃっ?|ねえ?|oh|ah|hm+|hey|wow|arr+)[、…。！？!?.]*$/i;
