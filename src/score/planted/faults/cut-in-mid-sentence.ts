import { type Fault, goodTurns, isJapanese } from '../fault.ts';

/**
 * The reply ends too early, as with a model that stops by itself: its outcome stays `ok`. Weak: the last word is not finished. Medium: it
 * ends in the middle of a word, well before its end. Strong: after a comma, a particle or an open quotation mark.
 */
export const cutInMidSentence: Fault = {
  checks: ['truncated'],
  plant(planting) {
    const { scenario, strength, chance } = planting;
    const patterns = isJapanese(scenario) ? JAPANESE : ENGLISH;
    const cuts = goodTurns(planting).flatMap(({ turn, reply }) =>
      [...reply.matchAll(patterns[strength])].map(({ index, 0: { length } }) => ({
        turn,
        reply: reply.slice(0, index + length),
      })),
    );
    const cut = chance.pick(cuts.filter(({ reply }) => [...reply].length >= 4));
    return cut ? [cut] : [];
  },
};

/** Each match ends where a reply is cut. None of them is an ending that people leave a sentence at: no て, が, けど, から or noun. */
const JAPANESE = {
  weak: /(?:(?<![まな])ま(?=す[。！か])|まし(?=た)|くだ(?=さい)|くださ(?=い)|ござ(?=[るい])|ございま(?=す)|で(?=す[。！よねか])|でし(?=[たょ])|じゃな(?=[いか])|しれ(?=[なま])|に(?=ゃ[。！])|っ(?=す[。！よね])|んだか(?=ら)|なんだ?か(?=ら))(?=[^。！？]{0,6}[。！？]?$)/gu,
  medium:
    /(?<=.{3}[^\p{Script=Han}])\p{Script=Han}(?=\p{Script=Han})|(?<=.{3}[^\p{Script=Han}])\p{Script=Han}(?=[くきけぐげすしせちべむみめるりれわ])|(?<=.{3}\p{Script=Katakana})[\p{Script=Katakana}ー](?=[\p{Script=Katakana}ー]{1,3})/gu,
  strong:
    /(?<=[^、。！？]{2})、(?=.{3})|(?<=[\p{L}])[をへ](?=.{3})|(?<=\p{Script=Han})[にのが](?=\p{Script=Han})|[「『][^」』]{1,3}(?=[^」』]+[」』])/gu,
};

const ENGLISH = {
  weak: /\b[a-z]{2,}(?=[a-z]{2}[.!?]$)/g,
  medium: /(?<=\w+ \w+ [a-z]{2})[a-z](?=[a-z]{2,}\b)(?=.{8})/g,
  strong: /(?<=.{6}),(?= .{4})|\b(?:the|a|to|of|and|my|your|yer|thy|with|is|be)(?= \w)/g,
};
