// Turns from top to bottom, columns from left to right. Start at `GridTable`.
import type { ComparedScenario, Section } from '../../../compare/comparison.ts';
import { say } from '../../../words/text.ts';
import type { ShownColumn } from '../columns.ts';
import { isNarrow, isPrinting } from '../media.ts';
import type { ShownRow } from '../rows.ts';
import { inReaders, t } from '../words.ts';
import { ColumnHead } from './column-head.tsx';
import { GridRow } from './grid-row.tsx';
import { langOf } from './places.ts';
import { TalkFoot } from './talk-foot.tsx';

export interface TableProps {
  scenario: ComparedScenario;
  section: Section;
  rows: readonly ShownRow[];
  columns: readonly ShownColumn[];
  sample: number;
}

export function GridTable({ scenario, section, rows, columns, sample }: TableProps) {
  const isStacked = isNarrow.value && !isPrinting.value;
  return (
    <table class={isStacked ? 'grid stacked' : 'grid'} style={{ '--columns': columns.length }}>
      <caption class="unseen">{inReaders(scenario.title)}</caption>
      <colgroup>
        {!isStacked && <col class="user-column" />}
        {columns.map(({ index }) => (
          <col key={index} />
        ))}
      </colgroup>
      <thead>
        <tr>
          {!isStacked && (
            <th scope="col" class="user">
              {scenario.persona ? <bdi>{scenario.persona.user}</bdi> : t(say('User'))}
            </th>
          )}
          {columns.map((column) => (
            <ColumnHead key={column.index} column={column} />
          ))}
        </tr>
      </thead>
      <tbody>
        <Greeting {...{ scenario, section, columns, sample, isStacked }} />
        {rows.map((row) => (
          <GridRow key={row.row.turn} {...{ row, section, columns, isStacked }} />
        ))}
      </tbody>
      <TalkFoot {...{ section, columns, sample, isStacked }} />
    </table>
  );
}

/** What the character said first. */
function Greeting({
  scenario,
  section,
  columns,
  sample,
  isStacked,
}: Omit<TableProps, 'rows'> & { isStacked: boolean }) {
  const said = columns.map(
    ({ index }) => section.talks[index]?.find((talk) => talk.sample === sample)?.greeting ?? scenario.greeting,
  );
  if (said.every((greeting) => !greeting)) return null;
  const isSame = said.every((greeting) => greeting === said[0]);
  return (
    <tr class="greeting">
      {!isStacked && (
        <th scope="row" class="user soft">
          {t(say('Greeting'))}
        </th>
      )}
      {isSame ? (
        <td colSpan={columns.length} lang={langOf(said[0] ?? '')}>
          {said[0]}
        </td>
      ) : (
        said.map((greeting, index) => (
          <td key={columns[index]?.index} lang={langOf(greeting ?? '')}>
            {greeting}
          </td>
        ))
      )}
    </tr>
  );
}
