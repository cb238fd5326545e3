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
