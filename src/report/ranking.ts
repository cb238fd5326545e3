import { inertLine } from '../core/inert-text.ts';
import { isPlaceOf, type RankedPlace, type RankVerdict, type TemplateRanking } from '../doctor/rank.ts';
import { plural, say, type Text } from '../words/text.ts';
import { fold } from './fold.ts';
import { plainTable } from './plain-table.ts';
import { columnsOf, messageLine, type Screen, shown } from './screen.ts';
import { recorded } from './wording.ts';

/** The rest are only in --json. */
const SHOWN = 12;

/**
 * Templates by how likely they make the reference replies, for a terminal.
 * @param examined id of the template that the user asks about, which is shown whatever its rank; null: none
 */
export function describeRanking(ranking: TemplateRanking, examined: string | null, screen: Screen): string {
  const { places: ranked, unusable, conversations, turns, verdict } = ranking;
  const told = (text: Text): string => shown(text, screen);
  const rows = ranked
    .map((place, index) => ({ place, rank: index + 1 }))
    .filter(({ place, rank }) => rank <= SHOWN || (examined !== null && isPlaceOf(place, examined)))
    .map(({ place, rank }) => [
      String(rank),
      inertLine([place.template, ...place.sameAs].join(' = ')),
      withHalfWidth(place.logProbabilityPerToken),
      place.difference === null ? '' : place.difference.mean.toFixed(2),
      place.difference === null ? '' : interval(place.difference),
      place.droppedAfter === null ? '' : told(say('dropped after {n}', { n: place.droppedAfter })),
    ]);
  const numbers = ['#', 'log p', told(say('behind'))] as const;
  const head = [numbers[0], told(say('template')), numbers[1], numbers[2], told(say('interval')), ''];
  const rest = ranked.length - rows.length;
  const columns = columnsOf(screen.stdout);
  const folded = (text: string): string => fold(text, columns);
  return [
    folded(
      told(
        say(
          'log p per token of reference replies, {conversations} of up to {turns}; 95 % intervals over conversations',
          {
            conversations: plural(conversations.length, 'conversation'),
            turns: plural(turns, 'turn'),
          },
        ),
      ),
    ),
    plainTable(head, rows, { columns, numbers, titles: 2 }),
    ...(rest > 0 ? [told(say('and {n} more (--json shows all)', { n: rest }))] : []),
    ...unusable.map(({ template, reason }) =>
      folded(
        messageLine(told(say('not ranked: {template}: {reason}', { template, reason: recorded(reason) })), screen),
      ),
    ),
    folded(told(describeVerdict(verdict))),
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

function describeVerdict(verdict: RankVerdict): Text {
  switch (verdict.type) {
    case 'clear':
      return say('{template} fits better than every other template', { template: inertLine(verdict.template) });
    case 'tied': {
      const named = inertLine(verdict.with.slice(0, NAMED).join(', '));
      const rest = verdict.with.length - NAMED;
      return say(
        '{template} comes first, but cannot be told apart from {others}; more --conversations may separate them',
        {
          template: inertLine(verdict.template),
          others: rest > 0 ? say('{names} and {n} more', { names: named, n: rest }) : named,
        },
      );
    }
    case 'none':
      return say('no template could be ranked');
  }
}
