import { inertLine } from '../../core/inert-text.ts';
import type { RankedPlace, RankVerdict, TemplateRanking } from '../../doctor/rank.ts';
import { plainTable } from '../plain-table.ts';
import { plural } from './wording.ts';

/** More are for programs. */
const SHOWN = 12;

/** Templates by how likely a model holds good replies in them, for a terminal. */
export function describeRanking(ranking: TemplateRanking): string {
  const { places, unusable, conversations, turns, verdict } = ranking;
  const rows = places
    .slice(0, SHOWN)
    .map((place, index) => [
      String(index + 1),
      inertLine([place.template, ...place.sameAs].join(' = ')),
      withHalfWidth(place.logProbabilityPerToken),
      place.difference === null ? '' : place.difference.mean.toFixed(2),
      place.difference === null ? '' : interval(place.difference),
      place.droppedAfter === null ? '' : `given up after ${place.droppedAfter}`,
    ]);
  const rest = places.length - rows.length;
  return [
    `log p per token of good replies, ${plural(conversations.length, 'conversation')} of up to ${plural(turns, 'turn')}; 95 % intervals over conversations`,
    plainTable(['', 'template', 'log p', 'behind', '', ''], rows, ['', 'log p', 'behind']),
    ...(rest > 0 ? [`and ${rest} more places (--json tells all)`] : []),
    ...unusable.map(({ template, reason }) => inertLine(`not ranked: ${template}: ${reason}`)),
    describeVerdict(verdict),
    '',
  ].join('\n');
}

function withHalfWidth({ mean, low, high }: RankedPlace['logProbabilityPerToken']): string {
  return low === null || high === null ? mean.toFixed(2) : `${mean.toFixed(2)} ± ${((high - low) / 2).toFixed(2)}`;
}

function interval({ low, high }: RankedPlace['logProbabilityPerToken']): string {
  return low === null || high === null ? '' : `[${low.toFixed(2)}, ${high.toFixed(2)}]`;
}

function describeVerdict(verdict: RankVerdict): string {
  switch (verdict.type) {
    case 'clear':
      return inertLine(`${verdict.template} fits better than every other template`);
    case 'tied':
      return inertLine(
        `${verdict.template} comes first, but cannot be told apart from ${verdict.with.join(', ')}; more --conversations may tell`,
      );
    case 'none':
      return 'no template could be ranked';
  }
}
