// Words of replies, from the thread with the dictionary: where they are, and that no text is too much for it.
import { execFileSync } from 'node:child_process';
import { expect, it } from 'vitest';
import { codePointsIn } from '../dist/score/reading/code-points.js';
import { sharedMorphology } from '../dist/score/reading/morphology.js';

it('words stand where their text is, whatever it is made of', async () => {
  const text = '今日は😀、アニメを見ます！私のﾈｺ\0と\ud83d行く。\nＯＫだよ…「うん」って言った。';
  const [tokens = []] = await sharedMorphology().tokensOf([text]);
  expect(tokens.map(({ surface }) => surface).join('')).toBe(text);
  for (const { surface, start } of tokens) expect(text.slice(start, start + surface.length)).toBe(surface);
  expect(tokens.find(({ surface }) => surface === '私')).toMatchObject({ pos: '名詞', detail: '代名詞', base: '私' });
  expect(tokens.find(({ surface }) => surface === 'ます')).toMatchObject({ conjugation: '特殊・マス', form: '基本形' });
});

it('a sentence of any length has the words of its parts', async () => {
  const sentence = 'それから私は駅へ行きました！';
  const [once = [], often = []] = await sharedMorphology().tokensOf([sentence, sentence.repeat(100)]);
  const words = once.map(({ surface, pos }) => `${surface} ${pos}`);
  expect(words.length).toBeGreaterThan(5);
  expect(often.slice(0, words.length * 20).map(({ surface, pos }) => `${surface} ${pos}`)).toEqual(
    Array.from({ length: 20 }, () => words).flat(),
  );
});

it('only whole sentences of the first 2,000 characters are read', async () => {
  const hostile = ['ー', 'あ', '私', '。', '「', ' ', '😀', 'です！', 'ｱﾞ'].map((unit) =>
    unit.repeat(16_000).slice(0, 16_000),
  );
  const all = await sharedMorphology().tokensOf([
    'うん。',
    ...hostile,
    `${'私は行きます。'.repeat(285)}でも明日は雨かもしれません。`,
  ]);
  expect(all).toHaveLength(hostile.length + 2);
  expect(all[0]?.map(({ surface }) => surface)).toEqual(['うん', '。']);
  for (const tokens of all) expect(tokens.at(-1)?.start ?? 0).toBeLessThan(2_000);
  expect(all.at(-1)?.at(-1)).toMatchObject({ surface: '。', start: 285 * 7 - 1 });
});

it('code points are counted as a list of them has them', () => {
  const text = 'a😀が\ud83d\u200d👨‍👩‍👧\ude00';
  for (let from = 0; from <= text.length; from++) {
    for (let to = from; to <= text.length; to++) {
      expect(codePointsIn(text, from, to)).toBe([...text.slice(from, to)].length);
    }
  }
});

it('a thread that nothing was asked of keeps no program from ending', () => {
  const module = new URL('../dist/score/reading/morphology.js', import.meta.url).href;
  const script = `const { sharedMorphology } = await import(${JSON.stringify(module)}); sharedMorphology();`;
  execFileSync(process.execPath, ['--input-type=module', '--eval', script], { timeout: 20_000 });
});
