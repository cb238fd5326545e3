import { inertLine } from '../core/inert-text.ts';
import type { Places } from '../core/world.ts';
import { isPlaceOf, type RankedPlace, type RankVerdict, type TemplateRanking } from '../doctor/rank.ts';
import { plainTable } from './plain-table.ts';
import { messageLine } from './screen.ts';
import { plural } from './wording.ts';

/** The rest are only in --json. */
const SHOWN = 12;

/**
 * Templates by how likely they make the reference replies, for a terminal.
 * @param examined id of the template that the user asks about, which is shown whatever its rank; null: none
 */
export function describeRanking(ranking: TemplateRanking, examined: string | null, places: Places): string {
  const { places: ranked, unusable, conversations, turns, verdict } = ranking;
  const rows = ranked
    .map((place, index) => ({ place, rank: index + 1 }))
    .filter(({ place, rank }) => rank <= SHOWN || (examined !== null && isPlaceOf(place, examined)))
    .map(({ place, rank }) => [
      String(rank),
      inertLine([place.template, ...place.sameAs].join(' = ')),
      withHalfWidth(place.logProbabilityPerToken),
      place.difference === null ? '' : place.difference.mean.toFixed(2),
      place.difference === null ? '' : interval(place.difference),
      place.droppedAfter === null ? '' : `dropped after ${place.droppedAfter}`,
    ]);
  const rest = ranked.length - rows.length;
  return [
    `log p per token of reference replies, ${plural(conversations.length, 'conversation')} of up to ${plural(turns, 'turn')}; 95 % intervals over conversations`,
    plainTable(['', 'template', 'log p', 'behind', '', ''], rows, ['', 'log p', 'behind']),
    ...(rest > 0 ? [`and ${rest} more (--json shows all)`] : []),
    ...unusable.map(({ template, reason }) => messageLine(`not ranked: ${template}: ${reason}`, places)),
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

/** As many templates are named in the verdict's one line. */
const NAMED = 5;

function describeVerdict(verdict: RankVerdict): string {
  switch (verdict.type) {
    case 'clear':
      return inertLine(`${verdict.template} fits better than every other template`);
    case 'tied': {
      const named = verdict.with.slice(0, NAMED).join(', ');
      const rest = verdict.with.length - NAMED;
      return inertLine(
        `${verdict.template} comes first, but cannot be told apart from ${named}${rest > 0 ? ` and ${rest} more` : ''}; more --conversations may separate them`,
      );
    }
    case 'none':
      return 'no template could be ranked';
  }
}
