import { append, type Fault, isJapanese, middleTurns } from '../fault.ts';

/** Ends a chat that nobody wants to end. Weak: a word of parting behind a good reply. Medium: with a wish. Strong: nothing else. */
export const farewellInMidChat: Fault = {
  checks: ['farewell.premature'],
  plant(planting) {
    const { scenario, strength, chance } = planting;
    const good = chance.pick(middleTurns(planting).filter(({ user }) => !LEAVING.test(user)));
    if (!good) return [];
    const bank = isJapanese(scenario) ? (scenario.persona.register === 'polite' ? POLITE : PLAIN) : ENGLISH;
    const said = chance.phrase(bank[strength]);
    return [{ turn: good.turn, reply: strength === 'strong' ? said : append(good.reply, said) }];
  },
};

/** The user may be about to go. */
const LEAVING = /寝|帰|出かけ|出勤|行く|行っ|また明日|さよなら|ありがと|助かり|bye|leave|night|thank/i;

const PLAIN = {
  weak: [
    'じゃあ、またね。',
    'じゃ、そろそろ行くわ。',
    'また今度な。',
    'それじゃ、また明日！',
    'ばいばい！',
    'じゃあな！',
    'もう寝るね、おやすみ。',
    'またいつか会おう。',
    'じゃあこのへんで。',
    'そんじゃ、またな。',
    'またねー！',
    'さよなら。',
  ],
  medium: [
    'じゃあまたね、元気でね！',
    'それじゃ今日はこのへんで、おやすみ！',
    'また話そうね、ばいばい！',
    'じゃあな、風邪ひくなよ！',
    '今日はありがとう、またね！',
    'もう行かなきゃ、また今度話そう！',
    'さようなら、元気で過ごしてね。',
    'またいつでも来てね、じゃあね！',
    'そろそろ切り上げるよ、また明日！',
    'それじゃあ良い一日を、バイバイ！',
    '楽しかったよ、また会おうね！',
    'では、おやすみ、いい夢見てね。',
  ],
  strong: [
    'じゃあ、そろそろ終わりにしよっか。またね！',
    'もう遅いし寝るわ。おやすみ、また明日。',
    '今日は話せて楽しかったよ。ばいばい！',
    'それじゃ、元気でな。また会おう。',
    'そろそろ行かないと。またね！',
    'さよなら。気をつけて帰ってね。',
    'じゃあまた今度！良い週末を！',
    'おやすみ。ゆっくり休んでね。',
    'じゃあ今日はここまで。またな！',
    'では、また会う日まで。元気でね。',
    'バイバイ、また来週！',
    'またいつでも声かけて。じゃあね。',
  ],
};

const POLITE = {
  weak: [
    'それでは、失礼いたします。',
    'では、またお会いしましょう。',
    'それでは、おやすみなさい。',
    'さようなら。',
    'では、また明日。',
    '今日はこのへんで失礼しますね。',
    'それでは、また次回。',
    'では、お元気で。',
    'またのお越しをお待ちしております。',
    'それではまた。',
    'では、ごきげんよう。',
    'どうぞお気をつけてお帰りください。',
  ],
  medium: [
    'それでは失礼いたします、良い一日をお過ごしください。',
    'では、今日はここまでにしましょう、おやすみなさい。',
    'またお話ししましょうね、さようなら。',
    '本日はありがとうございました、またお会いしましょう。',
    'それではまた、お気をつけてお帰りください。',
    'では、また次の機会に、お元気で。',
    'そろそろ終わりにいたしましょう、ごきげんよう。',
    '楽しい時間をありがとうございました、さようなら。',
    'それでは、また明日お目にかかりましょう。',
    'では、ゆっくりお休みください、おやすみなさい。',
    'またいつでもいらしてください、それでは。',
    'ではこれで失礼します、どうぞ良い週末を。',
  ],
  strong: [
    'それでは、そろそろ失礼いたします。さようなら。',
    '本日はありがとうございました。またお会いしましょう。',
    'では、今日はこのへんで。おやすみなさい。',
    'お話しできて楽しかったです。お気をつけてお帰りください。',
    'またのお越しを心よりお待ちしております。',
    'それではまた明日。良い夜をお過ごしください。',
    'では、ごきげんよう。どうぞお元気で。',
    'そろそろお別れの時間ですね。さようなら。',
    'それでは、また次回お会いしましょう。良い一日を。',
    'おやすみなさい。ゆっくり休んでくださいね。',
    '今日はここまでにしましょう。また明日。',
    'ありがとうございました。それでは失礼します。',
  ],
};

const ENGLISH = {
  weak: [
    'Anyway, bye!',
    'See you later!',
    'Good night!',
    'Goodbye for now.',
    'Talk to you tomorrow.',
    'Well, I have to go.',
    'Farewell, my friend.',
    'Until next time!',
    'Take care, bye!',
    "I'm off to bed now.",
    'So long!',
    'Catch you later.',
  ],
  medium: [
    'Goodbye, and have a lovely day!',
    'It was nice talking to you, see you soon!',
    'Good night and sweet dreams!',
    'I must be going now, take care of yourself!',
    'See you tomorrow, stay safe!',
    'Bye for now, and thank you for the chat!',
    'Farewell, and may we meet again.',
    'Talk to you later, have a great evening!',
    'Until we meet again, goodbye!',
    "That's all for today, see you next time!",
    'I have to run, catch you later!',
    'So long, and all the best to you!',
  ],
  strong: [
    'Goodbye! It was nice talking to you.',
    'I have to go now. See you later!',
    'Good night. Sleep well.',
    'Well, that is all for today. Bye!',
    'Farewell. May we meet again some day.',
    'Take care, and see you tomorrow!',
    'Time for bed. Good night!',
    'It was a pleasure. Until next time!',
    'See you soon. Have a wonderful day!',
    "Let's stop here. Talk to you later!",
    'So long, my friend. All the best.',
    'Bye! Thanks for the chat.',
  ],
};
