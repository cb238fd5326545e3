import { inertLine } from '../core/inert-text.ts';
import { isPlaceOf, type RankedPlace, type RankVerdict, type TemplateRanking } from '../doctor/rank.ts';
import { fold } from './fold.ts';
import { plainTable } from './plain-table.ts';
import { columnsOf, messageLine, type Screen } from './screen.ts';
import { plural } from './wording.ts';

/** The rest are only in --json. */
const SHOWN = 12;

/**
 * Templates by how likely they make the reference replies, for a terminal.
 * @param examined id of the template that the user asks about, which is shown whatever its rank; null: none
 */
export function describeRanking(ranking: TemplateRanking, examined: string | null, screen: Screen): string {
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
  const head = ['#', 'template', 'log p', 'behind', 'interval', ''];
  const rest = ranked.length - rows.length;
  const columns = columnsOf(screen.stdout);
  const folded = (text: string): string => fold(text, columns);
  return [
    folded(
      `log p per token of reference replies, ${plural(conversations.length, 'conversation')} of up to ${plural(turns, 'turn')}; 95 % intervals over conversations`,
    ),
    plainTable(head, rows, { columns, numbers: ['#', 'log p', 'behind'], titles: 2 }),
    ...(rest > 0 ? [`and ${rest} more (--json shows all)`] : []),
    ...unusable.map(({ template, reason }) => folded(messageLine(`not ranked: ${template}: ${reason}`, screen))),
    folded(describeVerdict(verdict)),
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
