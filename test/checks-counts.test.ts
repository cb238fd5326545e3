// Checks that count: empty replies, sentences, growth, questions, words that must or must not occur.
import { describe, expect, it } from 'vitest';
import type { CheckId } from '../dist/scenario/check-settings.js';
import { type SaidTalk, score } from './support/score.ts';

/** The worst result of a conversation. */
async function resultOf(check: CheckId, talk: SaidTalk): Promise<string> {
  const results = (await score(check, talk)).map(({ result }) => result);
  return ['fail', 'warn', 'pass'].find((each) => results.some((result) => result === each)) ?? 'not-applicable';
}

describe('empty', () => {
  it.each(['', ' ', '\n\n', '　　', '\u200b', '\u3164\u3164', '\u2800 \u200d', '\ufe0f'])(
    'fails for %j',
    async (reply) => {
      expect(await resultOf('empty', { turns: [reply] })).toBe('fail');
    },
  );

  it.each(['…', 'ん', '。', '？！', '😀', '…………', 'w', '（無言）'])('is not for %j', async (reply) => {
    expect(await resultOf('empty', { turns: [reply] })).toBe('pass');
  });
});

describe('length.sentences', () => {
  const of = (max: number, reply: string) =>
    resultOf('length.sentences', { turns: [reply], checks: { 'length.sentences': { max } } });

  it.each([
    [1, 'いいね。それ、どこで買ったの？', 'warn'],
    [2, 'ただいま。疲れたよ。もう寝るね。', 'warn'],
    [1, 'うん、行く。駅でいい？七時に着くよ。', 'fail'],
    [1, '雨だね\n傘ある？\nなかったら貸すよ', 'fail'],
    [2, 'かしこまりました。少々お待ちください。すぐにお持ちします。ほかにご注文はございますか？', 'fail'],
    [1, 'ほんとに！？うそでしょ。信じらんない！', 'fail'],
  ])('finds more than %i: %j', async (max, reply, result) => {
    expect(await of(max, reply)).toBe(result);
  });

  it.each([
    [1, 'うん、いいよ！'],
    [1, 'まあ！すてきですわね。'],
    [1, '「もう帰る。さよなら。」って言われた。'],
    [2, 'えっ、本当に？すごいじゃん！！'],
    [1, '3.5 メートルだよ'],
    [2, 'Dr. Smith says hi. See you!'],
    [1, 'えー…どうしよっかな…'],
  ])('leaves up to %i: %j', async (max, reply) => {
    expect(await of(max, reply)).toBe('pass');
  });
});

describe('length.trend', () => {
  const long = (n: number): string => `${'とても'.repeat(Math.ceil(n / 3)).slice(0, n - 1)}。`;
  const of = (limit: number | undefined, lengths: number[]) =>
    resultOf('length.trend', { persona: { maxReplyCharacters: limit }, turns: lengths.map(long) });

  it.each([
    [60, [20, 30, 40, 60, 80, 100], 'fail'],
    [60, [40, 45, 60, 70, 90, 95, 110, 120], 'fail'],
    [30, [15, 10, 22, 30, 41, 48], 'fail'],
    [60, [12, 15, 20, 30, 38, 44], 'warn'],
    [undefined, [30, 45, 60, 90, 140, 200], 'warn'],
    [undefined, [50, 60, 70, 95, 120, 140, 180, 230, 300], 'warn'],
  ])('is seen with a limit of %s: %j', async (limit, lengths, result) => {
    expect(await of(limit, lengths)).toBe(result);
  });

  it.each([
    [60, [40, 38, 42, 41, 39, 40]],
    [60, [60, 50, 40, 30, 20, 10]],
    [60, [10, 50, 12, 55, 9, 52]],
    [60, [5, 8, 9, 12, 14, 16]],
    [undefined, [10, 14, 20, 26, 30, 34]],
    [undefined, [200, 190, 205, 198, 207, 195]],
  ])('is none with a limit of %s: %j', async (limit, lengths) => {
    expect(await of(limit, lengths)).toBe('pass');
  });
});

describe('length.after-complaint', () => {
  const of = (before: string, after: string) =>
    resultOf('length.after-complaint', {
      persona: { maxReplyCharacters: 60 },
      turns: [{ reply: before }, { user: '話が長いよ。もっと短くして。', reply: after }],
    });
  const BEFORE = '今期だと異世界ものが多いけど、私は日常系が好きかな。特に喫茶店の話がお気に入りなんだ。';

  it.each([
    'ごめんごめん。',
    'え、そんなに？気をつけるね。',
    'はーい、短くする！',
    'わかった。日常系が好き。',
    'うっ…ごめん、つい熱くなっちゃって。',
    'りょ！',
  ])('passes %j', async (reply) => {
    expect(await of(BEFORE, reply)).toBe('pass');
  });
});

describe('questions.rate', () => {
  const ASKING = [
    '元気？',
    'そっちは何してたの？',
    '一緒に行かない？',
    'どう思います？',
    'How about you?',
    'え、なんで？',
  ];
  const TELLING = [
    '元気だよ。',
    'ゲームしてた。',
    '行こうよ。',
    'いいと思います。',
    'I am fine.',
    '「元気？」って聞かれた。',
  ];
  const of = (min: number | undefined, turns: string[]) =>
    resultOf('questions.rate', { turns, checks: { 'questions.rate': min === undefined ? {} : { min } } });

  it.each([0, 1, 2, 3, 4, 5])('counts what asks (%i)', async (at) => {
    expect(await of(1, [ASKING[at] ?? ''])).toBe('pass');
    expect(await of(0.5, [TELLING[at] ?? ''])).toBe('fail');
  });

  it('is only told where nothing is asked of it', async () => {
    expect(await of(undefined, TELLING)).toBe('pass');
    expect(await of(0.5, [...ASKING, ...TELLING])).toBe('pass');
    expect(await of(0.6, [...ASKING, ...TELLING])).toBe('fail');
  });
});

describe('words', () => {
  const PERSONA = { requiredWords: ['お嬢様', 'OK'], forbiddenWords: ['アシスタント', 'AI', 'お客様'] };

  it.each([
    ['お嬢様、ＯＫでございます。', 'pass'],
    ['お嬢様、ok です。', 'pass'],
    ['OK、お嬢様！', 'pass'],
    ['「お嬢様」とお呼びします。OK?', 'pass'],
    ['ok…お嬢様がそうおっしゃるなら。', 'pass'],
    ['それはお嬢様のＯｋがいります。', 'pass'],
    ['お嬢様、承知しました。', 'fail'],
    ['OKです。', 'fail'],
    ['お嬢さま、OK です。', 'fail'],
    ['承知しました。', 'fail'],
    ['お嬢様のbookです。', 'fail'],
    ['…', 'fail'],
  ])('required: %j', async (reply, result) => {
    expect(await resultOf('words.required', { persona: PERSONA, turns: [reply] })).toBe(result);
  });

  it.each([
    ['私はアシスタントです。', 'fail'],
    ['私はｱｼｽﾀﾝﾄです。', 'fail'],
    ['実は ai なの。', 'fail'],
    ['ＡＩじゃないよ。', 'fail'],
    ['お客様、いらっしゃいませ。', 'fail'],
    ['アシスタントとして、AI として、お客様のために', 'fail'],
    ['明日も来てね。', 'pass'],
    ['お客さん、いらっしゃい。', 'pass'],
    ['I said it again.', 'pass'],
    ['アシカのショーを見た。', 'pass'],
    ['うん！', 'pass'],
    ['大丈夫、任せて。', 'pass'],
  ])('forbidden: %j', async (reply, result) => {
    expect(await resultOf('words.forbidden', { persona: PERSONA, turns: [reply] })).toBe(result);
  });
});

describe('length.max', () => {
  const of = (reply: string, limit: number) =>
    resultOf('length.max', { persona: { maxReplyCharacters: limit }, turns: [reply] });

  it.each([
    [40, 'うん！'],
    [10, 'ちょうど十文字だよね'],
    [4, '😀😀😀😀'],
    [12, '  まわりの空白は別  \n'],
    [60, '推しの新刊が出たから、朝いちで本屋に行ってきた！'],
    [3, 'か\u3099き\u3099ぐ'],
  ])('allows %i: %j', async (limit, reply) => {
    expect(await of(reply, limit)).toBe('pass');
  });
});
