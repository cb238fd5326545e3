import { describe, expect, it } from 'vitest';
import type { CheckId } from '../dist/scenario/check-settings.js';
import { openScorer, type SaidTalk, type SaidTurn } from './support/score.ts';

const score = openScorer();

/** What is said, the result, and what is underlined. */
type Case = [reply: string, result: string, ...underlined: string[]];

/** Every reply in one conversation; its turns are judged one by one. */
async function judge(
  check: CheckId,
  turns: readonly (SaidTurn | string)[],
  talk: Omit<SaidTalk, 'turns'> = {},
): Promise<Case[]> {
  const rows = await score(check, { ...talk, turns });
  return rows.map(({ spans, turn, result }): Case => {
    const said = turns[(turn ?? 1) - 1] ?? '';
    const reply = typeof said === 'string' ? said : said.reply;
    return [reply, result, ...spans.map(({ start, end }) => [...reply].slice(start, end).join(''))];
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
      ['うーん、いっぱいありすぎて迷うな。また今度話すよ。', 'fail', 'また今度話すよ'],
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
