// Which of two models people preferred, counted over all turns. Start at `describePreferences`.

import type { Comparison } from '../../compare/comparison.ts';
import { groupBy } from '../../core/group-by.ts';
import type { Preference } from '../../store/rating-schema.ts';
import { say, type Text } from '../../words/text.ts';
import { calmName } from './calm-text.ts';

/** A line for each pair of models; empty: nobody compared any. */
export function describePreferences({ sections }: Pick<Comparison, 'sections'>): Text[] {
  const votes = sections.flatMap(({ preferences }) => preferences.map(voteOf));
  return [...groupBy(votes, ({ pair }) => JSON.stringify(pair)).values()].map((own) => {
    const [first = '', second = ''] = own[0]?.pair ?? [];
    const count = (winner: Vote['winner']): number => own.filter((vote) => vote.winner === winner).length;
    return say('preferred by people (n {n}): {a} {first}, {b} {second}, neither {ties}, both bad {bad}', {
      n: own.length,
      a: calmName(first),
      first: count(0),
      b: calmName(second),
      second: count(1),
      ties: count('tie'),
      bad: count('both-bad'),
    });
  });
}

interface Vote {
  /** In one order, whichever was named first. */
  pair: [string, string];
  winner: 0 | 1 | 'tie' | 'both-bad';
}

function voteOf({ model, versus, preferred }: Preference): Vote {
  const other = versus.run === undefined ? versus.model : `${versus.model} (${versus.run})`;
  const pair: Vote['pair'] = model <= other ? [model, other] : [other, model];
  if (preferred === 'tie' || preferred === 'both-bad') return { pair, winner: preferred };
  return { pair, winner: (preferred === 'this') === (pair[0] === model) ? 0 : 1 };
}
