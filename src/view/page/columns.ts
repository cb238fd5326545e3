// The columns as they stand on the page: those the reader wants, under their names or, while names are hidden, shuffled and lettered.
// Start at `shownColumns`.
import { computed, signal } from '@preact/signals';
import type { Column } from '../../compare/comparison.ts';
import { comparison } from './data.ts';
import { at, seen } from './view-state.ts';

export interface ShownColumn {
  column: Column;
  /** In the data: `row.cells[index]`. */
  index: number;
  /** Its label, or a letter. */
  name: string;
  isBaseline: boolean;
}

export const isBlind = computed(() => seen.mode.value === 'blind');

/** The one that the others are compared with. */
export const baselineId = computed(() => {
  const columns = comparison.value?.columns ?? [];
  const chosen = seen.baseline.value;
  return columns.some(({ id }) => id === chosen) ? chosen : (comparison.value?.baseline ?? null);
});

export const baselineIndex = computed(
  () => comparison.value?.columns.findIndex(({ id }) => id === baselineId.value) ?? -1,
);

/** In the order of the page. */
export const allColumns = computed<readonly ShownColumn[]>(() => {
  const columns = (comparison.value?.columns ?? []).map((column, index) => ({ column, index }));
  if (!isBlind.value)
    return columns.map(({ column, index }) => ({
      ...{ column, index },
      name: column.label,
      isBaseline: column.id === baselineId.value,
    }));
  return shuffled(columns, seen.seed.value).map(({ column, index }, position) => ({
    ...{ column, index },
    name: letterOf(position),
    isBaseline: false,
  }));
});

export const shownColumns = computed<readonly ShownColumn[]>(() => {
  const some = allColumns.value.filter(({ column }) => seen.columns.value.includes(column.id));
  return some.length > 0 ? some : allColumns.value;
});

/** The tab that was chosen last. */
export const tabColumn = signal<string | null>(null);

/** The column that a narrow screen shows. */
export const soleColumn = computed(() => {
  const columns = shownColumns.value;
  const named = (id: string | null | undefined): ShownColumn | undefined =>
    columns.find(({ column }) => column.id === id);
  return named(at.value?.column) ?? named(tabColumn.value) ?? columns[0];
});

/** A, B … Z, AA, AB … */
function letterOf(position: number): string {
  const last = String.fromCharCode(65 + (position % 26));
  return position < 26 ? last : letterOf(Math.floor(position / 26) - 1) + last;
}

/** The same order for the same seed (Fisher–Yates with mulberry32). */
function shuffled<Value>(values: readonly Value[], from: number): Value[] {
  let state = from;
  const random = (): number => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
  const rest = [...values];
  return values.flatMap(() => rest.splice(Math.floor(random() * rest.length), 1));
}
