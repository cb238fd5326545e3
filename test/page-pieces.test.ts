// What the figures and the details of the page work out before anything is drawn. From the sources: the page is built into one file.
import { describe, expect, it } from 'vitest';
import { partsOf, signsOf } from '../src/view/page/details/prompt-parts.ts';
import { settingRows } from '../src/view/page/details/settings.ts';
import { axisOf } from '../src/view/page/figures/axis.ts';
import { type Box, besidePoints, spread } from '../src/view/page/figures/place-labels.ts';
import { lookOf } from '../src/view/page/figures/series-looks.ts';
import { signed } from '../src/view/page/figures/signed.ts';

describe('names in a chart', () => {
  const inside: Box = { left: 0, top: 0, width: 600, height: 300 };

  it('do not cover each other, nor leave the chart, where twelve points lie close together', () => {
    const points = Array.from({ length: 12 }, (_, n) => ({ x: 280 + (n % 4) * 12, y: 150 + n * 3, width: 90 }));
    const boxes = besidePoints(points, 16, inside, []);
    expect(boxes).toHaveLength(12);
    expect(boxes.filter((box) => box.left < 0 || box.top < 0 || box.left + 90 > 600 || box.top + 16 > 300)).toEqual([]);
    expect(boxes.flatMap((box, n) => boxes.slice(n + 1).filter((other) => areOver(box, other)))).toEqual([]);
  });

  it('keep their distance at the ends of lines, as near to them as they can', () => {
    expect(spread([100, 101, 200], 15, 0, 300)).toEqual([100, 115, 200]);
    expect(spread([299, 298, 10], 15, 0, 300)).toEqual([300, 285, 10]);
    expect(spread([5, 5, 5, 5], 15, 0, 30)).toEqual([0, 10, 20, 30]);
  });

  it('tell 210 columns apart by colour, dash and shape together, and seven neighbours by shape alone', () => {
    const ink = { text: '', series: ['1', '2', '3', '4', '5', '6'] };
    const looks = Array.from({ length: 210 }, (_, index) => lookOf(index, ink));
    expect(new Set(looks.map((look) => JSON.stringify(look))).size).toBe(210);
    expect(new Set(looks.slice(0, 7).map(({ shape }) => shape)).size).toBe(7);
  });
});

describe('an axis', () => {
  const speed = { low: 0, high: null, fromLow: false, hasFactors: true };

  it('holds its values and has lines at round numbers', () => {
    const axis = axisOf([9.8, 42, 61], 6, speed);
    expect(axis.ticks).toEqual([20, 40, 60]);
    expect([axis.min < 9.8, axis.max > 61, axis.isLogarithmic]).toEqual([true, true, false]);
  });

  it('is logarithmic where values lie far apart, but never for a rate', () => {
    expect(axisOf([2, 800], 9, speed)).toMatchObject({
      isLogarithmic: true,
      ticks: [2, 5, 10, 20, 50, 100, 200, 500, 1000],
    });
    expect(axisOf([1e-18, 0.41], 4, { low: 0, high: 1, fromLow: true, hasFactors: false })).toEqual({
      ...{ min: 0, max: 0.6, isLogarithmic: false },
      ticks: [0, 0.2, 0.4, 0.6],
    });
  });

  it('is there for one value, for equal ones and for none', () => {
    for (const values of [[5], [5, 5], [0], []]) {
      const { min, max, ticks } = axisOf(values, 5, speed);
      expect(max).toBeGreaterThan(min);
      expect(ticks.length).toBeGreaterThan(0);
    }
  });
});

it('differences have a sign, also those that round to nothing', () => {
  const faults = { better: 'lower', kind: 'difference', unit: 'rate' } as const;
  const speed = { better: 'higher', kind: 'ratio', unit: 'tokens/s' } as const;
  expect([0.032, -0.12, 0, -0.0002].map((value) => signed(faults, value))).toEqual(['+3.2', '−12', '±0', '±0']);
  expect([1.25, 0.6, 12.5].map((value) => signed(speed, value))).toEqual(['+25', '−40', '+1,150']);
});

describe('a prompt in pieces', () => {
  const prompt = '<|system|>友達です。\n<|user|>ねえ<|assistant|>うん！<|user|>ほんと？<|assistant|>';

  it('tells the conversation from the template', () => {
    const { parts, missing } = partsOf(prompt, ['友達です。', 'ねえ', 'うん！', 'ほんと？']);
    expect(parts.map(({ text }) => text).join('')).toBe(prompt);
    expect(parts.filter(({ kind }) => kind === 'said').map(({ text }) => text)).toEqual([
      '友達です。',
      'ねえ',
      'うん！',
      'ほんと？',
    ]);
    expect(missing).toBe(0);
  });

  it('counts texts that are not in it as they were said', () => {
    const { parts, missing, all } = partsOf(prompt, ['友達です。', 'ねえ', 'うんうん', 'ほんと？']);
    expect([missing, all]).toEqual([1, 4]);
    expect(parts.map(({ text }) => text).join('')).toBe(prompt);
  });

  it('finds texts in the messages of a chat API, which are JSON', () => {
    const said = '一行目\n"二行目"';
    const { parts } = partsOf(JSON.stringify([{ role: 'user', content: said }]), [said]);
    expect(parts.find(({ kind }) => kind === 'said')?.text).toBe('一行目\\n\\"二行目\\"');
  });

  it('shows what steers, hides or reorders text', () => {
    const shown = signsOf('a\n\t\u0000\u202eb\u200b\u{e0041}\u3000👩‍🚀').map(({ text, sign }) => sign ?? text);
    expect(shown).toEqual(['a', '↵', '⇥', '␀', 'U+202E', 'b', 'U+200B', 'U+E0041', '□', '👩‍🚀']);
  });
});

it('settings that differ are told from those that nobody asked for', () => {
  const rows = settingRows({ temperature: 0.7, topK: 40, mirostat: 2 }, { temperature: 0.7, topK: 20, stop: [' '] });
  expect(rows).toEqual([
    { name: 'temperature', requested: '0.7', used: '0.7', kind: 'same' },
    { name: 'topK', requested: '40', used: '20', kind: 'changed' },
    { name: 'mirostat', requested: '2', used: null, kind: 'left-out' },
    { name: 'stop', requested: null, used: '[" "]', kind: 'default' },
  ]);
});

function areOver(a: Box, b: Box): boolean {
  return a.left < b.left + b.width && b.left < a.left + a.width && a.top < b.top + b.height && b.top < a.top + a.height;
}
