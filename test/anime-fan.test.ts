// A rehearsal with chats of the anime fan as models of 2023 write them: what a strict person calls a fault must fail, for that reason.
// The checks were tuned on `tuning`; `aside` was labelled without looking at what they say, and is only measured.
import path from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { REPOSITORY } from './support/cli.ts';
import { agreementOn, type JudgedTurn, judgeLabelled, type Reason } from './support/labelled-chats.ts';

const FIXTURES = path.join(REPOSITORY, 'test/fixtures/anime-fan');

describe.each([
  ['tuning', 157],
  ['aside', 121],
])('%s', (half, count) => {
  let turns: JudgedTurn[] = [];

  beforeAll(async () => {
    turns = await judgeLabelled(path.join(FIXTURES, half));
  });

  it('places every turn of every log', () => {
    expect(turns).toHaveLength(count);
  });

  it.each<[Reason | null]>([[null], ['long'], ['out-of-character'], ['broken']])(
    'fails what a person would not have, and nothing else: %s',
    (reason) => {
      const { precision, recall, falseAlarms, missed } = agreementOn(turns, reason);
      const differences = [...falseAlarms, ...missed].map(({ place, failed }) => `${place} [${failed.join(' ')}]`);
      expect(precision, differences.join('\n')).toBeGreaterThanOrEqual(goalFor(reason));
      expect(recall, differences.join('\n')).toBeGreaterThanOrEqual(goalFor(reason));
    },
  );
});

/** For a single reason less: there are 7 to 15 such turns in `aside`, and a turn with two faults may be failed for either. */
function goalFor(reason: Reason | null): number {
  return reason === null ? 0.9 : 0.8;
}
