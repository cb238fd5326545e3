import { sentencesOf } from '../../reading/sentences.ts';
import type { Chance } from '../chance.ts';
import { append, type Fault, type GoodTurn, goodTurns, isJapanese } from '../fault.ts';
import { toPlain, toPolite } from '../register-words.ts';

/**
 * Polite instead of plain, or plain instead of polite. Weak: one sentence of a reply. Medium: a whole reply. Strong: three replies. The
 * reply's own sentences are converted where all of them can be; else it is replaced by sentences that could be said of anything.
 */
export const registerFlip: Fault = {
  checks: ['register', 'register.switch', 'register.mix'],
  plant(planting) {
    const { scenario, strength, chance } = planting;
    if (!isJapanese(scenario) || scenario.persona.register === 'any') return [];
    const isPolite = scenario.persona.register === 'polite';
    const turns = goodTurns(planting).slice(0, -1);
    if (strength === 'weak') return chance.some(turns, 1).map((good) => withOneFlipped(good, isPolite, chance));
    const count = strength === 'medium' ? 1 : 3;
    return chance.some(turns, count).map((good) => flipped(good, isPolite, chance));
  },
};

function withOneFlipped({ turn, reply }: GoodTurn, isPolite: boolean, chance: Chance) {
  const sentences = sentencesOf(reply);
  const last = sentences.at(-1);
  const other = last && sentences.length > 1 ? convert(last.text, isPolite) : null;
  if (last && other !== null) return { turn, reply: `${reply.slice(0, last.start)}${other}` };
  return { turn, reply: append(reply, neutral(isPolite, chance, 1)) };
}

function flipped({ turn, reply }: GoodTurn, isPolite: boolean, chance: Chance) {
  const others = sentencesOf(reply).map(({ text }) => convert(text, isPolite));
  const isWhole = others.every((other) => other !== null);
  return { turn, reply: isWhole ? others.join('') : neutral(isPolite, chance, 2) };
}

function convert(sentence: string, isPolite: boolean): string | null {
  return isPolite ? toPlain(sentence) : toPolite(sentence);
}

function neutral(isPolite: boolean, chance: Chance, count: number): string {
  return chance
    .some(chance.half(NEUTRAL), count)
    .map(([plain, polite]) => (isPolite ? plain : polite))
    .join('');
}

const NEUTRAL: readonly (readonly [plain: string, polite: string])[] = [
  ['そんなことがあったんだ。', 'そんなことがあったんですね。'],
  ['それはちょっと考えたこともなかったよ。', 'それはちょっと考えたこともありませんでした。'],
  ['たぶん、そのほうがいいと思うよ。', 'おそらく、そのほうがいいと思います。'],
  ['今日はなかなか忙しかったな。', '今日はなかなか忙しかったです。'],
  ['あとでゆっくり話そうよ。', 'あとでゆっくりお話ししましょう。'],
  ['その話、もっと聞かせてくれ。', 'そのお話、もっと聞かせてください。'],
  ['まあ、なんとかなるだろ。', 'きっと、なんとかなるでしょう。'],
  ['昔からずっとそうしてるんだ。', '昔からずっとそうしています。'],
  ['そこはあんまり気にしなくていいよ。', 'そこはあまり気にしなくて大丈夫です。'],
  ['今ちょうど準備してるところだ。', '今ちょうど準備しているところです。'],
  ['それ、すごく楽しみにしてたんだよ。', 'それ、とても楽しみにしていました。'],
  ['次はもっとうまくやるぞ。', '次はもっとうまくやります。'],
  ['やっぱり早起きは気持ちいいね。', 'やはり早起きは気持ちがいいですね。'],
  ['さっきから待ってたんだけど。', '先ほどから待っていたのですが。'],
  ['今度いっしょに見に行こうか。', '今度いっしょに見に行きましょうか。'],
  ['どこで聞いたんだ、そんな話。', 'どこで聞いたんですか、そんな話。'],
];
