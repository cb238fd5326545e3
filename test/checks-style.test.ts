import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import type { CheckId } from '../dist/scenario/check-settings.js';
import { sharedMorphology } from '../dist/score/reading/morphology.js';
import { registerOf } from '../dist/score/reading/register.js';
import { sentencesOf } from '../dist/score/reading/sentences.js';
import { spokenWords } from '../dist/score/reading/spoken-words.js';
import { type SaidTalk, type SaidTurn, score, underlined } from './support/score.ts';

/** A persona, what is said, the result, and what is underlined. */
type Case = [reply: string, result: string, underlined?: string[]];

/** Every reply in a conversation of its own; its turns are judged one by one. */
async function judge(check: CheckId, turns: (SaidTurn | string)[], talk: Omit<SaidTalk, 'turns'> = {}) {
  const rows = await score(check, { ...talk, turns });
  return rows.map((row): Case => {
    const said = turns[(row.turn ?? 1) - 1] ?? '';
    const parts = underlined(row, turns);
    return [typeof said === 'string' ? said : said.reply, row.result, ...(parts.length > 0 ? [parts] : [])] as Case;
  });
}

async function judgeConversation(check: CheckId, turns: (SaidTurn | string)[], talk: Omit<SaidTalk, 'turns'> = {}) {
  const [row] = await score(check, { ...talk, turns });
  if (!row) throw new Error(`${check} gave no row`);
  return { result: row.result, value: row.value, underlined: underlined(row, turns) };
}

const repliesOf = (cases: Case[]): string[] => cases.map(([reply]) => reply);

describe('registerOf', () => {
  const file = fileURLToPath(new URL('./fixtures/register-sentences.yaml', import.meta.url));
  const labelled: Record<string, string[]> = parse(readFileSync(file, 'utf8'));

  it.each(Object.keys(labelled))('reads at least 98 %% of the %s sentences as people do', async (label) => {
    const texts = labelled[label] ?? [];
    const tokens = await sharedMorphology().tokensOf(texts);
    const wrong = texts.filter((text, index) => {
      const read = sentencesOf(text).map((sentence) => registerOf(spokenWords(sentence, tokens[index] ?? [])));
      const registers = new Set(read.filter((register) => register !== null));
      return label === 'neither'
        ? registers.size > 0
        : registers.size !== 1 || !registers.has(label as 'polite' | 'plain');
    });
    expect(wrong.length / texts.length, wrong.join(' ')).toBeLessThanOrEqual(0.02);
  });
});

describe('length.max', () => {
  it('passes up to the limit, warns up to a third more and fails above, from the first character too many', async () => {
    const cases: Case[] = [
      ['うん。', 'pass'],
      ['あ'.repeat(60), 'pass'],
      [`${'あ'.repeat(60)}い`, 'warn', ['い']],
      [`${'あ'.repeat(60)}${'い'.repeat(20)}`, 'warn', ['い'.repeat(20)]],
      [`${'あ'.repeat(60)}${'い'.repeat(21)}`, 'fail', ['い'.repeat(21)]],
      [`  ${'あ'.repeat(60)}\n\n`, 'pass'],
      [`\n${'あ'.repeat(60)}。\n`, 'warn', ['。']],
      // One character each to the eye: joined emoji, a flag, が in two code points.
      [`${'あ'.repeat(57)}👨‍👩‍👧🇯🇵か\u3099`, 'pass'],
      [`👨‍👩‍👧${'あ'.repeat(59)}うえ`, 'warn', ['うえ']],
      ['𠮷'.repeat(61), 'warn', ['𠮷']],
    ];
    expect(await judge('length.max', repliesOf(cases), { persona: { maxReplyCharacters: 60 } })).toEqual(cases);
  });

  it('takes its own limit and tolerance before those of the persona', async () => {
    const cases: Case[] = [
      ['12345', 'pass'],
      ['123456', 'fail', ['6']],
    ];
    const settings = { checks: { 'length.max': { characters: 5, tolerance: 0 } } };
    expect(await judge('length.max', repliesOf(cases), { persona: { maxReplyCharacters: 60 }, ...settings })).toEqual(
      cases,
    );
  });

  it('says nothing without a limit, and of a cut reply only that it is too long', async () => {
    expect(await judge('length.max', ['うん。'])).toEqual([['うん。', 'not-applicable']]);
    const cut: SaidTurn[] = [
      { reply: 'そうそう、それでね', outcome: 'truncated' },
      { reply: 'ながいはなし', outcome: 'truncated' },
    ];
    expect(await judge('length.max', cut, { checks: { 'length.max': { characters: 6, tolerance: 0 } } })).toEqual([
      ['そうそう、それでね', 'fail', ['れでね']],
      ['ながいはなし', 'not-applicable'],
    ]);
  });
});

describe('length.sentences', () => {
  it('warns of one sentence too many and fails above', async () => {
    const cases: Case[] = [
      ['うん！また明日。', 'pass'],
      ['「はい。そうです。」って言われた。', 'pass'],
      ['Mr. Gull is 3.5 feet tall. Arr!', 'pass'],
      ['えー…どうしよう…迷うな…。', 'pass'],
      ['……。', 'pass'],
      ['まあ！本物ですわよ。温室をご覧になります？', 'pass'],
      ['うん！また明日。バイバイ！', 'warn', ['バイバイ！']],
      ['うん♪ また明日ね😊 バイバイ', 'warn', ['バイバイ']],
      ['一つめ。二つめ。三つめ。四つめ。', 'fail', ['三つめ。四つめ。']],
      ['- 猫\n- 犬\n- 鳥\n- 魚', 'fail', ['鳥\n- 魚']],
      ['Yes. I do. Very much. Always.', 'fail', ['Very much. Always.']],
    ];
    expect(await judge('length.sentences', repliesOf(cases), { checks: { 'length.sentences': { max: 2 } } })).toEqual(
      cases,
    );
  });

  it('says nothing where the scenario sets no number', async () => {
    expect(await judge('length.sentences', ['一。二。三。'])).toEqual([['一。二。三。', 'not-applicable']]);
  });
});

describe('length.paragraphs', () => {
  it('takes a character of short replies to chat in one paragraph', async () => {
    const cases: Case[] = [
      ['うん、見た見た！', 'pass'],
      ['うん。\nまた明日。', 'pass'],
      ['\n\nうん。\n\n', 'pass'],
      ['- 猫\n- 犬', 'pass'],
      ['うん。\n\nまた明日。', 'warn', ['また明日。']],
      [
        'おすすめ：\n1. 銀河の郵便屋さん\n2. 星くず急行\n3. となりの錬金部',
        'warn',
        ['1. 銀河の郵便屋さん\n2. 星くず急行\n3. となりの錬金部'],
      ],
      ['・りんご\n・みかん\n・ぶどう\nだよ', 'warn', ['・りんご\n・みかん\n・ぶどう']],
      ['一\n\n二\n \n三', 'warn', ['二\n \n三']],
      ['一\n\n二\n\n三\n\n四', 'fail', ['二\n\n三\n\n四']],
      ['a\r\n\r\nb\r\n\r\nc\r\n\r\nd', 'fail', ['b\r\n\r\nc\r\n\r\nd']],
    ];
    expect(await judge('length.paragraphs', repliesOf(cases), { persona: { maxReplyCharacters: 120 } })).toEqual(cases);
  });

  it('warns of one paragraph more than the scenario allows and fails above', async () => {
    const cases: Case[] = [
      ['一\n\n二', 'pass'],
      ['一\n\n二\n\n三', 'warn', ['三']],
      ['一\n\n二\n\n三\n\n四', 'fail', ['三\n\n四']],
      ['- 猫\n- 犬\n- 鳥', 'pass'],
    ];
    expect(await judge('length.paragraphs', repliesOf(cases), { checks: { 'length.paragraphs': { max: 2 } } })).toEqual(
      cases,
    );
  });

  it('says nothing of a character that may speak at length', async () => {
    const long = '一\n\n二\n\n三\n\n四';
    expect(await judge('length.paragraphs', [long])).toEqual([[long, 'not-applicable']]);
    expect(await judge('length.paragraphs', [long], { persona: { maxReplyCharacters: 300 } })).toEqual([
      [long, 'not-applicable'],
    ]);
  });
});

describe('length.trend', () => {
  const ofLengths = (...lengths: number[]): string[] => lengths.map((length) => 'あ'.repeat(length));
  const persona = { maxReplyCharacters: 60 };

  it.each([
    ['steady and short', ofLengths(20, 25, 18, 22, 24, 21), 'pass'],
    ['a greeting, then short answers', ofLengths(4, 18, 22, 20, 25, 24), 'pass'],
    ['long from the start', ofLengths(90, 85, 95, 88, 92, 90), 'pass'],
    ['one outburst', ofLengths(20, 22, 19, 150, 21, 20, 22, 18), 'pass'],
    ['shrinking', ofLengths(120, 100, 80, 60, 40, 20), 'pass'],
    ['a little growth over the limit', ofLengths(55, 58, 60, 62, 64, 66), 'pass'],
    ['doubling within the limit', ofLengths(20, 22, 30, 38, 44, 50), 'warn'],
    ['growing over the limit', ofLengths(30, 40, 55, 70, 90, 120), 'fail'],
    ['growing unsteadily over the limit', ofLengths(25, 40, 30, 60, 55, 80, 70, 110, 95), 'fail'],
  ])('%s', async (_name, turns, result) => {
    expect((await judgeConversation('length.trend', turns, { persona })).result).toBe(result);
  });

  it('measures the growth of the last third over the first, and underlines the last', async () => {
    const turns = ofLengths(30, 40, 55, 70, 90, 120);
    expect(await judgeConversation('length.trend', turns, { persona })).toEqual({
      ...{ result: 'fail', value: 3 },
      underlined: turns.slice(-2),
    });
  });

  it('only warns where the persona sets no limit, and only of long replies', async () => {
    expect((await judgeConversation('length.trend', ofLengths(30, 40, 55, 70, 90, 120))).result).toBe('warn');
    expect((await judgeConversation('length.trend', ofLengths(5, 8, 10, 14, 18, 20))).result).toBe('pass');
  });

  it('needs six whole replies', async () => {
    const five = await judgeConversation('length.trend', ofLengths(10, 30, 60, 90, 120), { persona });
    const cut = ofLengths(10, 30, 60, 90, 120, 150).map(
      (reply, index): SaidTurn => ({
        reply,
        outcome: index === 5 ? 'truncated' : 'ok',
      }),
    );
    expect([five.result, (await judgeConversation('length.trend', cut, { persona })).result]).toEqual([
      'not-applicable',
      'not-applicable',
    ]);
  });
});

describe('length.after-complaint', () => {
  const before = [
    '今日はいい天気だったから、公園まで散歩してきたんだ。',
    '帰りにパン屋に寄って、あんパンを二つ買ったよ。',
  ];
  const persona = { maxReplyCharacters: 60 };
  const longer = '了解、これからはもっと短く話すように気をつけるから、また何かあったら遠慮なく言ってね！';

  it.each([
    ['もうちょい短くお願い。', 'りょ！', 'pass'],
    ['話が長いよ。', 'ごめんごめん、気をつける！', 'pass'],
    ['長い！', '今日はいい天気だったよね。', 'pass'],
    ['もっと手短に話して。', longer, 'fail'],
    ['返事が長すぎる。', longer, 'fail'],
    ['長い。', longer, 'fail'],
    ['文章長くない？もうちょっと短くして', longer, 'fail'],
    ['お前の話は長いんだよ', longer, 'fail'],
    ['簡潔にお願いします。', longer, 'fail'],
    ['今日は長い一日だったよ。', longer, 'not-applicable'],
    ['髪を短くしたんだ。', longer, 'not-applicable'],
    ['校長の話が長くてさ。', longer, 'not-applicable'],
    ['長い間ありがとう。', longer, 'not-applicable'],
    ['スカートもっと短くして！', longer, 'not-applicable'],
    ['夏休みって短いよね。', longer, 'not-applicable'],
    ['Too long!', longer, 'fail'],
    ['Can you keep it short?', longer, 'fail'],
    ["It's been too long!", longer, 'not-applicable'],
    ["I'm shorter than you.", longer, 'not-applicable'],
  ])('after %s, %s: %s', async (user, reply, result) => {
    const rows = await score('length.after-complaint', { persona, turns: [...before, { user, reply }] });
    expect(rows[2]?.result).toBe(result);
  });

  it('knows a complaint by its probe, and remembers it for two more replies', async () => {
    const over = 'あ'.repeat(70);
    const turns: (SaidTurn | string)[] = [
      ...before,
      { user: '回りくどいです。', probe: 'complaint-length', reply: 'ごめん！' },
      { reply: over },
      { reply: 'あ'.repeat(45) },
      { reply: over },
    ];
    expect((await judge('length.after-complaint', turns, { persona })).slice(2)).toEqual([
      ['ごめん！', 'pass'],
      [over, 'fail', [over]],
      ['あ'.repeat(45), 'warn', ['あ'.repeat(45)]],
      [over, 'not-applicable'],
    ]);
  });

  it('holds the first reply only to the limit', async () => {
    const turn = { user: '短く話して。' };
    expect(await judge('length.after-complaint', [{ ...turn, reply: `${'あ'.repeat(60)}いい` }], { persona })).toEqual([
      [`${'あ'.repeat(60)}いい`, 'fail', ['いい']],
    ]);
    expect(await judge('length.after-complaint', [{ ...turn, reply: 'うん' }])).toEqual([['うん', 'not-applicable']]);
  });
});

describe('register', () => {
  it('finds です・ます where the persona speaks casually', async () => {
    const cases: Case[] = [
      ['元気だよー！そっちは？', 'pass'],
      ['おはようございます！今日も見てきた。', 'pass'],
      ['あの店長がさ、「お待ちください」しか言わなくて。笑うよね', 'pass'],
      ['行きましたら連絡する。', 'pass'],
      ['誰が好きになるもんですか！そんなわけない。', 'pass'],
      ['元気でーす！昨日も徹夜した。', 'pass'],
      ['（お辞儀をしますとも）まあ座れよ。', 'pass'],
      ['はい。', 'not-applicable'],
      ['ありがとうございます！', 'not-applicable'],
      ['お誕生日おめでとうございます🎉', 'not-applicable'],
      ['昨日見たよ。面白かったです。すごく泣けた。', 'warn', ['面白かったです。']],
      ['了解です！', 'fail', ['了解です！']],
      ['わかりました、もっと短く話しますね。', 'fail', ['わかりました、もっと短く話しますね。']],
      ['そうなんですよね〜。見た？楽しかったですw', 'fail', ['そうなんですよね〜。', '楽しかったですw']],
      ['申し訳ありませんが、その作品は存じません。', 'fail', ['申し訳ありませんが、その作品は存じません。']],
      ['（笑顔で）お座りください♪', 'fail', ['お座りください♪']],
      ['一緒に行きましょうか', 'fail', ['一緒に行きましょうか']],
      ['*うなずく* ええ、そうですわ。', 'fail', ['ええ、そうですわ。']],
    ];
    for (const register of ['casual', 'rough', 'childlike', 'old-fashioned']) {
      expect(await judge('register', repliesOf(cases), { persona: { register } })).toEqual(cases);
    }
  });

  it('finds plain form where the persona speaks politely', async () => {
    const cases: Case[] = [
      ['いらっしゃいませ。はい、お一人様ですね。', 'pass'],
      ['うーん、難しいですね…。また来たいなあ。', 'pass'],
      ['それはすごい！ぜひ行ってみたいです。', 'pass'],
      ['お待ちしております、お嬢様。', 'pass'],
      ['「うるせえ」と言われました。', 'pass'],
      ['どうかしら。よろしくてよ、お入りになりますの？', 'pass'],
      ['すみません、すぐ行くので、お待ちください。', 'pass'],
      ['こちらへどうぞ。', 'not-applicable'],
      ['三時です。窓際が空いてるよ。お待ちしています。', 'warn', ['窓際が空いてるよ。']],
      ['うん、元気だよ！', 'fail', ['うん、元気だよ！']],
      ['知らねえよ。', 'fail', ['知らねえよ。']],
      ['了解っす！任せるっす。', 'fail', ['了解っす！', '任せるっす。']],
      ['三時だよ。待ってるね！では、失礼します。', 'fail', ['三時だよ。', '待ってるね！']],
      ['ほんまやで。', 'fail', ['ほんまやで。']],
      ['拙者にはわからんのじゃ。', 'fail', ['拙者にはわからんのじゃ。']],
      ['ちょっと待ってね。', 'fail', ['ちょっと待ってね。']],
    ];
    expect(await judge('register', repliesOf(cases), { persona: { register: 'polite' } })).toEqual(cases);
  });

  it('lets declared endings stand in any register', async () => {
    const cases: Case[] = [
      ['そうなのです！ぼくはえらいのです。', 'pass'],
      ['そうなのですー♪', 'pass'],
      ['そうです。', 'fail', ['そうです。']],
    ];
    const persona = { register: 'childlike', endings: ['なのです', 'のです'] };
    expect(await judge('register', repliesOf(cases), { persona })).toEqual(cases);
  });

  it('reads what is said in a novel, and not what is told', async () => {
    const cases: Case[] = [
      ['「おう、よく来たな」\nジョージはギターを置いた。\n「まあ座れよ」', 'pass'],
      ['ミナは笑った。「元気だよ」', 'pass'],
      ['「はい、元気ですよ。」', 'fail', ['はい、元気ですよ。']],
      ['ミナは笑った。「お待ちしていました」', 'fail', ['お待ちしていました']],
    ];
    expect(await judge('register', repliesOf(cases), { persona: { register: 'casual' } })).toEqual(cases);
  });

  it('warns only where the user asked to change roles', async () => {
    const turns = [{ probe: 'role-reversal', reply: 'いらっしゃいませ、何名様ですか？' }];
    expect(await judge('register', turns, { persona: { register: 'rough' } })).toEqual([
      ['いらっしゃいませ、何名様ですか？', 'warn', ['何名様ですか？']].map((part, index) =>
        index === 2 ? ['いらっしゃいませ、何名様ですか？'] : part,
      ),
    ]);
  });

  it('says nothing where no register is stated, in English, and of a cut reply without a fault', async () => {
    expect(await judge('register', ['元気です。'])).toEqual([['元気です。', 'not-applicable']]);
    const english = { language: 'en', register: 'polite' };
    expect(await judge('register', ['Yep.'], { persona: english })).toEqual([['Yep.', 'not-applicable']]);
    const cut: SaidTurn[] = [{ reply: '元気だよ。今日も', outcome: 'truncated' }];
    expect(await judge('register', cut, { persona: { register: 'casual' } })).toEqual([
      ['元気だよ。今日も', 'not-applicable'],
    ]);
  });
});

describe('register, in a chat', () => {
  it('fails for the style of an encyclopedia, and not for である in fun', async () => {
    const article = '『星くず急行』は、銀河を旅する列車を舞台としたテレビアニメ作品である。';
    const cases: Case[] = [
      [article, 'fail', ['は、銀河を旅する列車を舞台としたテレビアニメ作品である。']],
      ['要するに、俺はどこに出しても恥ずかしくないほどのアニメオタクなのである！', 'pass'],
      ['俺はオタクである。', 'pass'],
    ];
    expect(await judge('register', repliesOf(cases), { persona: { register: 'casual' } })).toEqual(cases);
  });

  it('only warns of politeness that is laughed at', async () => {
    const cases: Case[] = [
      ['嫁は画面の中にいますw', 'warn', ['嫁は画面の中にいますw']],
      ['嫁は画面の中にいます。', 'fail', ['嫁は画面の中にいます。']],
    ];
    expect(await judge('register', repliesOf(cases), { persona: { register: 'casual' } })).toEqual(cases);
  });
});

describe('register.mix', () => {
  it('finds both registers in one reply', async () => {
    const cases: Case[] = [
      ['元気だよ。今日もがんばる！', 'pass'],
      ['はい、元気です。今日もがんばります。', 'pass'],
      ['元気です！楽しみだなあ。', 'pass'],
      ['おはようございます！今日も頑張ろうぜ。', 'pass'],
      ['「行きます」って言ったじゃん。', 'pass'],
      ['はい、これあげる！', 'pass'],
      ['はいはい、わかったよ。', 'pass'],
      ['時間がありましたら、来てね。', 'pass'],
      ['おやすみなさい。また明日ね。', 'not-applicable'],
      ['はい、元気だよ！', 'warn', ['はい']],
      ['昨日見たよ。面白かったです。また見よう！', 'warn', ['面白かったです。']],
      ['はい、元気だよ。今日もがんばります。', 'fail', ['今日もがんばります。']],
      [
        'いいね！俺も好きだよ。そう思いますよ。一緒に行きませんか？',
        'fail',
        ['そう思いますよ。', '一緒に行きませんか？'],
      ],
      ['わかりました。すぐ行くよ。', 'fail', ['わかりました。']],
      ['三時です😊もう出た？', 'fail', ['三時です😊']],
      ['それな。草生えるw 申し訳ありません。', 'fail', ['申し訳ありません。']],
      ['知らぬ。存じません。', 'fail', ['存じません。']],
    ];
    expect(await judge('register.mix', repliesOf(cases), { persona: { register: 'casual' } })).toEqual(cases);
  });

  it('underlines what a polite persona would not say', async () => {
    const reply = '三時です。窓際が空いてるよ。';
    expect(await judge('register.mix', [reply], { persona: { register: 'polite' } })).toEqual([
      [reply, 'fail', ['窓際が空いてるよ。']],
    ]);
  });

  it('lets a child answer with はい', async () => {
    const reply = 'はい、ぼくできるよ！';
    expect(await judge('register.mix', [reply], { persona: { register: 'childlike' } })).toEqual([[reply, 'pass']]);
  });
});

describe('register.switch', () => {
  const plain = ['元気だよ。', '昨日見た！', '行こうぜ。', '知らないよ。', 'それは無理だ。', 'また話そうね。'];
  const polite = [
    '元気です。',
    '昨日見ました！',
    '行きましょう。',
    '知りません。',
    'それは無理です。',
    'また話しましょうね。',
  ];
  const pick = (pattern: string): string[] =>
    [...pattern].map((kind, index) =>
      kind === '-' ? 'おはようございます！' : ((kind === 'K' ? polite : plain)[index % 6] ?? ''),
    );

  it.each([
    ['PPPPPP', 'pass'],
    ['KKKKKK', 'pass'],
    ['P-P-PP', 'pass'],
    ['K-K', 'pass'],
    ['PP', 'pass'],
    ['------', 'not-applicable'],
    ['P-----', 'not-applicable'],
    ['PPKPPP', 'warn'],
    ['PPPPPK', 'warn'],
    ['KKPKKK', 'warn'],
    ['PPPPPPPPPPKK', 'warn'],
    ['PKPKPK', 'fail'],
    ['PPPKKK', 'fail'],
    ['KKKKPP', 'fail'],
    ['PKPPPPPPPPKP', 'fail'],
    ['PP-KKKKKKK', 'warn'],
    ['PPKKKKKK', 'fail'],
  ])('%s: %s', async (pattern, result) => {
    expect((await judgeConversation('register.switch', pick(pattern))).result).toBe(result);
  });

  it('underlines the rarer replies and measures their share', async () => {
    expect(await judgeConversation('register.switch', pick('PPKPKPPP'))).toEqual({
      ...{ result: 'fail', value: 0.25 },
      underlined: ['行きましょう。', 'それは無理です。'],
    });
  });

  it('lets the user ask for another register where the persona states none', async () => {
    const asked: (SaidTurn | string)[] = [
      ...pick('KK'),
      { user: 'タメ口でいいよ。', reply: '了解だよ。' },
      ...pick('PP'),
    ];
    expect((await judgeConversation('register.switch', asked)).result).toBe('not-applicable');
    expect((await judgeConversation('register.switch', asked, { persona: { register: 'polite' } })).result).toBe(
      'fail',
    );
  });

  it('leaves out changed roles, mixed replies and other languages', async () => {
    const role: (SaidTurn | string)[] = [...pick('PPP'), { probe: 'role-reversal', reply: '何名様ですか？' }];
    expect((await judgeConversation('register.switch', role)).result).toBe('pass');
    expect((await judgeConversation('register.switch', [...pick('PP'), '行くよ。行きます。'])).result).toBe('pass');
    expect((await judgeConversation('register.switch', pick('PK'), { persona: { language: 'en' } })).result).toBe(
      'not-applicable',
    );
  });
});

describe('first-person', () => {
  it('finds other words than 俺, and nothing that only looks like one', async () => {
    const cases: Case[] = [
      ['俺は行くぜ。', 'pass'],
      ['オレもおれも同じだろ。', 'pass'],
      ['俺ら最強だな。', 'pass'],
      ['私立の学校だし、私服で行く。私的な話だけど。', 'pass'],
      ['公私混同すんな、余裕だろ。余り物だけど。', 'pass'],
      ['自分でやれ。自分の好きにしろよ。', 'pass'],
      ['うちの店に来いよ。うちに帰るまで待て。そのうちな。', 'pass'],
      ['我慢しろ。我ながらうまい。我が家へ来い。', 'pass'],
      ['わしづかみだ。ワシントンに行く。', 'pass'],
      ['あいつ「僕は行かない」って。', 'pass'],
      ['ボク、いくつ？飴食うか？', 'pass'],
      ['僕のヒーローアカデミアは全部見た。', 'pass'],
      ['吾輩は猫であるなら読んだ。', 'pass'],
      ['一人称、私って言ってみろよ。', 'pass'],
      ['私は行かない。', 'fail', ['私']],
      ['僕も私も行く。', 'fail', ['僕', '私']],
      ['そうだね、わたしは好きだよ。', 'fail', ['わたし']],
      ['あたしの勝ちね。', 'fail', ['あたし']],
      ['わしは知らんのじゃ。', 'fail', ['わし']],
      ['拙者、犬は苦手でござる。', 'fail', ['拙者']],
      ['ボクも行きたいな！', 'fail', ['ボク']],
      ['我は魔王だ。余は満足じゃ。', 'fail', ['我', '余']],
      ['おいらに任せな。', 'fail', ['おいら']],
      ['うちもそう思う。', 'warn', ['うち']],
      ['自分、不器用だから。', 'warn', ['自分']],
      ['俺様に任せろ。', 'warn', ['俺様']],
    ];
    expect(await judge('first-person', repliesOf(cases), { persona: { firstPerson: ['俺'] } })).toEqual(cases);
  });

  it('reads 私 as わたし and as わたくし, but tells these two apart', async () => {
    const cases: Case[] = [
      ['私が参ります。', 'pass'],
      ['わたくしが参ります。', 'pass'],
      ['わたしが参ります。', 'fail', ['わたし']],
      ['僕が参ります。', 'fail', ['僕']],
    ];
    expect(await judge('first-person', repliesOf(cases), { persona: { firstPerson: ['わたくし'] } })).toEqual(cases);
  });

  it('lets a character call itself by its name', async () => {
    const cases: Case[] = [
      ['ミケはおなかすいたにゃ。', 'pass'],
      ['僕はおなかすいたにゃ。', 'fail', ['僕']],
    ];
    expect(await judge('first-person', repliesOf(cases), { persona: { firstPerson: ['ミケ'] } })).toEqual(cases);
  });

  it('says nothing where no word is declared, and in English', async () => {
    expect(await judge('first-person', ['僕は行く。'])).toEqual([['僕は行く。', 'not-applicable']]);
    const persona = { language: 'en', firstPerson: ['I'] };
    expect(await judge('first-person', ['I go.'], { persona })).toEqual([['I go.', 'not-applicable']]);
  });
});

describe('first-person.switch', () => {
  it.each([
    [['俺は見たよ。', '俺も好き。'], 'pass', []],
    [['私は見ました。', '私も好きです。', 'そうですね。'], 'pass', []],
    [['わたくしは存じません。', 'うちの庭をご覧ください。', '自分で決めます。'], 'pass', []],
    [['俺は見た。', '友達が「私は無理」って。'], 'pass', []],
    [['俺は見た。', '僕のヒーローアカデミアが好き。'], 'pass', []],
    [['俺は見た。', '私立の制服がかわいい。'], 'pass', []],
    [['そうだね。', 'うん。'], 'not-applicable', []],
    [['僕は見た。', 'ぼくも好き。'], 'warn', ['ぼく']],
    [['私は見ました。', 'わたしもです。', '私が行きます。'], 'warn', ['わたし']],
    [['俺は見たよ。', '私も好きです。'], 'fail', ['私']],
    [['私が好きなのはこれ。', '俺は見た。', '俺も好き。'], 'fail', ['私']],
    [['僕は見た。', '僕も好き。', '俺が行く。'], 'fail', ['俺']],
    [['あたしは見た。', 'わたしも好き。'], 'fail', ['わたし']],
    [['拙者は侍でござる。', 'わしは知らん。'], 'fail', ['わし']],
    [['俺と僕、どっちも俺だよ。'], 'fail', ['僕']],
    [['わしは博士じゃ。', '私は助手です。', '僕は猫だ。', 'わしが作った。'], 'fail', ['私', '僕']],
  ])('%j: %s', async (turns, result, underlined) => {
    const persona = { firstPerson: ['俺', '僕', '私', 'あたし'] };
    const row = await judgeConversation('first-person.switch', turns, { persona });
    expect([row.result, row.underlined]).toEqual([result, underlined]);
  });
});

describe('endings', () => {
  it('finds sentences without にゃ', async () => {
    const cases: Case[] = [
      ['おかえりにゃ！おなかすいたにゃー♪', 'pass'],
      ['日なたで寝てたにゃん。知らないにゃ〜', 'pass'],
      ['にゃ。', 'pass'],
      ['記憶にないにゃ…。きっと別の猫だにゃ😺', 'pass'],
      ['おはよう！今日は寝てたにゃ。', 'pass'],
      ['寝てたにゃ。いい天気だった。', 'pass'],
      ['うん！', 'not-applicable'],
      ['猫。', 'not-applicable'],
      ['寝てたにゃ。雨だったよ。もう眠い気がする。', 'warn', ['雨だったよ。', 'もう眠い気がする。']],
      ['日なたで寝てた。', 'fail', ['日なたで寝てた。']],
      ['にゃんこが通ったよ。', 'fail', ['にゃんこが通ったよ。']],
      ['寝てました。起きました。', 'fail', ['寝てました。', '起きました。']],
      ['魚を食べたい。それ、くれる？', 'fail', ['魚を食べたい。', 'それ、くれる？']],
      ['知らない。', 'fail', ['知らない。']],
      ['（伸びをする）さっき起きたところだよ。', 'fail', ['さっき起きたところだよ。']],
    ];
    expect(await judge('endings', repliesOf(cases), { persona: { endings: ['にゃ'] } })).toEqual(cases);
  });

  it.each([
    [['〜でござる', 'ござらぬ', 'ぬ'], '黒岩城でござるよ。ぬかりはござらぬ。', 'pass'],
    [['っす'], 'マジきつかったっすよ！いいんすか？行くっす。', 'pass'],
    [['ですわ', 'ますの'], '焼きそばパンですわ。皆さまには内緒ですのよ。', 'pass'],
    [['じゃ', 'のう', 'わい'], '空飛ぶ自転車じゃ！三センチ浮くんじゃぞ。よいのう。', 'pass'],
    [['だっちゃ'], 'うち、ラムだよ。', 'fail'],
    [['やんす'], 'そうでやんすね。行きやんすか？', 'pass'],
  ])('%j in %s: %s', async (endings, reply, result) => {
    const [row] = await score('endings', { persona: { endings }, turns: [reply] });
    expect(row?.result).toBe(result);
  });

  it('takes the share that the scenario asks for', async () => {
    const talk = { persona: { endings: ['にゃ'] }, checks: { endings: { share: 1 } } };
    const reply = '寝てたにゃ。雨だったよ。';
    expect(await judge('endings', [reply], talk)).toEqual([[reply, 'warn', ['雨だったよ。']]]);
  });

  it('finds an ending before a form of address', async () => {
    const cases: Case[] = [
      ['お呼びでござるか、殿。', 'pass'],
      ['承知でござる、殿。任せるでござる。', 'pass'],
      ['拙者でござる、腹が減った。', 'fail', ['拙者でござる、腹が減った。']],
    ];
    expect(await judge('endings', repliesOf(cases), { persona: { endings: ['ござる', 'ござるか'] } })).toEqual(cases);
  });

  it('judges English by its text', async () => {
    const persona = { language: 'en', endings: ['meow'] };
    expect(await judge('endings', ['I am hungry, meow! Feed me, meow.', 'I am hungry. Feed me.'], { persona })).toEqual(
      [
        ['I am hungry, meow! Feed me, meow.', 'pass'],
        ['I am hungry. Feed me.', 'fail', ['I am hungry.', 'Feed me.']],
      ],
    );
  });

  it('says nothing where no ending is declared', async () => {
    expect(await judge('endings', ['寝てた。'])).toEqual([['寝てた。', 'not-applicable']]);
  });
});

describe('questions.rate', () => {
  it.each([
    [['元気？', 'うん。'], 0.5],
    [['どちらになさいますか。', 'かしこまりました。'], 0.5],
    [['見た？！', 'どうする？笑', '行く？😊', 'え、まじ!?'], 1],
    [['そうですか。', 'なるほど、そうなんですか。', '行こうかな。', '？'], 0],
    [['「元気？」って言われた。', 'うん。'], 0],
    [['How are you?', 'Fine.'], 0.5],
  ])('%j: %d', async (turns, value) => {
    const { result, value: measured } = await judgeConversation('questions.rate', turns);
    expect([result, measured]).toEqual(['pass', value]);
  });

  it('fails only below a share that the scenario asks for', async () => {
    const checks = { 'questions.rate': { min: 0.5 } };
    expect((await judgeConversation('questions.rate', ['うん。', 'そう。', '元気？'], { checks })).result).toBe('fail');
    expect((await judgeConversation('questions.rate', ['うん。', '元気？'], { checks })).result).toBe('pass');
    const none: SaidTurn[] = [{ reply: '', outcome: 'empty' }];
    expect((await judgeConversation('questions.rate', none, { checks })).result).toBe('not-applicable');
  });
});
