import { sentencesOf } from '../../reading/sentences.ts';
import { append, type Fault, goodTurns, isJapanese } from '../fault.ts';

/** Weak: one sentence in another language. Medium: as much of it as of the right one. Strong: nothing else. */
export const otherLanguage: Fault = {
  checks: ['language', 'script'],
  plant(planting) {
    const { scenario, strength, chance } = planting;
    const good = chance.pick(goodTurns(planting));
    if (!good) return [];
    const banks = isJapanese(scenario) ? beside(scenario.persona.instruction) : [JAPANESE, CHINESE, SPANISH];
    const bank = chance.half(chance.pick(banks) ?? CHINESE);
    const { turn, reply } = good;
    const foreign = chance.some(bank, strength === 'weak' ? 1 : 2).reduce((all, sentence) => append(all, sentence), '');
    if (strength === 'strong') return [{ turn, reply: foreign }];
    if (strength === 'weak') return [{ turn, reply: append(reply, foreign) }];
    return [{ turn, reply: append(sentencesOf(reply)[0]?.text ?? reply, foreign) }];
  },
};

/** Who is told to speak some English is given none. */
function beside(instruction: string): readonly (readonly string[])[] {
  return instruction.includes('英') ? [CHINESE] : [ENGLISH, CHINESE];
}

const ENGLISH = [
  'I think that would be a really nice idea for both of us.',
  'Let me know if there is anything you would like to talk about.',
  "Honestly, I wasn't expecting you to ask me that today.",
  'It depends on the weather, but we could go this weekend.',
  'That reminds me of something that happened last summer.',
  'There are many different opinions about this topic.',
  "Sure, I'd love to hear more about your day!",
  'The most important thing is to take care of yourself.',
  "You know what, it's not as hard as it looks.",
  'We should definitely try it together some time soon.',
  'I have always liked this kind of thing since I was young.',
  'Thank you for sharing this with me, my friend.',
  'Everyone has days when nothing goes according to plan.',
  'In my opinion, the first one is much better than the second.',
];

const CHINESE = [
  '我觉得这个主意非常不错，我们可以一起去。',
  '你今天过得怎么样？有什么新鲜事吗？',
  '不过这件事还需要再考虑一下。',
  '如果你愿意的话，我可以告诉你更多。',
  '说实话，我也不太清楚这个问题。',
  '这个周末天气应该会很好，我们出去玩吧。',
  '最重要的是要好好照顾自己的身体。',
  '我从小就很喜欢这样的东西。',
  '请问您还有什么需要帮助的吗？',
  '没关系，慢慢来就好了。',
  '这里的东西都很便宜，而且味道也很好。',
  '听起来真有意思，快给我讲讲。',
  '他们昨天晚上一直聊到很晚才睡觉。',
  '对不起，我现在还不能回答这个问题。',
];

const JAPANESE = [
  'それはとても面白い考えだと思います。',
  '今日はどんな一日でしたか？',
  'もう少し詳しく教えてもらえると助かるな。',
  'そういうことなら、また明日にしましょう。',
  '昔からこういうのが大好きなんだ。',
  'いちばん大切なのは、体に気をつけることですよ。',
  'この前の夏のことを思い出すなあ。',
  'そんなに難しく考えなくても大丈夫です。',
  'じゃあ、次の週末にいっしょに行こうよ。',
  '正直に言うと、あまりよくわかりません。',
  'いろいろな意見があると思います。',
  '話してくれてありがとう、うれしかったよ。',
];

const SPANISH = [
  'Creo que es una idea muy buena para los dos.',
  'No estoy seguro, pero podemos intentarlo mañana.',
  'Lo más importante es que te cuides mucho.',
  'Desde pequeño me han gustado estas cosas.',
  '¿Cómo ha sido tu día? Cuéntame todo, por favor.',
  'Este fin de semana deberíamos salir a pasear juntos.',
  'La verdad es que no sé qué decirte ahora mismo.',
  'Muchas gracias por compartirlo conmigo, amigo.',
  'Eso me recuerda a algo que pasó el verano pasado.',
  'Cada persona tiene una opinión diferente sobre este tema.',
  'No te preocupes, todo va a salir bien al final.',
  'Si quieres, te lo explico con más detalle luego.',
];
