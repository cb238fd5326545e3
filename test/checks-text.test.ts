import { describe, expect, it } from 'vitest';
import { openScorer } from './support/score.ts';

const score = openScorer();

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
