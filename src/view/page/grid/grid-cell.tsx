// One reply, or why there is none. Start at `GridCell`.
import { useComputed } from '@preact/signals';
import type { Row, Section } from '../../../compare/comparison.ts';
import type { ShownColumn } from '../columns.ts';
import type { Shown } from '../shown.ts';
import { at, type Place } from '../view-state.ts';
import { MissingReply } from './missing-reply.tsx';
import { cellId } from './places.ts';
import { ReplyView } from './reply-view.tsx';

interface CellProps {
  column: ShownColumn;
  shown: Shown;
  section: Section;
  row: Row;
}

export function GridCell({ column, shown, section, row }: CellProps) {
  const place: Place = { scenario: section.scenario, turn: row.turn, column: column.column.id };
  const isActive = useComputed(() => isAt(place)).value;
  return (
    <td
      id={cellId(place)}
      class={[shown.is, isActive ? 'active' : ''].join(' ').trim()}
      tabIndex={isActive ? 0 : -1}
      aria-current={isActive ? 'location' : undefined}
      onFocusIn={() => {
        if (!isAt(place)) at.value = place;
      }}
    >
      {shown.is === 'reply' ? (
        <ReplyView {...{ column, shown, section, row, place, isActive }} />
      ) : (
        <MissingReply missing={shown.missing} cutOff={shown.cutOff} />
      )}
    </td>
  );
}

function isAt({ scenario, turn, column }: Place): boolean {
  const now = at.value;
  return now !== null && now.turn === turn && now.scenario === scenario && now.column === column;
}
