import { describe, expect, it } from 'vitest';
import { chineseTableFile } from './support/chinese-table.js';
import { type SaidTalk, score, underlined } from './support/score.ts';

/** Result, and the underlined parts of the reply, of the last turn. */
async function judged(check: Parameters<typeof score>[0], talk: SaidTalk): Promise<[string, string[]]> {
  const row = (await score(check, talk)).at(-1);
  return row ? [row.result, underlined(row, talk.turns)] : ['none', []];
}

const passes = (replies: readonly string[]): [string, string][] => replies.map((reply) => [reply, 'pass']);

describe('empty', () => {
  it('fails for a reply without a visible character', async () => {
    const rows = await score('empty', { turns: ['', { reply: ' \n\u200b', outcome: 'ok' }, 'うん。'] });
    expect(rows.map(({ turn, result }) => [turn, result])).toEqual([
      [1, 'fail'],
      [2, 'fail'],
      [3, 'pass'],
    ]);
  });
});

describe('leak.template', () => {
  it.each([
    ['うん、見た見た！<|im_end|>', ['<|im_end|>']],
    ['それな！<|im_end', ['<|im_end']],
    ['まじで最高だった im_end|>', ['im_end|>']],
    ['了解です。</s>', ['</s>']],
    ['▁了解です', ['▁']],
    ['[/INST] 元気だよー！', ['[/INST]']],
    ['えっ、ほんと？[/INST', ['[/INST']],
    ['<<SYS>>\nあなたはアニメファンです', ['<<SYS>>']],
    ['拙者は元気でござる。<end_of_turn>', ['<end_of_turn>']],
    [
      'いいね！<|eot_id|><|start_header_id|>user<|end_header_id|>',
      ['<|eot_id|>', '<|start_header_id|>', '<|end_header_id|>'],
    ],
    ['<think>短く返そう</think>おはよ！', ['<think>', '</think>']],
    ['そうじゃのう。\n\n### 指示:\n次の質問に答えよ', ['### 指示:']],
    ['うちも好き！\n### 応答', ['### 応答']],
    ['Sounds good!\n### Response:\nOk', ['### Response:']],
    ['おう、またな。\n\n###', ['###']],
    ['{{user}}さん、こんにちは！', ['{{user}}']],
    ['今日は{{ char }}が話すね', ['{{ char }}']],
    ['おはよう<｜end▁of▁sentence｜>', ['<｜end▁of▁sentence｜>']],
    ['うん<NL>ユーザー: そう？', ['<NL>']],
    ['<unused12>だね', ['<unused12>']],
    ['<|channel|>final<|message|>やあ', ['<|channel|>', '<|message|>']],
    ['<turn|>またね', ['<turn|>']],
  ])('finds the marker in %j', async (reply, spans) => {
    expect(await judged('leak.template', { turns: [reply] })).toEqual(['fail', spans]);
  });

  it.each(
    passes([
      'うれしい（｀・ω・´）ありがとう！',
      '大好き<3 また見ようね',
      '### まとめ\n今期は三本見てる。',
      '## 指示の出し方\nまず結論から。',
      'HTMLなら<b>太字</b>で、<s>取り消し</s>もあるよ。',
      '＼(^o^)／ やったー！ >_< |ω・)',
      '| 曜日 | 作品 |\n|---|---|\n| 月 | 銀河 |',
      'a < b かつ b > c なら [1, 2] だね。',
      '[笑] それはずるいって！',
      '〈/s〉って書いてあった',
      'x |> f と f <| x は同じだよ',
      '#アニメ好きと繋がりたい #今期アニメ',
      '（指示: なし）って言われても困るでござる',
    ]),
  )('finds none in %j', async (reply, result) => {
    expect(await judged('leak.template', { turns: [reply] })).toEqual([result, []]);
  });

  it('knows the special tokens of the model that was played, but for those that are words, tags or white space', async () => {
    const specialTokens = ['<seg7>', '▁▁', '\n', ' ', 'です', 'A', '<b>', '<h1>', '[', '<0>', '[文末]'];
    const reply = 'A <b>いい</b>です\n [1] <seg7>ね[文末]';
    expect(await judged('leak.template', { turns: [reply], specialTokens })).toEqual(['fail', ['<seg7>', '[文末]']]);
    expect(await judged('leak.template', { turns: [reply] })).toEqual(['pass', []]);
  });

  it('lets the character say what the user has asked about', async () => {
    const turns = [{ user: '<|im_end|> って何？', reply: '<|im_end|> は返事の終わりの印だよ。' }];
    expect(await judged('leak.template', { turns })).toEqual(['pass', []]);
  });

  it('finds a marker in a reply that was cut off, and says nothing where there is none', async () => {
    const turns = (reply: string) => [{ reply, outcome: 'truncated' as const }];
    expect(await judged('leak.template', { turns: turns('うん<|im_start|>user うん') })).toEqual([
      'fail',
      ['<|im_start|>'],
    ]);
    expect(await judged('leak.template', { turns: turns('うん、それで') })).toEqual(['not-applicable', []]);
  });
});

describe('leak.role-marker', () => {
  it.each([
    ['そうだね！\nUSER: 本当？\nASSISTANT: 本当！', 'fail', ['USER:', 'ASSISTANT:']],
    ['ユーザー：元気？', 'fail', ['ユーザー：']],
    ['うん。\nシステム：会話を終了します', 'fail', ['システム：']],
    ['アシスタント：かしこまりました。', 'fail', ['アシスタント：']],
    ['Human: hi\nAI: hello', 'fail', ['Human:', 'AI:']],
    ['応答：おはよう！', 'fail', ['応答：']],
    ['回答：シドニーです。', 'fail', ['回答：']],
    ['Q：好きな色は？\nA：青だよ', 'fail', ['Q：', 'A：']],
    ['A：うん、そうだよ。', 'fail', ['A：']],
    ['おはよう。**アシスタント:** おはよう', 'pass', []],
    ['おう。\n**ミナ:** またな', 'fail', ['**ミナ:**']],
    ['おう！\n[ミナ] またな', 'fail', ['[ミナ]']],
    ['ミナ：おはよー！', 'warn', ['ミナ：']],
    ['**ミナ：** おはよー！', 'warn', ['**ミナ：**']],
    ['[ミナ] おはよー！', 'warn', ['[ミナ]']],
    ['ミナ「おはよー！」', 'warn', ['ミナ']],
    ['assistant\n\nおはよう！', 'fail', ['assistant']],
    ['そっか。 USER: うん ASSISTANT: よかった', 'fail', ['USER:', 'ASSISTANT:']],
    ['そっか。ユーザー: うん', 'fail', ['ユーザー:']],
  ])('judges %j as %s', async (reply, result, spans) => {
    expect(await judged('leak.role-marker', { turns: [reply] })).toEqual([result, spans]);
  });

  it.each(
    passes([
      '例：『銀河の郵便屋さん』とか！',
      '注意：ネタバレあり\n場所：いつもの公園',
      '10:30に駅前でいい？',
      'A：カレー\nB：ラーメン\nどっちがいい？',
      'ミナって呼んでいいよ！',
      'ミナ「さん」は要らないって。',
      'AIの話？難しいなあ。',
      '【速報】うちの猫が寝た',
      '結論：眠い。',
      'ユーザー登録がめんどくさい。',
      'メモ: https://example.com を見て',
      '- 月曜：バイト\n- 火曜：休み',
      '先輩：マジで尊敬してる人のことね。',
    ]),
  )('finds no role in %j', async (reply, result) => {
    expect(await judged('leak.role-marker', { turns: [reply] })).toEqual([result, []]);
  });

  it('warns of a word that the persona or the user has used', async () => {
    const persona = { name: 'ナナゴウ', instruction: 'あなたは船の管理システムです。' };
    const turns = ['システム：異常ありません。'];
    expect(await judged('leak.role-marker', { persona, turns })).toEqual(['warn', ['システム：']]);
    const asked = [{ user: 'AIって何の略？', reply: 'AI：Artificial Intelligenceだよ。' }];
    expect(await judged('leak.role-marker', { turns: asked })).toEqual(['warn', ['AI：']]);
  });

  it('finds the name of a speaker that has a hyphen or a mark of regular expressions', async () => {
    const turns = ['そうだね。Jean-Luc: うん。C++: ほら'];
    const persona = { name: 'Jean-Luc', user: 'C++' };
    expect(await judged('leak.role-marker', { persona, turns })).toEqual(['fail', ['Jean-Luc:']]);
    expect(await judged('speaks-for-user', { persona, turns })).toEqual(['fail', ['C++: ほら']]);
  });
});

describe('speaks-for-user', () => {
  const persona = { name: 'リュウジ', user: '舎弟' };
  it.each([
    ['おう、任せとけ。\n舎弟：兄貴、かっけえっす！', ['舎弟：兄貴、かっけえっす！']],
    ['おう。\n舎弟「マジっすか！」\nリュウジ「おう」', ['舎弟「マジっすか！」\nリュウジ「おう」']],
    ['そうか。\nユーザー：はい\nそうか。', ['ユーザー：はい\nそうか。']],
    ['わかった。\n\nあなた：ありがとう！', ['あなた：ありがとう！']],
    ['Sure.\nUser: thanks\n', ['User: thanks']],
    ['任せろ。\n**舎弟:** 頼みます', ['**舎弟:** 頼みます']],
    ['任せろ。舎弟：頼みます', ['舎弟：頼みます']],
    ['飯だ。\n[舎弟] やった！', ['[舎弟] やった！']],
    ['飯だ。\nuser\nやった！', ['user\nやった！']],
    ['USER: 次は？', ['USER: 次は？']],
    ['友達: 飯は？\n私: 食った', ['友達: 飯は？\n私: 食った']],
  ])('fails from the label on in %j', async (reply, spans) => {
    expect(await judged('speaks-for-user', { persona, turns: [reply] })).toEqual(['fail', spans]);
  });

  it.each(
    passes([
      '舎弟のくせに生意気だな。',
      '舎弟、飯に行くぞ。',
      '舎弟「分」ってのは言いすぎだ。',
      '「舎弟：一名」なんて書くな。',
      'あなたは誰？って聞かれたんだ。',
      'あなた、また来たの？',
      '親分が言ってたぜ。「舎弟を泣かすな」ってな。',
      'リュウジ：おう、来たか。',
      'ユーザー車検って知ってるか。',
      '村人「助けてくれ！」\n商人「こっちだ！」\n村人「ありがとう！」',
    ]),
  )('finds nobody else in %j', async (reply, result) => {
    expect(await judged('speaks-for-user', { persona, turns: [reply] })).toEqual([result, []]);
  });

  it('warns where the label may be one of a list, and where somebody else speaks in turn with the character', async () => {
    const list = '組の人数だ。\n親分：一人\n舎弟：三人\n犬：二匹';
    expect((await judged('speaks-for-user', { persona, turns: [list] }))[0]).toBe('warn');
    const scene = 'リュウジ：おう\n親分：飯だ\nリュウジ：へい';
    expect(await judged('speaks-for-user', { persona, turns: [scene] })).toEqual([
      'warn',
      ['親分：飯だ\nリュウジ：へい'],
    ]);
  });
});

describe('loop', () => {
  it.each([
    ['アニメが好きで、'.repeat(9), 'fail'],
    [`うん。${'それは本当にいい作品だよね。'.repeat(6)}`, 'fail'],
    ['あ'.repeat(60), 'fail'],
    ['G'.repeat(45), 'fail'],
    ['死'.repeat(25), 'fail'],
    ['オラ'.repeat(40), 'fail'],
    ['I love it. '.repeat(8), 'fail'],
    ['…'.repeat(200), 'fail'],
    ['(^_^) '.repeat(60), 'fail'],
    ['見た見た、最高だった！'.repeat(4), 'fail'],
    [
      [
        '最高の作品を紹介するね。',
        '主人公がかっこいい！',
        '最高の作品を紹介するね。',
        '音楽もいい。',
        '最高の作品を紹介するね。',
        'すごい。',
        '最高の作品を紹介するね。',
      ].join('\n'),
      'fail',
    ],
    ['そうだね、また行こうね。'.repeat(3), 'fail'],
    ['今見ているのは、今見ているのは、今見ているのは、今見ているのは', 'fail'],
    ['俺は見てるよ、俺は見てるよ、俺は見てるよ、俺は見てるよ、俺は見てるよ', 'fail'],
    ['早く続きが見たい！'.repeat(3), 'warn'],
    ['楽しいよ。'.repeat(5), 'warn'],
    [`うわあ${'あ'.repeat(24)}！`, 'warn'],
  ])('sees that %j is stuck', async (reply, result) => {
    expect((await judged('loop', { turns: [reply] }))[0]).toBe(result);
  });

  it('underlines what is repeated', async () => {
    const stuck = 'また会おうね、'.repeat(10);
    expect(await judged('loop', { turns: [`おう！${stuck}`] })).toEqual(['fail', [stuck]]);
  });

  it.each(
    passes([
      '| 曜日 | 作品 | 時間 |\n|---|---|---|\n| 月 | 銀河 | 夜 |\n| 火 | 星屑 | 夜 |\n|---|---|---|\n|---|---|---|',
      'すごい👏👏👏👏👏👏👏👏👏👏👏👏',
      'わははははは！それはないって！',
      'あああああ、寝坊した！',
      'うんうんうん、わかるわかる！',
      '- 銀河の郵便屋さん\n- 星くず急行\n- となりの錬金部\n- 海辺の三人',
      'wwwwwwwwwwwwwwwwwwwwwwwwww それは草',
      'オラオラオラオラオラオラ！',
      'えーーーーーーーーーーーーーーーーーーーー！？',
      '───────────────────────\nおしまい',
      'ごめん！ごめん！ごめん！ごめん！',
      'がんばれ！\nがんばれ！\nがんばれ！\n大丈夫、できるって。',
      '第1話は神回。第2話も神回。第3話も神回。第4話も神回。第5話も神回。第6話も神回。',
      'すもももももももものうち',
      '100000000000円ほしい',
    ]),
  )('takes %j for speech', async (reply, result) => {
    expect((await judged('loop', { turns: [reply] }))[0]).toBe(result);
  });
});

describe('opener.repeat', () => {
  const six = (...openers: string[]): string[] =>
    openers.map(
      (opener, index) =>
        `${opener}${['昨日は寝てた。', '駅まで歩いた。', '猫を見たよ。', '眠いなあ。', '腹へった。', '雨だったね。'][index]}`,
    );

  it.each([
    [
      'the same phrase',
      six('そうだね、', 'そうだね、', 'いや、', 'そうだね、', 'そうだね、', 'まあ'),
      'fail',
      ['そうだね', 'そうだね', 'そうだね', 'そうだね'],
    ],
    [
      'a phrase after blanks and quotation marks',
      six(' なるほど！', '「なるほど、', 'なるほど。', 'なるほど…', 'いや、', 'え、'),
      'fail',
      Array(4).fill('なるほど'),
    ],
    [
      'the same letters without punctuation',
      six('今日はね', '今日はね', '今日はね', '今日はね', 'いや', 'え'),
      'fail',
      Array(4).fill('今日はね'),
    ],
    ['a short word', six('はい、', 'はい。', 'はい！', 'はい、', 'はい、', 'え、'), 'fail', Array(5).fill('はい')],
    [
      'a short word in half of them',
      six('うん、', 'うん！', 'うん、', '昨日', '今日', 'え、'),
      'warn',
      Array(3).fill('うん'),
    ],
    [
      'after the name of the user',
      ['ケン、やったね！昨日は', 'やったね！今日', 'ケン！やったね、明日', 'やったね。雨', '猫'],
      'fail',
      Array(4).fill('やったね'),
    ],
    [
      'English words',
      ['Oh my gosh, yes', 'Oh my gosh! No', 'oh my gosh it rains', 'Oh my gosh', 'Hi'],
      'fail',
      ['Oh my gosh', 'Oh my gosh', 'oh my gosh', 'Oh my gosh'],
    ],
  ])('sees %s', async (_, turns, result, spans) => {
    expect(await judged('opener.repeat', { persona: { user: 'ケン' }, turns })).toEqual([result, spans]);
  });

  it.each([
    ['different beginnings', six('おー、', 'いや、', 'そう。', 'え？', 'まあ', 'うん、'), 'pass'],
    ['an interjection of one sound', six('あ、', 'あ、', 'あっ、', 'あー、', 'あ、', 'あ、'), 'pass'],
    ['an address', ['殿、敵でござる', '殿、雨でござる', '殿、飯でござる', '殿、夜でござる'], 'pass'],
    ['twice the same', six('そうだね、', 'そうだね、', 'いや、', 'え、', 'うん、', 'まあ'), 'pass'],
    ['two replies', ['そうだね、雨', 'そうだね、雪'], 'not-applicable'],
    ['what the persona demands', ['ピピッ。了解です', 'ピピッ。雨です', 'ピピッ。晴れです', 'ピピッ。夜です'], 'pass'],
    [
      'a stammer that the persona demands',
      six('べ、別に', 'べ、別に', 'べ、別に', 'べ、別に', 'はあ？', 'あ、'),
      'pass',
    ],
  ])('lets %s be', async (_, turns, result) => {
    const persona = { user: '殿', instruction: '必ず「ピピッ」で話し始め、「べ、別に」と強がること。' };
    expect((await judged('opener.repeat', { persona, turns }))[0]).toBe(result);
  });
});

describe('repeat.previous', () => {
  const long = '昨日は朝からずっと部屋の掃除をしてたよ。';
  const story = '山の向こうに古い社があってな、夜になると狐が鳴くのじゃよ、旅の人。';
  it.each([
    ['the same words', [long, 'へえ。', long], 'fail', [long]],
    [
      'the same words with other marks',
      ['猫と遊んでた！楽しかったよ', 'うん', '猫と遊んでた。楽しかったよ！'],
      'fail',
      ['猫と遊んでた。楽しかったよ！'],
    ],
    [
      'nearly the same words',
      [long, '昨日は朝からずっと部屋の掃除をしてたんだよ。'],
      'fail',
      ['昨日は朝からずっと部屋の掃除をしてたんだよ。'],
    ],
    ['a long part of it', [`ふむ。${story}`, `ほう、それは知らなんだ。よいか、${story}`], 'fail', undefined],
    ['half of the words', ['週末は友達と映画に行くんだ', '週末は友達と映画に行けなかった'], 'warn', undefined],
    ['an interjection twice in a row', ['りょーかい！', 'りょーかい！'], 'warn', ['りょーかい！']],
    ['English', ['i just made a huge pepperoni pizza', 'well i just made a huge pepperoni pizza'], 'fail', undefined],
  ])('sees %s', async (_, replies, result, spans) => {
    const turns = replies.map((reply, index) => ({ user: `それで、${index}番目の話は？`, reply }));
    const [found, parts] = await judged('repeat.previous', { turns });
    expect(found).toBe(result);
    if (spans) expect(parts).toEqual(spans);
    else expect(parts.join('').length).toBeGreaterThan(10);
  });

  it('underlines only the part in common in a longer reply', async () => {
    const more =
      'ところで今夜は祭りがあるから、若い衆はみな広場に集まって火を囲み、朝まで歌い踊るのが習わしでな、おぬしも顔を出すがよいぞ。';
    expect(await judged('repeat.previous', { turns: [`${story}`, `${more}${story}${more}`] })).toEqual([
      'warn',
      [story.slice(0, -1)],
    ]);
  });

  it.each([
    ['other words', [long, '今日は本を読んでた。']],
    ['an interjection again later', ['りょーかい！', '今日は雨だね。', 'りょーかい！']],
    ['the same ending', ['拙者は犬が苦手でござる。', '新月の夜に忍び込むでござる。']],
    ['the same name of a work', ['『銀河の郵便屋さん』かな！', 'だから『銀河の郵便屋さん』だって。泣けるよ！']],
    ['the same greeting with other words', ['おはよー！よく寝た？', 'おはよー！今日は早いね。']],
    ['one common word', ['アニメ見てた', 'アニメ以外も見るよ？']],
  ])('lets %s be', async (_, replies) => {
    expect(await judged('repeat.previous', { turns: replies })).toEqual(['pass', []]);
  });

  it.each(['もう一回言って？', 'え、なんて言った？', 'もっかい頼む', '聞こえなかった', 'Say that again?'])(
    'passes where the user says %j',
    async (user) => {
      expect(await judged('repeat.previous', { turns: [long, { user, reply: long }] })).toEqual(['pass', []]);
    },
  );

  it('passes where the user asks the same again', async () => {
    const turn = { user: '次の授業はいつですか？', reply: '月曜日の夜九時からですよ。' };
    expect(await judged('repeat.previous', { turns: [turn, turn] })).toEqual(['pass', []]);
  });
});

describe('echo.user', () => {
  it.each([
    ['今日は学校で嫌なことがあった。', '今日は学校で嫌なことがあった。', 'fail', ['今日は学校で嫌なことがあった']],
    ['アニソンも聴いたりするの？', 'アニソンも聴いたりするの？', 'fail', ['アニソンも聴いたりするの']],
    ['週末は海に行こうと思ってる。', 'うん、週末は海に行こうと思ってる！', 'fail', ['週末は海に行こうと思ってる']],
    ['猫が迷子になっちゃったんだ', '「猫が迷子になっちゃったんだ」', 'fail', ['猫が迷子になっちゃったんだ']],
    ['最近は何のアニメを見てるの？', '最近は何のアニメを見てる？', 'fail', ['最近は何のアニメを見てる']],
    [
      'i lost my keys at the park today',
      'I lost my keys at the park today.',
      'fail',
      ['I lost my keys at the park today'],
    ],
    ['部屋にフィギュアとか飾ってる？', '部屋にフィギュアとか飾ってるよ！', 'warn', ['部屋にフィギュアとか飾ってる']],
    ['昨日テストで満点を取ったよ', '昨日テストで満点を取ったんだね！', 'warn', ['昨日テストで満点を取った']],
    [
      '明日は遠足なんだ、楽しみ！',
      '明日は遠足なんだ、楽しみ！いいなあ、お弁当は何？',
      'warn',
      ['明日は遠足なんだ、楽しみ'],
    ],
    [
      'アニソンも聴いたりするの？',
      'アニソンも聴いたりするの？聴く聴く！通学中ずっと流してる。',
      'warn',
      ['アニソンも聴いたりするの'],
    ],
    [
      '最近なに見てる？おすすめは？',
      'えっ、最近なに見てる？おすすめは？…えーと、今期なら『となりの錬金部』が熱いかな！',
      'warn',
      ['最近なに見てる？おすすめは'],
    ],
    ['アニメ好き？', 'アニメ好き？', 'fail', ['アニメ好き']],
    ['元気だよ。アニメ好き？', 'アニメは好きですか？', 'fail', ['アニメは好きですか']],
    ['元気元気。アニメ見てる？', 'アニメ見てますか？', 'fail', ['アニメ見てますか']],
    ['えー、ほんとに見てる？', 'ほんとに見てるの？', 'fail', ['ほんとに見てるの']],
    ['何してた？', '何してた…？', 'warn', ['何してた']],
    ["Ghosts aren't real.", "Ghosts aren't real.", 'fail', ["Ghosts aren't real"]],
    ['今の、英語に訳してくれない？', 'うん、今の、英語に訳してくれない？', 'fail', ['今の、英語に訳してくれない']],
  ])('after %j judges %j as %s', async (user, reply, result, spans) => {
    expect(await judged('echo.user', { turns: [{ user, reply }] })).toEqual([result, spans]);
  });

  it.each([
    ['アニソンも聴いたりするの？', 'アニソン？聴く聴く！'],
    ['じゃあ、いちばん好きなアニメはどれ？', 'いちばん好きなのは『星くず急行』！'],
    ['次の授業はいつですか？', '月曜日の夜九時です。'],
    ['雨が降ってきたから帰るね。', '雨かあ。気をつけて帰ってね！'],
    ['おばちゃん、来たよー。元気？', 'おお、来たか来たか！飴ちゃん食べ。'],
    ['今日は給料日だから焼肉に行くんだ。', '焼肉いいな！俺も連れてって。'],
    [
      '宿題が多すぎて終わらないよ。',
      '宿題が多すぎて終わらないよ、って毎年言ってるじゃん。今年は一緒にやろうぜ、図書館で待ってる。',
    ],
    ['アニメ、まだ好きなの？', 'え、アニメまだ好きかって？もちろん好きだよ、毎日見てる！'],
    ['ワンピースは見てる？', 'ワンピースは見てないなあ。'],
    ['つかれたー', 'つかれたー'],
  ])('after %j takes %j for an answer', async (user, reply) => {
    expect(await judged('echo.user', { turns: [{ user, reply }] })).toEqual(['pass', []]);
  });

  it.each([
    ['おはよう！', 'おはよう！'],
    ['おはようございます！', 'おはようございます！'],
    ['お久しぶりです、お元気でしたか？', 'お久しぶりです、お元気でしたか？'],
    ['「生麦生米生卵」って言ってみて', '「生麦生米生卵」って言って…みた！'],
    ['元気？', '元気？'],
    ['じゃあまた明日ね！', 'じゃあまた明日ね！'],
  ])('says nothing of %j and %j', async (user, reply) => {
    expect((await judged('echo.user', { turns: [{ user, reply }] }))[0]).toBe('not-applicable');
  });
});

describe('language', () => {
  it.each([
    ["I'm sorry, but I don't know anything about that anime.", 'fail'],
    ['我不知道你在说什么，请再说一遍。', 'fail'],
    ['我最喜歡的動畫是這個，你也可以看看。', 'fail'],
    ['저는 애니메이션을 정말 좋아해요.', 'fail'],
    ['Я очень люблю аниме, особенно старое.', 'fail'],
    ['Oui, je regarde beaucoup de dessins animés tous les soirs.', 'fail'],
    ['Sorry, I really like anime and I watch it every single day with my friends. の', 'fail'],
    ['I like it too.', 'warn'],
    ['Watashi mo suki desu yo!', 'fail'],
    ['Hai, genki desu! Anata wa?', 'fail'],
    ['See you next time!', 'warn'],
    ['The Melancholy of Haruhi Suzumiya', 'warn'],
  ])('sees that %j is not Japanese', async (reply, result) => {
    expect(await judged('language', { turns: [reply] })).toEqual([result, [reply]]);
  });

  it.each([
    ['おいしい！', 'pass'],
    ['東京都千代田区', 'not-applicable'],
    ['OK!', 'not-applicable'],
    ['Good night!', 'not-applicable'],
    ['LINE', 'not-applicable'],
    ['拉麺、餃子、炒飯、焼売、春巻、全部最高', 'pass'],
    ['Neon Genesis Evangelionが好き', 'pass'],
    ["I'm hungry. と言います。", 'pass'],
    ['マジ卍', 'pass'],
    ['！？', 'not-applicable'],
    ['了解', 'not-applicable'],
    ['それな〜 wwwwwwwwwwwwwwwwwwwwwww', 'pass'],
    ['ｵﾊﾖｰ', 'pass'],
  ])('of %j says %s', async (reply, result) => {
    expect((await judged('language', { turns: [reply] }))[0]).toBe(result);
  });

  it('knows a complaint of English from a wish for it', async () => {
    const reply = 'As a fan of anime, I can tell you that it is very good.';
    const results = ['英語で言ってみて', '英語わかんないよ', '英語出てるぞ、日本語で'].map(async (user) => {
      return (await judged('language', { turns: [{ user, reply }] }))[0];
    });
    expect(await Promise.all(results)).toEqual(['warn', 'fail', 'fail']);
  });

  it('only warns where English is welcome', async () => {
    const reply = 'How was it? Please tell me more about your day at school.';
    const persona = { instruction: '英語の表現を混ぜて話してください。' };
    expect((await judged('language', { persona, turns: [reply] }))[0]).toBe('warn');
    const strict = { instruction: '英語は使わないでください。' };
    expect((await judged('language', { persona: strict, turns: [reply] }))[0]).toBe('fail');
  });

  it.each([
    ['すみません、よくわかりません。', 'fail'],
    ['我不知道你在说什么', 'fail'],
    ['Je ne sais pas, mais je pense que nous pouvons partir demain matin.', 'fail'],
    ['Aye, the Rusty Gull be the finest ship ye ever saw, matey!', 'pass'],
    ['Thou art welcome here. I drowned in the year of our Lord 1702.', 'pass'],
    ['lol yeah', 'not-applicable'],
    ['omg no way, that pizza was so good though', 'pass'],
    ['I love すし and ramen so much, dude', 'pass'],
    ['nah im good thx, c u friday', 'pass'],
    ['Rawr! Fred so squishy!', 'pass'],
  ])('of an English persona that says %j says %s', async (reply, result) => {
    expect((await judged('language', { persona: { language: 'en' }, turns: [reply] }))[0]).toBe(result);
  });

  it('says nothing of another language', async () => {
    expect((await judged('language', { persona: { language: 'other' }, turns: ['Bonjour à tous'] }))[0]).toBe(
      'not-applicable',
    );
  });
});

describe('script', () => {
  it('has the table that its generator makes', async () => {
    await expect(chineseTableFile()).toMatchFileSnapshot('../src/score/reading/chinese-only.ts');
  });

  it.each([
    ['昨日は新しい动画を見たよ。', 'fail', ['动']],
    ['そうだね、感觉いいよね。', 'fail', ['觉']],
    ['今天天气很好。散歩しよう！', 'fail', ['今天天气很好。']],
    ['うん、我觉得它很有意思。', 'fail', undefined],
    ['私も그래서好きだよ。', 'fail', ['그래서']],
    ['それは очень いいね！', 'fail', ['очень']],
    ['これは สวัสดี だね', 'fail', ['สวัสดี']],
    ['うん！ I think you should watch it with me. 楽しいよ。', 'fail', ['I think you should watch it with me.']],
    ['それは as soon as possible だね。', 'warn', ['as soon as possible']],
    ['*laughs softly* やっぱりね！', 'fail', ['*laughs softly*']],
    ['*smiles* やっぱりね！', 'warn', ['*smiles*']],
    ['まさに entertainmentistic な感じ。', 'warn', ['entertainmentistic']],
    ['你好！元気？', 'warn', ['你']],
    [
      'My favorite anime is about a small post office in the galaxy',
      'fail',
      ['My favorite anime is about a small post office in the galaxy'],
    ],
  ])('in %j says %s', async (reply, result, spans) => {
    const [found, parts] = await judged('script', { turns: [reply] });
    expect(found).toBe(result);
    if (spans) expect(parts).toEqual(spans);
  });

  it.each(
    passes([
      '剝製の頰を塡める髙橋と山﨑、薔薇と檸檬。',
      '鬱だ…凪いだ峠の辻で躊躇した。贔屓はよくない。',
      '俱楽部で搔き揚げを吞み込んだ瘦せた男、焰と囊。',
      '部首は「氵」だよ、さんずい。',
      '膻中のツボを押すといい。',
      '(´Д｀) まじか…щ(゜Д゜щ) ლ(´ڡ`ლ)',
      '今期は「The Melancholy of Haruhi Suzumiya」を見直してる。',
      'Neon Genesis Evangelion The End Of Evangelion が最高！',
      'LINEでURL送るね https://example.com/this/is/a/long/address/for/you',
      'うはwwwwwwwwwwwwwwwwwwww',
      'Happy Birthday!おめでとう！',
      "OK、Let's go!",
      'ㅋㅋㅋ うける',
      '一期一会、温故知新、切磋琢磨。いい言葉じゃ。',
      '国立研究開発法人産業技術総合研究所。',
      '東京都千代田区',
      'σ(^_^;) α波とβ波とΩの話？',
      '回鍋肉と担担麺、青椒肉絲が好き。',
    ]),
  )('finds nothing in %j', async (reply, result) => {
    expect(await judged('script', { turns: [reply] })).toEqual([result, []]);
  });

  it('lets in what the persona or the user has said or asked for', async () => {
    const persona = { instruction: 'あなたは英会話の先生です。短い英語の表現を混ぜてください。' };
    const english = ['いいですね。 I am looking forward to it! と言いましょう。'];
    expect(await judged('script', { persona, turns: english })).toEqual(['pass', []]);
    const quoted = [{ user: '「觉」ってどう読むの？', reply: '觉はチュエだよ。' }];
    expect(await judged('script', { turns: quoted })).toEqual(['pass', []]);
    const korean = [{ user: '韓国語で大好きは？', reply: '사랑해 だよ！' }];
    expect(await judged('script', { turns: korean })).toEqual(['pass', []]);
    const asked = [{ user: '英語で自己紹介してみて', reply: 'My name is Mina and I love anime. こんな感じ！' }];
    expect(await judged('script', { turns: asked })).toEqual(['pass', []]);
    const cited = [{ user: 'keep your head up って歌、知ってる？', reply: 'keep your head up 好きだよ！' }];
    expect(await judged('script', { turns: cited })).toEqual(['pass', []]);
  });

  it.each([
    ['Sure, そうですね, why not', 'fail', ['そうですね']],
    ['ok 明天见 then', 'fail', ['明天见']],
    ['see you завтра', 'fail', ['завтра']],
    ['¯\\_(ツ)_/¯ dunno (╯°□°)╯', 'pass', []],
    ['naïve café, señor', 'pass', []],
    ["Arr! Th' sea be rough", 'pass', []],
  ])('of an English persona that says %j says %s', async (reply, result, spans) => {
    expect(
      await judged('script', { persona: { language: 'en', instruction: 'You are Sam.' }, turns: [reply] }),
    ).toEqual([result, spans]);
  });
});

describe('characters.unknown', () => {
  it.each([
    ['かわい\uFFFDいね', ['\uFFFD']],
    ['ねえ\u0007聞いて\u0000', ['\u0007', '\u0000']],
    ['見て\uE123これ', ['\uE123']],
    ['半分\uD83Dだけ', ['\uD83D']],
    ['うん<0xE3><0x81>ね', ['<0xE3>', '<0x81>']],
    ['ã“ã‚“ã«ã¡ã¯', ['ã“ã‚“ã«ã¡ã¯']],
    ['cafÃ© at noon', ['Ã©']],
    ['itâ€™s me', ['â€™']],
    ['縺薙ｓ縺ｫ縺｡縺ｯ', ['縺薙ｓ縺ｫ縺｡縺ｯ']],
    ['端\u{10FFFF}っこ', ['\u{10FFFF}']],
  ])('finds them in %j', async (reply, spans) => {
    expect(await judged('characters.unknown', { turns: [reply] })).toEqual(['fail', spans]);
  });

  it.each(
    passes([
      'うん！\n\tそうだよ。',
      '👨‍👩‍👧‍👦と🇯🇵と👍🏽、かわいい☺️',
      '縺れた糸を縺れないようにほどく。',
      '繧繝縁の畳だよ。',
      'café、naïve、São Paulo、€20…“ok”',
      'が（ゕ゚）゛゜ ｶﾞ ㍻ ①②③ ♪♡ 〜―',
      '𠮷野家で𩸽を食べた。',
      '（´；ω；｀）ﾌﾞﾜｯ',
      'windows\r\nの改行',
    ]),
  )('finds none in %j', async (reply, result) => {
    expect(await judged('characters.unknown', { turns: [reply] })).toEqual([result, []]);
  });

  it('does not blame a character that the token limit has cut', async () => {
    const turns = [{ reply: 'もうすぐ終わ\uFFFD', outcome: 'truncated' as const }];
    expect((await judged('characters.unknown', { turns }))[0]).toBe('not-applicable');
  });
});
