// What keys and buttons do. Start at `KEYS` in `keyboard.ts`, which names them.

import type { Preference } from '../../store/rating-schema.ts';
import { say } from '../../words/text.ts';
import { isBlind, shownColumns } from './columns.ts';
import { comparison, loadSection, reloadFigures, sectionOf, source } from './data.ts';
import { announce } from './dialogs.ts';
import { cellId } from './grid/places.ts';
import { isOpening } from './opening.ts';
import { inSight, opinionOf, prefer, preferenceOf, type Rated, rate } from './opinions.ts';
import { type Pair, pairIn, ratedBy, rowsOf, type ShownRow } from './rows.ts';
import { at, look, type Mode, type Place, seen, view } from './view-state.ts';
import { isWarm } from './warm.ts';

export function chooseMode(mode: Mode): void {
  if (mode === 'blind' && !isBlind.value) {
    // Where the reader was would tell which column is which.
    at.value = null;
    look({ mode, tab: 'replies', seed: 1 + ((crypto.getRandomValues(new Uint32Array(1))[0] ?? 0) % 9_999) });
  } else look({ mode, tab: 'replies' });
}

/** The column that the others are compared with. */
export function chooseBaseline(column: string): void {
  look({ baseline: column });
  if (source.value?.isLive) void reloadFigures();
}

/** Goes to the next row that has what is looked for, or the one before. Scenarios on the way are drawn. */
export async function step(direction: 1 | -1, rows: string): Promise<void> {
  const tried = new Set<string>();
  // The reader may have scrolled far away from it.
  if (at.value && !document.getElementById(cellId(at.value))) await drawn(at.value.scenario);
  for (;;) {
    const next = stopFrom(direction, rows, tried);
    if (!next) return;
    const { scenario, turn } = next.dataset;
    if (scenario === undefined) return goTo(placeOf(next, Number(turn)));
    tried.add(scenario);
    await drawn(scenario);
  }
}

/** @param end 1: the last row */
export async function goToEnd(end: 1 | -1): Promise<void> {
  const scenarios = [...document.querySelectorAll<HTMLElement>('#scroller section')];
  const outer = end === 1 ? scenarios.at(-1) : scenarios[0];
  if (outer?.dataset.scenario !== undefined) await drawn(outer.dataset.scenario);
  const rows = [...document.querySelectorAll<HTMLElement>('#scroller tr.turn')];
  const row = end === 1 ? rows.at(-1) : rows[0];
  if (row) goTo(placeOf(row, Number(row.dataset.turn)));
}

export function stepColumn(direction: 1 | -1): void {
  const columns = shownColumns.value;
  const now = columns.findIndex(({ column }) => column.id === at.value?.column);
  const next = columns[Math.min(Math.max(now + direction, 0), columns.length - 1)];
  if (at.value === null) void step(1, 'tr.turn');
  else if (next) goTo({ ...at.value, column: next.column.id });
}

/** Where a link or a key leads. */
function goTo(place: Place): void {
  at.value = place;
  requestAnimationFrame(() => {
    const cell = document.getElementById(cellId(place));
    cell?.focus({ preventScroll: true });
    cell?.scrollIntoView({ block: 'nearest', inline: 'nearest' });
  });
}

/** Goes to where the address says, once it is drawn. */
export async function goToLinked(): Promise<void> {
  const place = at.value;
  const scenario = comparison.value?.scenarios.find(({ id }) => id === place?.scenario);
  if (!place || !scenario) {
    at.value = null;
    return;
  }
  await drawn(scenario.id);
  const column = shownColumns.value.find((each) => each.column.id === place.column) ?? shownColumns.value[0];
  if (column) goTo({ ...place, column: column.column.id });
}

async function drawn(scenario: string): Promise<void> {
  isWarm(scenario).value = true;
  isOpening.value = false;
  await loadSection(scenario, seen.samples.value[scenario] ?? 1);
  await new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)));
}

/** A row, or a scenario that is not drawn yet and may have one. */
function stopFrom(direction: 1 | -1, rows: string, tried: ReadonlySet<string>): HTMLElement | undefined {
  const here = at.value && document.getElementById(cellId(at.value))?.closest<HTMLElement>('tr');
  const side = direction === 1 ? Node.DOCUMENT_POSITION_FOLLOWING : Node.DOCUMENT_POSITION_PRECEDING;
  const stops = [...document.querySelectorAll<HTMLElement>(`#scroller ${rows}, #scroller section[data-waiting]`)]
    .filter(({ dataset }) => dataset.scenario === undefined || !tried.has(dataset.scenario))
    .filter((stop) => !here || (here.compareDocumentPosition(stop) & side) > 0);
  return direction === 1 || !here ? stops[0] : stops.at(-1);
}

function placeOf(row: HTMLElement, turn: number): Place {
  const scenario = row.closest<HTMLElement>('section')?.dataset.scenario ?? '';
  const columns = shownColumns.value;
  const column = columns.find((each) => each.column.id === at.value?.column) ?? columns[0];
  return { scenario, turn, column: column?.column.id ?? '' };
}

interface Here {
  row: ShownRow;
  rated: Rated | null;
  name: string;
  pair: Pair | null;
}

/** The reply that the keyboard is at. */
export function here(): Here | null {
  const place = at.value;
  const scenario = comparison.value?.scenarios.find(({ id }) => id === place?.scenario);
  const loaded = place && sectionOf(place.scenario).value;
  if (!place || !scenario || loaded?.status !== 'there') return null;
  const row = rowsOf(scenario).value.find(({ row: { turn } }) => turn === place.turn);
  const cell = row?.cells.find(({ column }) => column.column.id === place.column);
  if (!row || !cell) return null;
  const { column, shown } = cell;
  const rated = shown.is === 'reply' ? ratedBy(column, place.scenario, place.turn, shown) : null;
  return { row, rated, name: column.name, pair: pairIn(row, loaded.section) };
}

export function rateStars(rated: Rated, stars: number | undefined): void {
  const own = inSight(opinionOf(rated));
  const rating = own?.rating === stars ? undefined : stars;
  rate(rated, { rating, thumb: own?.thumb, tags: own?.tags ?? [], note: own?.note });
  announce(rating === undefined ? say('rating withdrawn') : say('rated {n} of 5', { n: rating }));
}

export function rateThumb(rated: Rated, thumb: 'up' | 'down'): void {
  const own = inSight(opinionOf(rated));
  const next = own?.thumb === thumb ? undefined : thumb;
  rate(rated, { rating: own?.rating, thumb: next, tags: own?.tags ?? [], note: own?.note });
  announce(next === undefined ? say('rating withdrawn') : next === 'up' ? say('rated good') : say('rated bad'));
}

export function preferSide({ first, second, left, right }: Pair, side: 'left' | 'right' | 'tie' | 'both-bad'): void {
  const choice: Preference['preferred'] = side === 'left' ? left : side === 'right' ? right : side;
  const old = inSight(preferenceOf(first, second))?.preferred;
  prefer(first, second, old === choice ? null : choice);
  announce(say('noted which reply is better'));
}

/** Of the scenario that the reader is at. */
export function stepSample(direction: 1 | -1): void {
  const scenario =
    comparison.value?.scenarios.find(({ id }) => id === at.value?.scenario) ?? comparison.value?.scenarios[0];
  if (!scenario) return;
  const now = seen.samples.value[scenario.id] ?? 1;
  const next = Math.min(Math.max(now + direction, 1), Math.max(1, scenario.samples));
  look({ samples: { ...view.value.samples, [scenario.id]: next } });
  announce(say('Sample {n} of {all}', { n: next, all: Math.max(1, scenario.samples) }));
}

/** Takes the filters away, all at once. */
export function clearFilters(): void {
  look({
    ...{ scenarios: [], tags: [], columns: [], from: null, to: null, check: null },
    ...{ result: 'any', opinion: 'any', text: '' },
  });
}
