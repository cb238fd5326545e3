// Where a reply stands on the page, for the keyboard and for links. Names no model. Start at `cellId`.

import { allColumns } from '../columns.ts';
import { comparison } from '../data.ts';
import type { Place } from '../view-state.ts';

/** The id of a cell's element. */
export function cellId({ scenario, turn, column }: Place): string {
  const section = comparison.value?.scenarios.findIndex(({ id }) => id === scenario) ?? -1;
  const position = allColumns.value.findIndex((each) => each.column.id === column);
  return `reply-${section}-${turn}-${position}`;
}

/** @param text of a user, a persona, a model */
export function langOf(text: string): 'ja' | undefined {
  return /[\u3040-\u30ff\u3400-\u9fff\uff66-\uff9f]/.test(text) ? 'ja' : undefined;
}
