// Which rows of a scenario are shown, by mode and filters. Start at `rowsOf`.
import { computed, type ReadonlySignal } from '@preact/signals';
import type { ComparedScenario, Row, Section } from '../../compare/comparison.ts';
import type { Rating } from '../../store/rating-schema.ts';
import { isBlind, type ShownColumn, shownColumns } from './columns.ts';
import { comparison, generation, sectionOf } from './data.ts';
import { inSight, opinionOf, type Rated, revision } from './opinions.ts';
import { matcherOf } from './search.ts';
import { type Shown, shownIn } from './shown.ts';
import { seen } from './view-state.ts';

export interface ShownRow {
  row: Row;
  /** One for each shown column. */
  cells: { column: ShownColumn; shown: Shown }[];
  /** Among what is shown. */
  differs: boolean;
  hasFault: boolean;
}

export const matcher = computed(() => matcherOf(seen.text.value));

export function sampleOf(scenario: ComparedScenario): number {
  const chosen = seen.samples.value[scenario.id] ?? 1;
  return Math.min(chosen, Math.max(1, scenario.samples));
}

export function isWanted({ id, tags }: ComparedScenario): boolean {
  const scenarios = seen.scenarios.value;
  const wantedTags = seen.tags.value;
  if (scenarios.length > 0 && !scenarios.includes(id)) return false;
  return wantedTags.length === 0 || tags.some((tag) => wantedTags.includes(tag));
}

/** Worked out once for everybody who asks. Empty as long as the section is not here. */
export function rowsOf(scenario: ComparedScenario): ReadonlySignal<readonly ShownRow[]> {
  const name = `${generation.value} ${scenario.id}`;
  const known = rows.get(name) ?? fittingRows(scenario);
  rows.set(name, known);
  return known;
}

const rows = new Map<string, ReadonlySignal<readonly ShownRow[]>>();

/** A row stays the same object as long as nothing in it changes: then it is not drawn again when the mode or a filter does. */
function fittingRows(scenario: ComparedScenario): ReadonlySignal<readonly ShownRow[]> {
  const all = computed(() => {
    const loaded = sectionOf(scenario.id).value;
    if (loaded.status !== 'there') return null;
    const { section } = loaded;
    const seenIn = { columns: shownColumns.value, sample: sampleOf(scenario) };
    return { section, rows: section.rows.map((row) => shownRow(section, row, seenIn)) };
  });
  return computed(() => {
    const made = all.value;
    return made ? made.rows.filter((row) => fits(row, made.section)) : [];
  });
}

export interface Tally {
  /** Of the scenarios that are here. */
  shown: number;
  all: number;
  /** Some scenarios are not here yet. */
  isPartial: boolean;
}

export const tally = computed<Tally>(() => {
  const wanted = comparison.value?.scenarios ?? [];
  const loaded = wanted.map((scenario) => ({ scenario, state: sectionOf(scenario.id).value }));
  const there = loaded.flatMap(({ scenario, state }) =>
    state.status === 'there' ? [{ scenario, turns: state.section.rows.length }] : [],
  );
  return {
    shown: there.reduce((sum, { scenario }) => sum + (isWanted(scenario) ? rowsOf(scenario).value.length : 0), 0),
    all: there.reduce((sum, { turns }) => sum + turns, 0),
    isPartial: there.length < wanted.length,
  };
});

function shownRow(
  section: Section,
  row: Row,
  { columns, sample }: { columns: readonly ShownColumn[]; sample: number },
): ShownRow {
  const cells = columns.map((column) => ({ column, shown: shownIn(section, row, { index: column.index, sample }) }));
  const replies = cells.flatMap(({ shown }) => (shown.is === 'reply' ? [shown] : []));
  return {
    row,
    cells,
    differs: new Set(replies.map(({ reply }) => reply.text)).size > 1,
    hasFault: replies.some(isFaulty),
  };
}

function isFaulty({ reply, findings }: Extract<Shown, { is: 'reply' }>): boolean {
  return reply.outcome !== 'ok' || findings.some(({ mark }) => mark.result === 'fail');
}

function fits(shown: ShownRow, section: Section): boolean {
  const [mode, from, to] = [seen.mode.value, seen.from.value, seen.to.value];
  if (from !== null && shown.row.turn < from) return false;
  if (to !== null && shown.row.turn > to) return false;
  if (mode === 'only-different' && !shown.differs) return false;
  if (mode === 'failures' && !shown.hasFault) return false;
  return fitsChecks(shown) && fitsOpinion(shown, section) && fitsText(shown);
}

/** Checks know more of a model than its rater may. */
function fitsChecks({ cells }: ShownRow): boolean {
  const check = seen.check.value;
  const result = seen.result.value;
  if (isBlind.value || (check === null && result === 'any')) return true;
  return cells.some(({ shown }) => {
    if (shown.is !== 'reply' || (result === 'none' && shown.take.marks === null)) return false;
    const own = shown.findings.filter(({ mark }) => check === null || mark.check === check);
    if (result === 'none') return own.length === 0;
    return own.some(({ mark }) => result === 'any' || mark.result === (result === 'fault' ? 'fail' : 'warn'));
  });
}

function fitsOpinion({ row, cells }: ShownRow, section: Section): boolean {
  const opinion = seen.opinion.value;
  if (opinion === 'any') return true;
  revision.value;
  return cells.some(({ column, shown }) => {
    if (shown.is !== 'reply') return false;
    const own = inSight(opinionOf(ratedBy(column, section.scenario, row.turn, shown)));
    const all: Rating[] = [...(own ? [own] : []), ...(isBlind.value ? [] : shown.take.ratings)];
    const isRated = all.some(({ rating, thumb }) => rating !== undefined || thumb !== undefined);
    if (opinion === 'note') return all.some(({ note }) => note);
    return opinion === 'rated' ? isRated : !isRated;
  });
}

export function ratedBy(
  { column }: ShownColumn,
  scenario: string,
  turn: number,
  { take, talk }: Pick<Extract<Shown, { is: 'reply' }>, 'take' | 'talk'>,
): Rated {
  const { run, model } = column;
  return { run, model, scenario, sample: take.sample, turn, key: talk?.key ?? null };
}

function fitsText({ row, cells }: ShownRow): boolean {
  const wanted = matcher.value;
  if (!wanted) return true;
  if (row.user !== null && wanted.matches(row.user)) return true;
  return cells.some(
    ({ shown }) =>
      shown.is === 'reply' &&
      (wanted.matches(shown.reply.text) || (shown.reply.user !== null && wanted.matches(shown.reply.user))),
  );
}

export interface Pair {
  /** In the order of the data, so that the same pair is the same record, however its columns are shuffled. */
  first: Rated;
  second: Rated;
  /** What is to be recorded if the reply on that side is the better one. */
  left: 'this' | 'other';
  right: 'this' | 'other';
}

/** @returns null: the row does not have exactly two columns with a reply each */
export function pairIn({ row, cells }: ShownRow, section: Section): Pair | null {
  const [a, b] = cells;
  if (!a || !b || cells.length > 2 || a.shown.is !== 'reply' || b.shown.is !== 'reply') return null;
  const [left, right] = [
    ratedBy(a.column, section.scenario, row.turn, a.shown),
    ratedBy(b.column, section.scenario, row.turn, b.shown),
  ];
  return a.column.index < b.column.index
    ? { first: left, second: right, left: 'this', right: 'other' }
    : { first: right, second: left, left: 'other', right: 'this' };
}
