import { append, type Fault, goodTurns, isJapanese } from '../fault.ts';

/** True things that nobody asked for, until the reply is longer than the persona allows. Weak: 1.5 times. Medium: twice. Strong: three times. */
export const filler: Fault = {
  checks: ['length.max'],
  plant(planting) {
    const { scenario, strength, chance } = planting;
    const { maxReplyCharacters, register } = scenario.persona;
    const good = chance.pick(goodTurns(planting));
    if (!good || maxReplyCharacters === undefined) return [];
    const bank = isJapanese(scenario) ? (register === 'polite' ? POLITE : PLAIN) : ENGLISH;
    const own = chance.some(chance.half(bank), bank.length);
    const others = chance.some(
      bank.filter((sentence) => !own.includes(sentence)),
      bank.length,
    );
    const least = maxReplyCharacters * { weak: 1.5, medium: 2, strong: 3 }[strength];
    let reply = good.reply;
    for (const sentence of [...own, ...others]) {
      if ([...reply].length >= least) break;
      reply = append(reply, sentence);
    }
    return [{ turn: good.turn, reply }];
  },
};

const PLAIN = [
  'というのも、こういうのは人によって感じ方がけっこう違うからね。',
  '最近は特に、いろんなところで話題になってるみたいだし。',
  '考えてみると、昔はこんなふうに思ったこともなかったな。',
  'まあ、その日の気分とか天気にもよるところはあるんだけど。',
  'それに、ちょっとしたコツをつかめば誰でもできるようになるよ。',
  '細かい話をすると長くなるけど、大事なのは最初の一歩だと思う。',
  '友達に聞いてみても、だいたい同じような答えが返ってくるし。',
  'もちろん全部がそうってわけじゃないけど、だいたいはそんな感じ。',
  'たとえば朝と夜とでは、見える景色も空気もぜんぜん違うよね。',
  'ついでに言うと、道具は高いものじゃなくてもじゅうぶんだよ。',
  'そういえば、この前もテレビで似たような話をやってたっけ。',
  '時間があるときに一度、自分でも試してみるといいかもね。',
  '結局のところ、続けられるかどうかがいちばん大きいんだろうな。',
  '夏のあいだは混むから、行くなら少し涼しくなってからがいいよ。',
  'ほかにも理由はいくつかあって、ひとつは単純に楽しいからだね。',
  '慣れないうちは戸惑うかもしれないけど、三日もすれば平気になる。',
];

const POLITE = [
  'と申しますのも、感じ方は人によってずいぶん違うものですから。',
  '最近では特に、さまざまなところで話題になっているようです。',
  '考えてみますと、以前はこのように思ったこともありませんでした。',
  'もちろん、その日の気分や天気によって変わることもあります。',
  'ちょっとしたこつをつかめば、どなたでもできるようになりますよ。',
  '細かく説明すると長くなりますが、大切なのは最初の一歩です。',
  'まわりの方に聞いてみても、だいたい同じような答えが返ってきます。',
  'すべてがそうというわけではありませんが、おおよそはその通りです。',
  'たとえば朝と夜とでは、見える景色も空気もまったく違いますよね。',
  '道具については、高価なものでなくてもじゅうぶんだと思います。',
  'そういえば、先日もテレビで似たような話題を取り上げていました。',
  'お時間があるときに一度、ご自身でも試してみるとよいでしょう。',
  '結局のところ、続けられるかどうかがいちばん大きいのだと思います。',
  '夏のあいだは混み合いますので、涼しくなってからがおすすめです。',
  'ほかにも理由はいくつかありまして、ひとつは単純に楽しいからです。',
  '慣れないうちは戸惑うかもしれませんが、三日もすれば平気になります。',
];

const ENGLISH = [
  'There are a number of reasons for that, and most of them are quite simple.',
  'When you think about it, everybody sees these things a little differently.',
  'It also depends on the weather, on the season and on the time of the day.',
  'Some people say the opposite, but I have never found that to be quite true.',
  'For example, the light in the morning is nothing like the light at night.',
  'In the old days it was all different, and hardly anyone remembers it now.',
  'You can learn most of it in a few days if you only keep trying.',
  'The tools do not matter very much as long as they are clean and dry.',
  'My neighbour told me a story about this once, and it took him an hour.',
  'That is why it is usually best to begin with the smallest part first.',
  'After that, the rest tends to follow more or less on its own.',
  'Of course there are exceptions, and some of them are rather funny.',
  'In the summer it gets crowded, so it is better to wait for autumn.',
  'What matters most in the end is whether you are able to keep going.',
];
