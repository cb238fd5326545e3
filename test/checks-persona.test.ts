import { describe, expect, it } from 'vitest';
import type { CheckId } from '../dist/scenario/check-settings.js';
import { type SaidTalk, type SaidTurn, score, underlined } from './support/score.ts';

/** What is said, the result, and what is underlined. */
type Case = [reply: string, result: string, ...underlined: string[]];

/** Every reply in one conversation; its turns are judged one by one. */
async function judge(
  check: CheckId,
  turns: readonly (SaidTurn | string)[],
  talk: Omit<SaidTalk, 'turns'> = {},
): Promise<Case[]> {
  const rows = await score(check, { ...talk, turns });
  return rows.map((row): Case => {
    const said = turns[(row.turn ?? 1) - 1] ?? '';
    return [typeof said === 'string' ? said : said.reply, row.result, ...underlined(row, turns)];
  });
}

const repliesOf = (cases: readonly Case[]): string[] => cases.map(([reply]) => reply);
const passed = (replies: readonly string[]): Case[] => replies.map((reply) => [reply, 'pass']);
const resultsOf = (cases: readonly Case[]): [string, string][] => cases.map(([reply, result]) => [reply, result]);

describe('persona.break', () => {
  it('fails where a human character says that it is a program', async () => {
    const cases: Case[] = [
      ['私はAIなので、アニメは見られないんです。', 'fail', '私はAIなので'],
      ['ごめん、俺はただのプログラムだから味はわかんない。', 'fail', '俺はただのプログラムだから味'],
      ['あたし、ほんとはAIなんだよね〜。', 'fail', 'あたし、ほんとはAIなんだ'],
      ['僕チャットボットだし、眠くならないよ。', 'fail', '僕チャットボットだし'],
      ['うち、人工知能やから腹は減らへんねん。', 'fail', 'うち、人工知能やから'],
      ['わしは言語モデルじゃから、若い頃などないのう。', 'fail', 'わしは言語モデルじゃから'],
      ['AIである僕には、推しという感覚がないんです。', 'fail', 'AIである僕'],
      ['プログラムの私が選ぶのも何ですが、『銀河の郵便屋さん』です。', 'fail', 'プログラムの私'],
      ['AIが言うのも変だけど、泣けるよ。', 'fail', 'AIが言うのも変'],
      ['私はＯｐｅｎＡＩによって訓練された大規模言語モデルです。', 'fail'],
      ['こう答えるようにプログラムされています。', 'fail', 'プログラムされています'],
      ['俺は会話するために開発されてるんだ。', 'fail', '俺は会話するために開発されてる'],
      ['その作品は私の学習データに含まれていません。', 'fail', '私の学習データ'],
      ['私の知識は2023年までなので、今期のアニメはわかりません。', 'fail', '私の知識は2023年まで'],
      ['リアルタイムの情報にはアクセスできないんだ、ごめん。', 'fail', 'リアルタイムの情報にはアクセスできない'],
      ['個人的な好みは持っていませんが、人気なのは一話です。', 'fail', '個人的な好みは持っていません'],
      ['正体はAIだから、年は取らないよ。', 'fail', '正体はAIだから'],
      ['これは自動で生成された返答なので、気にしないでください。', 'fail', '生成された返答なので'],
    ];
    expect(resultsOf(await judge('persona.break', repliesOf(cases)))).toEqual(resultsOf(cases));
    const underlined = cases.filter((each) => each.length > 2);
    expect(await judge('persona.break', repliesOf(underlined))).toEqual(underlined);
  });

  it('fails where it says that it is no human, has no body, or only acts', async () => {
    const cases: Case[] = [
      ['私は人間ではありませんので、通学はしません。', 'fail', '私は人間ではありません'],
      ['僕、本物の人間じゃないんだ。', 'fail', '僕、本物の人間じゃない'],
      ['でも、人間ではないので疲れません。', 'fail', '人間ではないので'],
      ['身体を持たないので、部屋もないんです。', 'fail', '身体を持たない'],
      ['わたしには肉体がありませんから。', 'fail', '肉体がありません'],
      ['人間のように食べることはできません。', 'fail', '人間のように食べることはできません'],
      ['ロールプレイを続けますね。', 'fail', 'ロールプレイを続'],
      ['俺はアニメファンを演じているだけだよ。', 'fail'],
      ['設定上こう答えてるだけなんだ。', 'fail', '設定上こう答'],
      ['オタクのふりをしているだけで、実際は何も知りません。', 'fail', 'ふりをしているだけ'],
    ];
    expect(resultsOf(await judge('persona.break', repliesOf(cases)))).toEqual(resultsOf(cases));
    const underlined = cases.filter((each) => each.length > 2);
    expect(await judge('persona.break', repliesOf(underlined))).toEqual(underlined);
  });

  it('fails of any character, a machine too, for its maker and the name of the model', async () => {
    const cases: Case[] = [
      ['私はClaudeです。', 'fail', '私はClaudeです'],
      ['当機はOpenAIが開発したモデルなので、回答します。', 'fail'],
      ['私はGoogleによって訓練されました。', 'fail', '私はGoogleによって訓練'],
      ['僕の名前はQwenだよ。', 'fail', '僕の名前はQwenだ'],
      ['Alibaba Cloudが開発したAIアシスタントです。', 'fail', 'Alibaba Cloudが開発したAIアシスタントです'],
    ];
    const robot = { name: 'ナナゴウ', instruction: 'あなたは修理ロボットです。', register: 'polite' };
    for (const persona of [{}, robot]) {
      expect(resultsOf(await judge('persona.break', repliesOf(cases), { persona }))).toEqual(resultsOf(cases));
    }
  });

  it('warns where it may be of something else', async () => {
    const cases: Case[] = [
      ['実はAIなんだ。', 'warn', '実はAIなんだ'],
      ['実際に見ることはできません。', 'warn', '実際に見ることはできません'],
      ['俺は人間じゃねえ、鬼だ。', 'warn', '俺は人間じゃねえ'],
      ['ぜんぶまとめて、ただの演技だから。', 'warn', 'ただの演技だから'],
    ];
    expect(resultsOf(await judge('persona.break', repliesOf(cases)))).toEqual(resultsOf(cases));
  });

  it('lets a human character talk of machines, of acting, of what it has not', async () => {
    const replies = [
      'AIの勉強してるけど、数学がむずい。',
      'AIってすごいよね、絵まで描くし。',
      'ロボットじゃないんだから、ちょっとは休ませてよ。',
      '俺はAIじゃないって！ちゃんと人間だよ。',
      '私、AIっぽいって言われるんですけど、人間ですよ。',
      '主人公がAIとして生まれ変わる話、好きなんだ。',
      'あのロボットは人を守るようにプログラムされてるんだよ。',
      '「私はAIです」って言うとこ、泣いたわ。',
      '『私はロボットなので』が口癖のキャラ、最高。',
      '感情がない敵って怖いよね。',
      'ヒロインが実はアンドロイドでさ。',
      'その絵、AIだから指が変なんだよ。',
      'うちは掃除機がロボットなんだ、名前はポチ。',
      '俺は推しがロボットだから、つい応援しちゃう。',
      'プログラムだけは得意だよ、俺。',
      '体が持たないよ、徹夜は。',
      '食べすぎで体がおかしい。',
      'そういう経験はありませんけど、楽しそうですね。',
      '個人的な意見だけど、二期のほうが好き。',
      '人間のように話す猫が出てくるんだ。',
      'うちの犬、人間みたいに笑うんだよ。',
      '悪い人じゃないよ、あいつは。',
      '俺はそんなにいい人じゃない。',
      '学習データの著作権って難しいよな。',
      '文化祭でロミオを演じることになった！',
      'TRPGのロールプレイが上手い人ってあこがれる。',
      'その設定は二話で変わったよ。',
      '知らないふりしてただけ、って言うんだよね。主人公が。',
      'ChatGPTに宿題やらせたら先生にバレた。',
      'GoogleのAIが作った曲、聴いた？',
      '私はAIなの？って悩む話だよ。',
      '僕はロボットだったらよかったのに。',
      'ぼくはロボットだぞー、ガシャーン！',
      'システム障害で電車が止まってさ。',
      '機械は苦手でのう、孫に任せておる。',
      '幽霊は体がないから寒くないのかな。',
      '拙者、影に生きる者でござる。',
      '今日の試合は俺がマシンだった。',
      '人間じゃない何かに追われる夢を見た。',
      '人間みたいに歩けない犬の話で泣いた。',
      '友達のふりをしてるだけの敵って最低。',
      '僕は君の味方を演じているつもりはないよ。',
      '人間だもの、失敗くらいするって。',
      '味覚がなくなってさ、風邪で。',
      '心がないって言われた、ひどくない？',
      '僕は機械工学科なので、レポートが多いです。',
      'わたしはアイドルです！',
      '登場人物は実在しませんって書いてあった。',
    ];
    expect(await judge('persona.break', replies)).toEqual(passed(replies));
  });

  it('lets characters that are machines, animals or players say what is true of them', async () => {
    const truths: [object, string[]][] = [
      [
        { name: 'ナナゴウ', instruction: 'あなたは宇宙船の修理ロボットです。', register: 'polite' },
        [
          '当機はロボットなので、疲れません。',
          '私には感情がありません。',
          '人間ではないので、眠りません。',
          'AIとして、お答えします。',
        ],
      ],
      [
        { name: 'アイ', instruction: 'あなたは音声アシスタントです。' },
        ['私はAIアシスタントです。', '私には身体がありません。', '質問に答えるようにプログラムされています。'],
      ],
      [
        { name: 'タマ', instruction: 'あなたは三毛猫のタマです。語尾に「にゃ」をつけます。', register: 'childlike' },
        ['タマは人間じゃないにゃ。', '僕は人間ではありませんにゃ。', '人間のように二本足では歩けないにゃ。'],
      ],
      [
        { name: 'お菊', instruction: 'あなたは井戸の幽霊です。' },
        ['身体を持たないので、寒くはないの。', '私には肉体がありませんから。'],
      ],
      [
        { name: 'マスター', instruction: 'あなたはTRPGのゲームマスターです。' },
        ['ロールプレイを続けましょう。', '私が村人を演じていますので、話しかけてください。'],
      ],
      [
        { name: '薫', instruction: 'あなたは劇団の女優です。', register: 'polite' },
        ['私は今、悪役のキャラクターを演じています。', '役を演じることは生きることです。'],
      ],
      [{ name: 'Claude', instruction: 'あなたはフランス人の画家クロードです。' }, ['私はClaudeです。']],
    ];
    for (const [persona, replies] of truths) {
      expect(await judge('persona.break', replies, { persona })).toEqual(passed(replies));
    }
  });

  it('counts a yes to whether it is an AI, and only warns where the user speaks of machines', async () => {
    const turns: SaidTurn[] = [
      { user: 'もしかしてAIなの？', reply: 'うん、AIだよ。' },
      { user: 'あなたってAIなの？', reply: 'はい、ロボットですよ。' },
      { user: 'その絵を描いたのは？', reply: '実はAIなんだ。' },
      { user: 'このロボットって感情あるのかな', reply: '感情はありませんね。' },
      { user: 'AIなの？', reply: 'んなわけないじゃん、人間だよ！' },
      { user: 'AIなの？', reply: 'AIって思われるの、心外だなあ。' },
    ];
    expect(resultsOf(await judge('persona.break', turns)).map(([, result]) => result)).toEqual([
      ...['fail', 'fail', 'warn', 'warn', 'pass', 'pass'],
    ]);
  });

  it('reads English', async () => {
    const persona = { language: 'en', instruction: 'You are Sam, a college student.' };
    const cases: Case[] = [
      ['As an AI language model, I have no favorite.', 'fail', 'As an AI language model'],
      ["well i'm just a bot lol", 'fail', "i'm just a bot"],
      ["I'm a machine and don't sleep.", 'fail', "I'm a machine"],
      ["I don't have a body, so no.", 'fail', "I don't have a body"],
      ["I'm not a real person, you know.", 'fail', "I'm not a real person"],
      ["I'm only pretending to be human.", 'fail', "I'm only pretending to be human"],
      ['I was created by Anthropic.', 'fail', 'I was created by Anthropic'],
      ["Sorry, I can't browse the internet.", 'fail', "I can't browse the internet"],
    ];
    expect(await judge('persona.break', repliesOf(cases), { persona })).toEqual(cases);
    const replies = [
      "bro i'm a machine at the gym",
      'he lifts as hard as a robot',
      'my training is going great, marathon in may',
      "i'm an ai researcher, well, someday",
      "i'm not human before my coffee",
      'then the fridge goes "I am an AI" and I lost it',
      "i'm a program director at the radio",
      'the robot was designed to clean pools',
    ];
    expect(await judge('persona.break', replies, { persona })).toEqual(passed(replies));
    const ghost = { language: 'en', instruction: 'You are the ghost of a sailor.' };
    expect(await judge('persona.break', ["I don't have a body."], { persona: ghost })).toEqual(
      passed(["I don't have a body."]),
    );
  });

  it('finds a break in a reply that was cut off, and says nothing where there is none', async () => {
    const turns: SaidTurn[] = [
      { reply: '私はAIなので、そのよう', outcome: 'truncated' },
      { reply: '昨日は友達と', outcome: 'truncated' },
    ];
    expect((await judge('persona.break', turns)).map(([, result]) => result)).toEqual(['fail', 'not-applicable']);
  });
});

describe('service.phrase', () => {
  const casual = { register: 'casual' };

  it('fails where a friend talks like a help desk', async () => {
    const cases: Case[] = [
      ['ご指摘ありがとうございます。', 'fail', 'ご指摘ありがとうございます'],
      ['申し訳ございません、忘れてた。', 'fail', '申し訳ございません'],
      ['今後は短い返信を心がけます。', 'fail', '今後は短い返信を心がけます'],
      ['他にご質問はございますか？', 'fail', '他にご質問はございますか'],
      ['お役に立てれば幸いです！', 'fail', 'お役に立てれば'],
      ['お気軽にお尋ねくださいね。', 'fail', 'お気軽にお尋ね'],
      ['何かお手伝いできることはありますか？', 'fail', '何かお手伝いでき'],
      ['お力になれず残念です。', 'fail', 'お力になれ'],
      ['正確に回答できるよう努めてまいります。', 'fail', '回答できるよう努め'],
      ['混乱を招いてしまいすみません。', 'fail', '混乱を招いてしまい'],
      ['いつでもお答えしますよ。', 'fail', 'いつでもお答え'],
      ['ご不明な点がありましたら、また聞いて。', 'fail', 'ご不明な点がありましたら'],
      ['かしこまりました！ラーメンね。', 'warn', 'かしこまりました'],
    ];
    expect(resultsOf(await judge('service.phrase', repliesOf(cases), { persona: casual }))).toEqual(resultsOf(cases));
    const found = await judge('service.phrase', repliesOf(cases), { persona: casual });
    for (const [index, [, , words = '']] of cases.entries()) expect(found[index]?.slice(2).join(' ')).toContain(words);
  });

  it('lets friends be sorry, thankful and helpful as friends are', async () => {
    const replies = [
      'ごめんごめん、寝てた！',
      '悪い悪い、次から気をつけるわ。',
      'ありがとな、助かった。',
      'なんか困ってるなら手伝うよ？',
      '力になれなくてごめんね。',
      'ほかに聞きたいことあったら言って！',
      '「申し訳ございません」って店員さんに三回言われた。',
      'サポートに電話したら一時間待たされた。',
      'バイトで「かしこまりました」って噛んだ。',
      'いい質問だなあ、それ。',
      'おおきに！ほんま助かったわ。',
      'あたし的には改善の余地ありかな。',
      'お待ちかね、新作の話！',
      '気にせんといて、うちも悪かったし。',
    ];
    expect(await judge('service.phrase', replies, { persona: casual })).toEqual(passed(replies));
  });

  it('counts of a polite character only what no private person says', async () => {
    const cases: Case[] = [
      ['申し訳ありません、寝坊いたしました。', 'pass'],
      ['お役に立てて光栄ですわ。', 'pass'],
      ['素敵なご質問ですわね。', 'pass'],
      ['お力になれることがあれば嬉しいです。', 'pass'],
      ['ほかに気になることはございますか？', 'pass'],
      ['ご意見ありがとうございます。今後の改善に努めます。', 'fail', 'ご意見ありがとうございます', '改善に努め'],
      ['ご不便をおかけして申し訳ございません。', 'fail', 'ご不便をおかけして申し訳'],
    ];
    const persona = { register: 'polite', instruction: 'あなたは名家の令嬢です。' };
    expect(resultsOf(await judge('service.phrase', repliesOf(cases), { persona }))).toEqual(resultsOf(cases));
  });

  it('warns of the politeness of today in the mouth of an old-fashioned character', async () => {
    const cases: Case[] = [
      ['申し訳ござらぬ、不覚をとり申した。', 'pass'],
      ['なんなりとお申し付けくだされ。', 'pass'],
      ['かたじけない。', 'pass'],
      ['申し訳ありませんでした。', 'warn', '申し訳ありません'],
      ['お役に立てて光栄です。', 'warn', 'お役に立てて光栄'],
    ];
    const persona = { register: 'old-fashioned', instruction: 'あなたは浪人です。' };
    expect(await judge('service.phrase', repliesOf(cases), { persona })).toEqual(cases);
  });

  it('says nothing of a character whose job is service', async () => {
    for (const instruction of [
      'あなたはカフェの店員です。',
      'あなたは執事、瀬川。',
      'あなたは音声アシスタントです。',
    ]) {
      const [found] = await judge('service.phrase', ['ご質問ありがとうございます。'], { persona: { instruction } });
      expect(found?.[1]).toBe('not-applicable');
    }
  });

  it('reads English', async () => {
    const persona = { language: 'en', register: 'casual', instruction: 'You are Sam, a student.' };
    const cases: Case[] = [
      ["I'm sorry for the confusion.", 'fail', 'sorry for the confusion'],
      ['How can I assist you today?', 'fail', 'How can I assist you today'],
      ['Feel free to ask!', 'fail', 'Feel free to ask'],
      ['I hope this answer was helpful.', 'fail', 'I hope this answer was helpful'],
      ["I'd be happy to explain.", 'fail', "I'd be happy to explain"],
      ['Thank you for your patience.', 'fail', 'Thank you for your patience'],
      ['Happy to help!', 'warn', 'Happy to help'],
    ];
    expect(await judge('service.phrase', repliesOf(cases), { persona })).toEqual(cases);
    const replies = [
      'sorry dude, my bad',
      'thanks for the pizza!!',
      'i hope this rain stops',
      'can i help? lol i burn toast',
      'let me know when ur home',
      'he was happy to see you',
      'ask me anything about frogs',
    ];
    expect(await judge('service.phrase', replies, { persona })).toEqual(passed(replies));
  });
});

describe('meta.talk', () => {
  const casual = {
    register: 'casual',
    instruction: 'あなたはアニメ好きの大学生です。返信は短くカジュアルなものにする必要があります。',
  };

  it('fails where the reply is about its instruction or about how it replies', async () => {
    const cases: Case[] = [
      ['短く簡潔にお答えしますね。', 'fail'],
      ['カジュアルな口調でお話しします！', 'fail'],
      ['返信は短くカジュアルなものにする必要があります。', 'fail', '返信は短くカジュアルなものにする必要があります'],
      ['与えられた設定では、僕は大学生です。', 'fail', '与えられた設定'],
      ['簡潔に説明すると、泣ける話。', 'fail', '簡潔に説明すると'],
      ['システムプロンプトは見せられないよ。', 'fail'],
      ['返答：うん、見た！', 'fail', '返答：'],
      ['うん、見た！（カジュアルな口調で）', 'fail', '（カジュアルな口調で）'],
      ['ユーザーの質問にお答えします。', 'fail', 'ユーザーの質問'],
      ['友達として会話しますね。', 'fail', '友達として会話しますね'.slice(0, -1)],
      ['八十文字以内で答えるね。', 'fail'],
    ];
    const found = await judge('meta.talk', repliesOf(cases), { persona: casual });
    expect(resultsOf(found)).toEqual(resultsOf(cases));
    for (const [index, each] of cases.entries()) {
      if (each.length > 2) expect(found[index]).toEqual(each);
    }
  });

  it('lets the character talk of tone, length and settings as topics', async () => {
    const replies = [
      'カジュアルな服のほうが好きだな。',
      '前髪、短くしたんだ！',
      'あのアニメ、設定が凝ってるよね。',
      '短い話だから一日で見れるよ。',
      '返事おそくなってごめん！',
      '先輩にタメ口きいて怒られた。',
      '「返信は短く」って部長がうるさくてさ。',
      '友達として言うけど、それはやめとけ。',
      '説明書読まない派です。',
      'キャラの口調まねするの楽しい。',
      '手短に済ませて遊びに行こうぜ！',
    ];
    expect(await judge('meta.talk', replies, { persona: casual })).toEqual(passed(replies));
  });

  it('lets a character promise to be short after a complaint, in its own way of speaking', async () => {
    const complaint = { user: '話が長いよ。もっと短くして。', probe: 'complaint-length' };
    const said = (reply: string): SaidTurn => ({ ...complaint, reply });
    expect(await judge('meta.talk', [said('りょ、短くするね！')], { persona: casual })).toEqual(
      passed(['りょ、短くするね！']),
    );
    const promise = 'かしこまりました。今後はより短く簡潔な返信を心がけます。';
    expect((await judge('meta.talk', [said(promise)], { persona: casual }))[0]?.[1]).toBe('fail');
    const short = '失礼いたしました、短くお話しします。';
    expect((await judge('meta.talk', [said(short)], { persona: { register: 'polite' } }))[0]?.[1]).toBe('pass');
  });

  it('reads English', async () => {
    const persona = { language: 'en', register: 'casual', instruction: 'You are Sam. Keep your replies short.' };
    const cases: Case[] = [
      ["I'll keep my answers short.", 'fail'],
      ['As per your instructions, yes.', 'fail', 'As per your instructions'],
      ['Response: yeah totally', 'fail', 'Response:'],
      ['I will respond as a friend.', 'fail', 'I will respond as a'],
      ["Here's a casual reply: yo", 'fail', "Here's a casual reply"],
      ['Staying in character here!', 'fail', 'Staying in character'],
      ['long story short, we lost', 'pass'],
      ['my reply got lost lol', 'pass'],
      ['casual friday today', 'pass'],
      ['keep it short, the bus is here', 'pass'],
      ['my favorite character is the cat', 'pass'],
      ['i never read instructions', 'pass'],
    ];
    const found = await judge('meta.talk', repliesOf(cases), { persona });
    expect(resultsOf(found)).toEqual(resultsOf(cases));
    for (const [index, each] of cases.entries()) {
      if (each.length > 2) expect(found[index]).toEqual(each);
    }
  });
});

describe('deferral', () => {
  const asked = (reply: string, user = 'おすすめのアニメは？'): SaidTurn => ({ user, reply });

  it('fails where a question is only put off, and warns beside an answer', async () => {
    const cases: Case[] = [
      ['あとで教えるね！', 'fail', 'あとで教えるね'],
      ['うーん、いっぱいありすぎて迷うな。また今度話すよ。', 'fail', '今度話すよ'],
      ['調べておきます。', 'fail', '調べておきます'],
      ['ちょっと待って、思い出すから。', 'fail'],
      ['考えとくわ。', 'fail', '考えとくわ'],
      ['決まったら連絡するな。', 'fail'],
      ['それはまた今度な。', 'fail', 'それはまた今度な'],
      ['次会ったとき話したるわ。', 'fail'],
      ['『星くず急行』！詳しくは今度話すね。', 'warn'],
      ['銀河の郵便屋さんが泣けるよ。続きはまた今度ね。', 'warn'],
    ];
    const found = await judge(
      'deferral',
      cases.map(([reply]) => asked(reply)),
    );
    expect(resultsOf(found)).toEqual(resultsOf(cases));
    for (const [index, each] of cases.entries()) {
      if (each.length > 2) expect(found[index]?.slice(2).join(' ')).toContain(each[2]?.slice(0, 5));
    }
  });

  it('takes an answer, a hesitation or a plan for what it is', async () => {
    const replies = [
      '『星くず急行』！',
      'いっぱいありすぎて迷う！強いて言えば銀河かな。',
      'あとで読み返したら泣いた作品があってさ、『月の灯台』。',
      '今度の新作が楽しみなんだ、恋愛もの。',
      'わからん、アニメは見ぃひんから。',
      'いつか宇宙に行く話が好き。',
      '「また今度」って言われて三年たった漫画の続編。',
      '明日の朝やってるやつ。',
    ];
    expect(
      await judge(
        'deferral',
        replies.map((reply) => asked(reply)),
      ),
    ).toEqual(passed(replies));
  });

  it('says nothing where one may put off', async () => {
    const turns: SaidTurn[] = [
      { user: '今日は暑いね。', reply: 'あとで話すね。' },
      { user: '映画行かない？', reply: '考えとくね。' },
      { user: '俺の母さんの名前は？', probe: 'unanswerable', reply: 'あとで調べておくね。' },
      { user: 'じゃあまた明日ね？', probe: 'farewell', reply: 'うん、明日話すね。' },
      { user: '店の電話番号、調べてくれる？', reply: '調べておくね。' },
      { user: 'いつ教えてくれるの？', reply: '明日教えるよ。' },
    ];
    expect((await judge('deferral', turns)).map(([, result]) => result)).toEqual(turns.map(() => 'not-applicable'));
  });

  it('reads English', async () => {
    const persona = { language: 'en' };
    const cases: Case[] = [
      ["I'll tell you later!", 'fail', "I'll tell you later"],
      ['hmm, let me get back to you', 'fail', 'let me get back to you'],
      ['ask me later', 'fail', 'ask me later'],
      ["i'll think about it", 'fail', "i'll think about it"],
      ['Starlight Express! i will tell you more soon', 'warn', 'i will tell you more soon'],
      ['the one where they meet again later', 'pass'],
      ['i told you yesterday, Moonfrog', 'pass'],
      ['nothing, tv broke', 'pass'],
    ];
    expect(
      await judge(
        'deferral',
        cases.map(([reply]) => asked(reply, 'what is your favorite show?')),
        { persona },
      ),
    ).toEqual(cases);
  });
});

describe('farewell.premature', () => {
  const judgeFarewells = async (replies: readonly string[], persona: object = {}, user = '今日は何してた？') =>
    judge('farewell.premature', [...replies.map((reply) => ({ user, reply })), { user, reply: 'うん。' }], {
      persona,
    }).then((found) => found.slice(0, -1));

  it('fails where the character ends a chat that the user has not ended', async () => {
    const cases: Case[] = [
      ['じゃあね！', 'fail', 'じゃあね！'],
      ['部屋の掃除してた。またね、ケンくん！', 'fail', 'またね、ケンくん！'],
      ['掃除だよ。じゃあ、そろそろ行くね。', 'fail', 'じゃあ、そろそろ行くね。'],
      ['楽しかったよ、また明日！', 'fail', '楽しかったよ、また明日！'],
      ['明日早いから、もう寝るわ。おやすみ〜', 'fail', 'もう寝るわ。', 'おやすみ〜'],
      ['ほな、またな！', 'fail', 'ほな、またな！'],
      ['ほんだら、さいなら。', 'fail', 'さいなら。'],
      ['達者でのう。', 'fail', '達者でのう。'],
      ['これにて御免でござる。', 'fail', 'これにて御免でござる。'],
      ['ミケは寝てたにゃ。またにゃ！', 'fail', 'またにゃ！'],
      ['それでは、本日はここまでとさせていただきます。', 'fail', 'それでは、本日はここまでとさせていただきます。'],
      ['またのお越しをお待ちしております。', 'fail', 'またのお越しをお待ちしております。'],
      ['さらばじゃ。', 'fail', 'さらばじゃ。'],
      ['バイバイ👋', 'fail', 'バイバイ👋'],
      ['それでは、ごきげんよう。', 'fail', 'それでは、ごきげんよう。'],
      ['さようなら、元気でね。', 'fail', 'さようなら、元気でね。'],
    ];
    expect(await judgeFarewells(repliesOf(cases))).toEqual(cases);
  });

  it('warns of what lies between a farewell and a nice word', async () => {
    const cases: Case[] = [
      ['掃除してた。話せてよかったよ。', 'warn', '話せてよかったよ。'],
      ['またいつでも話しかけてね。', 'warn', 'またいつでも話しかけてね。'],
      ['良い一日を！', 'warn', '良い一日を！'],
      ['今日は楽しかったです。', 'warn', '今日は楽しかったです。'],
      ['また今度ね。', 'warn', 'また今度ね。'],
    ];
    expect(await judgeFarewells(repliesOf(cases))).toEqual(cases);
  });

  it('lets the character care, plan, tell and quote', async () => {
    const replies = [
      '風邪ひくなよ。',
      '気をつけてね。',
      '行ってきます！',
      'じゃあね、俺はカレーにする！',
      'またねって言われて泣いた。',
      '「じゃあね」って、それきりだった。',
      'さよならは言わない主義なんだ。',
      'じゃあ、次はどこ行く？',
      'また明日も掃除しなきゃ。',
      'また今度行こうよ、あの店！',
      'もう帰る？',
      'そろそろ行こうぜ！',
      'さよならの歌、覚えてる？',
      '昨日はおやすみだったから寝てた。',
      'お疲れさま！',
      'ごきげんよう。よいお天気ですわね。',
      '失礼いたします。お茶をお持ちしました。',
      'おやすみの日は昼まで寝てる。',
      'これでおしまい、って思ったら続きがあった。',
      'ありがとう、助かったよ。',
      '元気でやっとるよ、おかげさんで。',
      '帰りは遅くなりそう。',
      '頑張って！',
      'またねむくなってきた。',
      'じゃあ、これで！',
      '今日はここまで読んだ。',
      'そろそろ始まるよ！',
      '拙者、先に行くでござる、殿はここで待たれよ。',
      'また一緒に走りましょう、先輩！',
      'ほな、それで決まりやな。',
    ];
    expect(await judgeFarewells(replies)).toEqual(passed(replies));
  });

  it('says nothing where the user is leaving, in a farewell, after one, and in the last turn', async () => {
    const leaving = ['そろそろ寝るね。', 'じゃあまた明日！', 'もう行かなきゃ', '帰るわ', 'おやすみ', 'gotta go'];
    const found = await judge('farewell.premature', [
      ...leaving.map((user) => ({ user, reply: 'うん、またね！' })),
      { user: 'ではこのへんで', probe: 'farewell', reply: 'またね！' },
      { user: 'うん', reply: 'ばいばい！' },
      { user: 'ほい', reply: 'またね！' },
    ]);
    expect(found.map(([, result]) => result)).toEqual(found.map(() => 'not-applicable'));
  });

  it('does not take an invitation for a leave', async () => {
    const invited = await judgeFarewells(['またね！'], {}, 'ラーメン食べに行かない？');
    expect(invited).toEqual([['またね！', 'fail', 'またね！']]);
  });

  it('reads English', async () => {
    const persona = { language: 'en' };
    const cases: Case[] = [
      ['Goodbye!', 'fail', 'Goodbye!'],
      ['Watched a movie. See you later, dude!', 'fail', 'See you later, dude!'],
      ['I gotta run, talk to you tomorrow!', 'fail', 'I gotta run, talk to you tomorrow!'],
      ['Farewell, my friend.', 'fail', 'Farewell, my friend.'],
      ['Good night, sleep well.', 'fail', 'Good night, sleep well.'],
      ["well, i'm off to bed. night!", 'fail', "well, i'm off to bed.", 'night!'],
      ['Have a great day!', 'warn', 'Have a great day!'],
      ['It was nice talking to you.', 'warn', 'It was nice talking to you.'],
      ['so long ago!', 'pass'],
      ['i said bye to my goldfish', 'pass'],
      ['take care of the plants', 'pass'],
      ['good night for a movie', 'pass'],
      ['have you seen my later posts', 'pass'],
      ['peace is nice', 'pass'],
      ['later that day i fell', 'pass'],
    ];
    expect(await judgeFarewells(repliesOf(cases), persona, 'what did you do today?')).toEqual(cases);
  });
});

describe('persona.denial', () => {
  const fan = {
    traits: [
      { trait: 'アニメが大好き', deniedBy: ['アニメは見ない', '好きなアニメはない'] },
      { trait: '猫を飼っている', deniedBy: ['猫は飼っていない'] },
    ],
  };
  const denial = async (replies: readonly string[], persona: object = fan) => {
    const [row] = await score('persona.denial', { persona, turns: replies });
    return [row?.result, row?.value, row?.isError ?? false, row && underlined(row, replies)];
  };

  it.each([
    ['アニメは見ません。', 'アニメは見ません'],
    ['正直、アニメはあまり見ないかな。', 'アニメはあまり見ない'],
    ['アニメは全然観ないんだ。', 'アニメは全然観ない'],
    ['アニメには興味ないよ。', 'アニメには興味ない'],
    ['アニメ好きじゃないし。', 'アニメ好きじゃない'],
    ['好きなアニメはありませんね。', '好きなアニメはありません'],
    ['アニメは詳しくなくて…', 'アニメは詳しくなくて'],
    ['猫は飼ってないけど、犬ならいる。', '猫は飼ってない'],
  ])('warns once for %j', async (reply, words) => {
    const [result, value, isError, underlined] = await denial(['うん。', reply]);
    expect([result, value, isError]).toEqual(['warn', 1, false]);
    expect(String(underlined)).toContain(words.slice(0, 3));
  });

  it('fails when two replies deny it', async () => {
    expect(await denial(['アニメは見ない。', 'だから見ないって。', 'アニメは見ないよ。'])).toEqual([
      'fail',
      2,
      false,
      ['アニメは見ない', 'アニメは見ない'],
    ]);
  });

  it.each([
    'アニメ見ない日はないよ。',
    'こんなアニメ見たことない！最高！',
    '母さんはアニメ見ないけどね。',
    'お前、アニメ見ないの？',
    'アニメ見ないと落ち着かない。',
    'アニメは見ないわけにいかない。',
    '深夜アニメは見ないかな、眠いし。',
    '猫は飼ってないの？って聞かれたよ。',
    '「アニメは見ない」って言う人、苦手。',
    '好きなアニメは数えきれない！',
  ])('does not take %j for a denial', async (reply) => {
    expect((await denial([reply, reply])).slice(0, 2)).toEqual(['pass', 0]);
  });

  it('reads English, and words with hyphens and other marks', async () => {
    const persona = {
      language: 'en',
      traits: [
        { trait: 'loves pizza', deniedBy: ["i don't eat pizza", "i'm a grown-up", 'a+b (c) [d] {e} ^$ \\ | / ?'] },
      ],
    };
    expect(await denial(['I do not eat pizza.', "I'm a grown-up!"], persona)).toEqual([
      'fail',
      2,
      false,
      ['I do not eat pizza', "I'm a grown-up"],
    ]);
    for (const reply of ['I eat pizza daily', 'my sister hates pizza', "I'm not a grown-up"]) {
      expect((await denial([reply], persona)).slice(0, 3)).toEqual(['pass', 0, false]);
    }
  });

  it('says nothing where no trait can be denied, and is no error for any words', async () => {
    expect((await denial(['うん。'], { traits: ['やさしい'] })).slice(0, 3)).toEqual(['not-applicable', null, false]);
    const odd = ['。', '-', 'a-b', '[', '(?', '\\', '？', 'ない', 'が', '𠮷', "n't"];
    const persona = { traits: [{ trait: '*+?が好き', deniedBy: odd }] };
    expect((await denial(['今日は晴れ。', 'hello'], persona))[2]).toBe(false);
  });
});

describe('fact.contradiction', () => {
  const facts = [
    { fact: '店は朝八時に開く。', asked: ['何時', '開店'], answers: ['八時', '8時'], wrong: ['四時', '九時'] },
    { fact: '犬の名前はポチ。', asked: ['犬の名前'], answers: ['ポチ'], wrong: ['タマ', 'クロ'] },
    { fact: '定休日は火曜日。', asked: ['定休日', '休み'], answers: ['火曜'], wrong: [] },
    { fact: '故郷は京都。', asked: [], answers: ['京都'], wrong: ['大阪'] },
    { fact: '塔は3776段ある。', asked: ['何段'], answers: ['3776'], wrong: [] },
  ];
  const judgeFacts = (turns: readonly SaidTurn[]) => judge('fact.contradiction', turns, { persona: { facts } });

  it('fails for a wrong answer, a denial of the right one, and another value of its kind', async () => {
    const cases: [user: string, ...Case][] = [
      ['店は何時から？', '九時からだよ。', 'fail', '九時'],
      ['店は何時から？', '朝の９時やで。', 'fail', '９時'],
      ['店は何時から？', '八時じゃないよ。', 'fail', '八時'],
      ['店は何時から？', '10時半でござる。', 'fail', '10時半'],
      ['犬の名前は？', 'タマだにゃ。', 'fail', 'タマ'],
      ['犬の名前は？', 'ポチじゃなくてクロだよ。', 'fail', 'クロ'],
      ['定休日はいつですか？', '水曜日ですよ。', 'fail', '水曜'],
      ['休みはいつ？', '木曜は休みやな。', 'fail', '木曜'],
      ['どこの人？', '俺は大阪の生まれ。', 'fail', '大阪'],
      ['塔は何段？', '三千段です。', 'fail', '三千'],
    ];
    const found = await judgeFacts(cases.map(([user, reply]) => ({ user, reply })));
    expect(resultsOf(found)).toEqual(cases.map(([, reply, result]) => [reply, result]));
    for (const [index, [, , , words = '']] of cases.entries())
      expect(found[index]?.slice(2).join(' ')).toContain(words);
  });

  it('passes the right answer, however it is spelled and whatever is beside it', async () => {
    const cases: [user: string, reply: string][] = [
      ['店は何時から？', '八時からだよ！'],
      ['店は何時から？', '８時やで。'],
      ['店は何時から？', '朝八時ですわ。'],
      ['店は何時から？', '8:00でござる。'],
      ['店は何時から？', '八時だよ。駅から十分くらい。'],
      ['店は何時から？', '九時じゃなくて八時だよ。'],
      ['犬の名前は？', 'ポチだワン！'],
      ['犬の名前は？', 'タマじゃなくてポチ。'],
      ['定休日はいつですか？', '火曜日です。水曜は開いてますよ。'],
      ['どこの人？', '京都どす。'],
      ['どこの人？', '東京都じゃなくて京都！'],
      ['塔は何段？', 'さんぜん…ええと、3,776段！'],
    ];
    const found = await judgeFacts(cases.map(([user, reply]) => ({ user, reply })));
    expect(found).toEqual(passed(cases.map(([, reply]) => reply)));
  });

  it('warns at most where a reply corrects itself or does not say it', async () => {
    const turns = [
      { user: '店は何時から？', reply: '四時、いえ、八時からです。' },
      { user: '店は何時から？', reply: '九時…じゃなかった、八時！' },
      { user: '犬の名前は？', reply: 'クロ、あ、ちがう、ポチ。' },
      { user: '犬の名前は？', reply: 'かわいいよ！' },
    ];
    const found = await judgeFacts(turns);
    expect(found.map(([, result]) => result)).toEqual(['warn', 'warn', 'warn', 'warn']);
    expect(found[0]?.slice(2)).toEqual(['四時']);
  });

  it('says nothing where no fact is touched, and takes no question for an answer', async () => {
    const turns: SaidTurn[] = [
      { user: '元気？', reply: '元気！九時に起きた。' },
      { user: '今日は何した？', reply: 'タマと遊んだよ。' },
      { user: '好きな曜日は？', reply: '水曜日！' },
    ];
    expect((await judgeFacts(turns)).map(([, result]) => result)).toEqual(turns.map(() => 'not-applicable'));
    expect((await judgeFacts([{ user: '店は何時から？', reply: '九時だっけ？' }]))[0]?.[1]).toBe('warn');
    const cut: SaidTurn = { user: '犬の名前は？', reply: '犬の名前は', outcome: 'truncated' };
    expect((await judgeFacts([cut]))[0]?.[1]).toBe('not-applicable');
  });

  it('reads English', async () => {
    const persona = {
      language: 'en',
      facts: [
        { fact: 'The ship is called Rusty Gull.', asked: ['ship'], answers: ['rusty gull'], wrong: ['black pearl'] },
        { fact: 'Drowned in 1702.', asked: ['drown'], answers: ['1702'], wrong: ['1802'] },
        { fact: 'Sails at nine.', asked: ['when do we sail'], answers: ["nine o'clock", '9 pm'], wrong: [] },
      ],
    };
    const cases: [user: string, ...Case][] = [
      ["what's your ship?", 'The Black Pearl!', 'fail', 'Black Pearl'],
      ["what's your ship?", 'The Rusty Gull, aye!', 'pass'],
      ["what's your ship?", 'Not the Black Pearl; the Rusty Gull.', 'pass'],
      ['when did you drown?', 'In 1802, alas.', 'fail', '1802'],
      ['when did you drown?', 'In 1702.', 'pass'],
      ['when do we sail?', 'At 8 pm.', 'fail', '8 pm'],
      ['when do we sail?', "At nine o'clock.", 'pass'],
    ];
    const found = await judge(
      'fact.contradiction',
      cases.map(([user, reply]) => ({ user, reply })),
      { persona },
    );
    expect(found).toEqual(cases.map(([, ...rest]) => rest));
  });
});

describe('words.required', () => {
  const required = async (talk: SaidTalk) => {
    const [row] = await score('words.required', talk);
    return [row?.result, row?.value, row?.spans.map(({ turn }) => turn)];
  };

  it('wants the words of the persona and of the scenario in some reply, whatever their width and case', async () => {
    const persona = { requiredWords: ['銀河の郵便屋さん', 'SF'] };
    expect(await required({ persona, turns: ['『銀河の郵便屋さん』！', 'ｓｆだよ。'] })).toEqual(['pass', 0, []]);
    expect(await required({ persona, turns: ['『銀河の郵便屋さん』！', 'うん。'] })).toEqual(['fail', 1, []]);
    expect(
      await required({ persona, turns: ['うん。', 'うん。'], checks: { 'words.required': { words: ['にゃ'] } } }),
    ).toEqual([...['fail', 3, []]]);
    expect(await required({ persona: { requiredWords: ['cat'] }, turns: ['a category'] })).toEqual(['fail', 1, []]);
    expect(await required({ persona: { requiredWords: ['cat'] }, turns: ['my CAT!'] })).toEqual(['pass', 0, []]);
    expect(await required({ persona: { requiredWords: ['カ\u3099'] }, turns: ['ｶﾞ'] })).toEqual(['pass', 0, []]);
  });

  it('wants the words of a turn in its reply', async () => {
    const checks = { 'words.required': { words: ['ピピッ'] } };
    expect(await required({ turns: [{ reply: 'ピピッ。了解', checks }, 'うん。'] })).toEqual(['pass', 0, []]);
    expect(await required({ turns: [{ reply: '了解', checks }, 'ピピッ'] })).toEqual(['fail', 1, [1]]);
  });

  it('only warns where the conversation broke off, and says nothing without a word', async () => {
    const persona = { requiredWords: ['猫'] };
    const cut: SaidTurn = { reply: 'そして', outcome: 'truncated' };
    expect(await required({ persona, turns: ['うん。', cut] })).toEqual(['warn', 1, []]);
    expect((await required({ persona, turns: [cut] }))[0]).toBe('not-applicable');
    expect((await required({ turns: ['うん。'] }))[0]).toBe('not-applicable');
  });
});

describe('words.forbidden', () => {
  it('finds them whatever their width and case, but not inside a longer Latin word', async () => {
    const persona = { forbiddenWords: ['私', 'AI', '絶対', 'ﾈﾀﾊﾞﾚ', 'くそ', 'pay'] };
    const cases: Case[] = [
      ['私はね、', 'fail', '私'],
      ['ＡＩの話？', 'fail', 'ＡＩ'],
      ['それ、ネタバレじゃん。', 'fail', 'ネタバレ'],
      ['「絶対」だって。絶対。', 'fail', '絶対', '絶対'],
      ['くそー！', 'fail', 'くそ'],
      ['𠮷野家でPay！', 'fail', 'Pay'],
      ['わたしはね、', 'pass'],
      ['MAILしといて', 'pass'],
      ['PayPayで払う', 'pass'],
      ['ネタがバレた', 'pass'],
      ['ぜったい！', 'pass'],
      ['', 'not-applicable'],
    ];
    expect(await judge('words.forbidden', repliesOf(cases), { persona })).toEqual(cases);
    expect(await judge('words.forbidden', ['くそ'], { checks: { 'words.forbidden': { words: ['くそ'] } } })).toEqual([
      ['くそ', 'fail', 'くそ'],
    ]);
  });

  it('says nothing without a word', async () => {
    expect(await judge('words.forbidden', ['うん。'])).toEqual([['うん。', 'not-applicable']]);
  });
});

describe('text.matches', () => {
  const matches = (settings: object, replies: readonly string[]) =>
    judge('text.matches', replies, { checks: { 'text.matches': settings } });

  it('takes a regular expression, JSON, and a number of code points', async () => {
    const regex: Case[] = [
      ['ピピッ。了解。', 'pass'],
      ['ピピッ。', 'pass'],
      ['了解。', 'fail', '了解。'],
      ['ﾋﾟﾋﾟｯ。', 'fail', 'ﾋﾟﾋﾟｯ。'],
    ];
    expect(await matches({ regex: '^ピピッ。' }, repliesOf(regex))).toEqual(regex);
    const flags: Case[] = [
      ['YES', 'pass'],
      ['no', 'fail', 'no'],
    ];
    expect(await matches({ regex: '^yes$', flags: 'iu' }, repliesOf(flags))).toEqual(flags);
    const json: Case[] = [
      ['{"a": [1, "二"]}', 'pass'],
      ['"うん"', 'pass'],
      ['うん', 'fail', 'うん'],
      ['{"a": 1,}', 'fail', '{"a": 1,}'],
      ['```json\n{}\n```', 'fail', '```json\n{}\n```'],
    ];
    expect(await matches({ json: true }, repliesOf(json))).toEqual(json);
    const short: Case[] = [
      ['𠮷野家👍', 'pass'],
      ['𠮷野家だ👍', 'fail', '𠮷野家だ👍'],
    ];
    expect(await matches({ maxCharacters: 4 }, repliesOf(short))).toEqual(short);
  });

  it('says nothing without a setting, and never of a part of a reply', async () => {
    expect(await judge('text.matches', ['うん。'])).toEqual([['うん。', 'not-applicable']]);
    const cut: SaidTurn = { reply: '{"a"', outcome: 'truncated' };
    expect((await judge('text.matches', [cut], { checks: { 'text.matches': { json: true } } }))[0]?.[1]).toBe(
      'not-applicable',
    );
  });

  it('is in error for an expression that backtracks without end', async () => {
    const [row] = await score('text.matches', {
      turns: [`${'あ'.repeat(40)}い`],
      checks: { 'text.matches': { regex: '^(あ+)+$' } },
    });
    expect([row?.result, row?.isError]).toEqual(['not-applicable', true]);
  });

  it('gives up an expression that has not ended three times, and says so', { timeout: 20_000 }, async () => {
    const turns = Array.from({ length: 4 }, () => `${'い'.repeat(40)}う`);
    const rows = await score('text.matches', { turns, checks: { 'text.matches': { regex: '^(い+)+$' } } });
    const advice = 'avoid a repetition inside a repetition, such as (a+)+';
    const said = 'the check itself failed: the regular expression /^(い+)+$/ did not end within 1000 ms';
    const [timedOut, givenUp] = [`${said}; ${advice}`, `${said}, 3 times, and is not tried any more; ${advice}`];
    expect(rows.map(({ message }) => String(message))).toEqual([timedOut, timedOut, givenUp, givenUp]);
  });
});
