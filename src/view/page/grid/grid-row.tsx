// One turn: what the user says, once, and what each column answers. Start at `GridRow`.
import type { Section } from '../../../compare/comparison.ts';
import { say } from '../../../words/text.ts';
import type { ShownColumn } from '../columns.ts';
import { isPrinting } from '../media.ts';
import { useNear } from '../near.ts';
import type { ShownRow } from '../rows.ts';
import { t } from '../words.ts';
import { GridCell } from './grid-cell.tsx';
import { PairChoice } from './pair-choice.tsx';
import { langOf } from './places.ts';

interface RowProps {
  row: ShownRow;
  section: Section;
  columns: readonly ShownColumn[];
  /** The user's line stands above the reply, not beside it. */
  isStacked: boolean;
}

export function GridRow({ row, section, columns, isStacked }: RowProps) {
  const { turn } = row.row;
  const { ref, isNear } = useNear<HTMLTableRowElement>('row');
  const isFull = isNear.value || isPrinting.value;
  const marks = {
    ref,
    'data-turn': turn,
    ...(row.differs && { 'data-differs': '' }),
    ...(row.hasFault && { 'data-fault': '' }),
  };
  const cells = row.cells
    .filter(({ column }) => columns.some(({ index }) => index === column.index))
    .map(({ column, shown }) => <GridCell key={column.index} {...{ column, shown, section, row: row.row, isFull }} />);
  if (!isStacked)
    return (
      <tr class="turn" {...marks}>
        <th scope="row" class="user">
          <UserLine row={row} section={section} />
        </th>
        {cells}
      </tr>
    );
  return (
    <>
      <tr class="user-line">
        <th scope="row" class="user">
          <UserLine row={row} section={section} />
        </th>
      </tr>
      <tr class="turn" {...marks}>
        {cells}
      </tr>
    </>
  );
}

function UserLine({ row, section }: { row: ShownRow; section: Section }) {
  const { turn, user, probe } = row.row;
  return (
    <div class="user-said">
      <span class="turn-number">{turn}</span>
      {user === null ? (
        <p class="soft">
          <span class="tag diverged">{t(say('diverged'))}</span> {t(say('each column was told something else'))}
        </p>
      ) : (
        <p lang={langOf(user)} dir="auto">
          {user}
        </p>
      )}
      {probe !== null && <p class="soft probe">{probe}</p>}
      <PairChoice row={row} section={section} />
    </div>
  );
}
