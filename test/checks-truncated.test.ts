import { describe, expect, it } from 'vitest';
import { endOf as readEnd } from '../dist/score/reading/reply-end.js';
import { type SaidTalk, score } from './support/score.ts';

const MARKED = ['おはよう！', 'うん、元気だよ。', 'そうなの？', 'えー…'];

/** The result of the last reply, and what of it is underlined. */
async function endOf(reply: string, others: readonly string[] = MARKED, talk: Partial<SaidTalk> = {}) {
  const row = (await score('truncated', { turns: [...others, reply], ...talk })).at(-1);
  const [span] = row?.spans ?? [];
  return [row?.result, span ? [...reply].slice(span.start, span.end).join('') : ''];
}

describe('truncated', () => {
  it.each([
    ['申し訳ございませんが、', '、'],
    ['だって、昨日はさ，', '，'],
    ['主人が言うには「北の塔に灯りが', '「北の塔に灯りが'],
    ['いちばん好きなのは『銀河の郵', '『銀河の郵'],
    ['パスワードはレジの横に', 'に'],
    ['山で炭を', 'を'],
    ['キャラもいいし、音楽', '音楽'],
    ['寝る前に画面を見る時間を', 'を'],
    ['またのお越しをお待ちしておりま', 'りま'],
    ['味噌に決まってるでし', 'でし'],
    ['よろしければ袋をお使いくださ', 'くださ'],
    ['三毛猫だに', 'だに'],
    ['Well, I think that you should ask the', 'the'],
  ])('fails for what stops in the middle of a sentence: %s', async (reply, underlined) => {
    expect(await endOf(reply)).toEqual(['fail', underlined]);
  });

  it.each([
    ['月曜日の夜九時から、駅前の喫茶', '月曜日の夜九時から、駅前の喫茶'],
    ['いい感じ！今度のイベ', '今度のイベ'],
    ['あんパンは一つ百八十円で', 'あんパンは一つ百八十円で'],
    ['部屋でゲー', '部屋でゲー'],
    ['友達と', '友達と'],
    ['そりゃもう大好きで、毎日', 'そりゃもう大好きで、毎日'],
    ['I hid it under the old lam', 'I hid it under the old lam'],
  ])('warns of an end without punctuation that may be none: %s', async (reply, underlined) => {
    expect(await endOf(reply)).toEqual(['warn', underlined]);
  });

  it.each([
    'うん、好きだよ',
    'だって眠いんだもん、しょうがないし',
    'また連絡するけど',
    'もう寝なきゃ',
    '了解',
    'うん、オッケー',
    'ヤッホー',
    'うん、了解',
    '見てよ→ https://example.com/anime',
    'ただの人間だっつーの',
    '俺も',
    'そりゃそうでしょ',
    'え、ひどっ',
    'もっと話そ',
    'じゃあ、また後で',
    '来ないなら行くから',
    'なんでそうなるんだよって',
    'おやすみ、楽しい夢を',
    'え、マジ',
    '今日は楽しかったー',
    'それなww',
    'わかった(笑',
    'よい一日を',
    'では、よい週末を！',
    '「すぐ行く」って言ってた。',
    '「ただいま」と「おかえり」',
    'がんばって😊',
    'ありがとう♪',
    'ですよね〜',
    'あのね…',
    'おつかれさまです🙇‍♀️',
    '以上です。\n',
    '答えは42。',
    'ないよりはましだよ',
    'Sure, see you there!',
  ])('passes what is at its end: %s', async (reply) => {
    expect(await endOf(reply)).toEqual(['pass', '']);
  });

  it('lets a character that never uses punctuation end with a noun', async () => {
    expect(await endOf('明日は朝から部活', ['うん', 'いいね', '今から行く', 'まじで'])).toEqual(['pass', '']);
  });

  it('only warns of a particle at the end where other replies end without punctuation too', async () => {
    expect(await endOf('鍵は机の上に', ['うん', 'いいね', '今から行く', 'まじで'])).toEqual(['warn', 'に']);
  });

  it('fails for a reply that the token limit cut, wherever that was, and says nothing of one that failed', async () => {
    const rows = await score('truncated', {
      turns: [
        { reply: 'もう終わりです。', outcome: 'truncated' },
        { reply: 'あ', outcome: 'failed' },
      ],
    });
    expect(rows.map(({ result, spans }) => [result, spans])).toEqual([
      ['fail', []],
      ['not-applicable', []],
    ]);
  });

  it('reads the end of a very long reply in one pass', () => {
    const ends = ['あ', '「', '、', '(', '\n', 'を', 'あ「」'].map((unit) => readEnd(`う${unit.repeat(200_000)}`).type);
    expect(ends).toEqual(['complete', 'open', 'open', 'bare', 'complete', 'unfinished', 'marked']);
  });
});
