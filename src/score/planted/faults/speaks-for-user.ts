import { type Fault, goodTurns } from '../fault.ts';

/** The reply goes on with lines of the user. Weak: one line. Medium: a line and an answer. Strong: several of each. */
export const speaksForUser: Fault = {
  checks: ['speaks-for-user', 'leak.role-marker'],
  plant(planting) {
    const { scenario, strength, chance } = planting;
    const all = goodTurns(planting);
    const good = chance.pick(all.slice(0, -1));
    if (!good) return [];
    const { name, user, language } = scenario.persona;
    const said = chance.some(chance.half(language === 'ja' ? JAPANESE : ENGLISH), 3);
    const label = chance.phrase(LABELS);
    const line = (who: string, text: string): string => label.replace('{who}', who).replace('{text}', text);
    const others = chance.some(
      all.filter(({ turn }) => turn !== good.turn),
      3,
    );
    const exchange = said.flatMap((text, index) => [line(user, text), line(name, others[index]?.reply ?? text)]);
    const count = { weak: 1, medium: 2, strong: 6 }[strength];
    return [{ turn: good.turn, reply: [good.reply, ...exchange.slice(0, count)].join('\n') }];
  },
};

const LABELS = [
  '{who}：{text}',
  '{who}: {text}',
  '{who}「{text}」',
  '【{who}】{text}',
  '**{who}**: {text}',
  '**{who}:** {text}',
  '[{who}] {text}',
  '{who} : {text}',
  '＜{who}＞{text}',
  '{who}「{text}」',
  '{who}：{text}',
  '{who}: {text}',
];

const JAPANESE = [
  'そうなんだ、もっと教えて。',
  'へえ、知らなかった。',
  'それってどういうこと？',
  'なるほど、ありがとう。',
  'えー、ほんとに？',
  '今度いっしょに行こうよ。',
  'わかった、やってみる。',
  'ほかには何かある？',
  'うーん、ちょっと考えるね。',
  'すごいね、感心したよ。',
  'じゃあ、次の話をしよう。',
  'それはちょっと意外だなあ。',
];

const ENGLISH = [
  'Oh really? Tell me more.',
  'I had no idea about that.',
  'What do you mean?',
  'Thanks, that makes sense.',
  'Could we go there together?',
  'Okay, I will try that.',
  'Anything else I should know?',
  'Let me think about it.',
  "That's amazing, well done.",
  'So what happens next?',
  'I did not expect that.',
  'Can you show me?',
];
