// Special tokens as a run records them, and as scoring reads them back.
import { expect, it } from 'vitest';
import { recordedSpecialTokens } from '../dist/backend/llama/recorded-special-tokens.js';
import { specialTokensOf } from '../dist/score/special-tokens.js';

const numbered = (count: number, write: (n: number) => string): string[] =>
  Array.from({ length: count }, (_, n) => write(n));

function readBack(texts: readonly string[]): readonly string[] {
  const recorded = recordedSpecialTokens(texts);
  // Only what is recorded of the tokens counts here: hence the cast.
  return specialTokensOf({ backend: 'llama', ...recorded } as Parameters<typeof specialTokensOf>[0]);
}

it.each([
  ['few', ['<s>', '</s>', '<|im_start|>', '<0x0A>']],
  ['numbered', ['<s>', ...numbered(99, (n) => `<unused${n}>`), '</s>']],
  ['padded', numbered(120, (n) => `[${String(n + 1).padStart(3, '0')}]`)],
  ['with gaps', [3, 4, 5, 6, 9, 20, 21].map((n) => `<extra_id_${n}>`)],
  ['of two series', [...numbered(8, (n) => `<a${n}>`), ...numbered(8, (n) => `<b${n}|>`)]],
  ['none', []],
])('every text comes back: %s', (_, texts) => {
  expect([...readBack(texts)].sort()).toEqual([...texts].sort());
});

it('a series takes one entry, and what is too much is counted', () => {
  expect(recordedSpecialTokens(numbered(1_000, (n) => `<unused${n}>`)).specialTokens).toEqual([
    { before: '<unused', from: '0', to: '999', after: '>' },
  ]);
  const strange = numbered(2_003, (n) => `<${String.fromCodePoint(0x4e00 + n)}>`);
  expect(recordedSpecialTokens(strange)).toMatchObject({ specialTokensLeftOut: 3 });
  expect(readBack(strange)).toHaveLength(2_000);
});
