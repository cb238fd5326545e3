// What the reader thinks of replies: kept in this browser by run, or written by the viewer's server. Start at `opinionOf`.
import { type Signal, signal } from '@preact/signals';
import type { Preference, Rating } from '../../store/rating-schema.ts';
import { isBlind } from './columns.ts';
import { source } from './data.ts';
import { remember, remembered } from './memory.ts';
import { preferenceFrom, ratingFrom } from './opinion-parse.ts';

/** A reply that can be rated, or a conversation (no turn). */
export interface Rated {
  run: string;
  model: string;
  scenario: string;
  sample: number;
  turn: number | null;
  key: string | null;
}

export interface Said {
  rating?: number | undefined;
  thumb?: 'up' | 'down' | undefined;
  tags: readonly string[];
  note?: string | undefined;
}

interface Kept {
  ratings: Map<string, Signal<Rating | null>>;
  preferences: Map<string, Signal<Preference | null>>;
}

const runs = new Map<string, Kept>();

/** Grows with every opinion: whoever counts or filters by them reads it. */
export const revision = signal(0);

/** What could not be kept; null: all is kept. In English. */
export const unkept = signal<string | null>(null);

const WHO = 'who';

/** The reader's name, as they give it. */
export const who = signal(remembered(WHO)?.slice(0, 100) ?? '');

export function callMe(name: string): void {
  who.value = name.slice(0, 100);
  remember(WHO, who.value);
}

export function opinionOf(rated: Rated): Signal<Rating | null> {
  return placeIn(keptOf(rated.run).ratings, nameOf(rated));
}

/** @param first the reply that is named first in the record: always the same one of a pair */
export function preferenceOf(first: Rated, second: Rated): Signal<Preference | null> {
  return placeIn(keptOf(first.run).preferences, pairName(first, second));
}

/** Where names are hidden, what was said while they were not would tell which column is which. */
export function inSight<Opinion extends { blind: boolean | null }>({ value }: Signal<Opinion | null>): Opinion | null {
  return isBlind.value && value?.blind !== true ? null : value;
}

export function rate(rated: Rated, said: Said): void {
  const { run, key, ...place } = rated;
  const { rating, thumb, note } = said;
  const isNothing = rating === undefined && thumb === undefined && !note && said.tags.length === 0;
  const opinion: Rating = {
    ...place,
    ...(key !== null && { key }),
    ...(rating !== undefined && { rating }),
    ...(thumb !== undefined && { thumb }),
    // A record needs one of the three, and what is taken back has none.
    ...(note || (rating === undefined && thumb === undefined) ? { note: note ?? '' } : {}),
    tags: [...said.tags],
    ...maker(),
  };
  opinionOf(rated).value = isNothing ? null : opinion;
  keep(run, opinion);
}

export function prefer(first: Rated, second: Rated, preferred: Preference['preferred'] | null): void {
  const { run, key, ...place } = first;
  const target = preferenceOf(first, second);
  // Nothing in a record can take a preference back but another one.
  if (preferred === null && source.value?.isLive) return;
  const versus = {
    ...(second.run !== run && { run: second.run }),
    model: second.model,
    sample: second.sample,
    ...(second.key !== null && { key: second.key }),
  };
  target.value =
    preferred === null ? null : { ...place, ...(key !== null && { key }), versus, preferred, tags: [], ...maker() };
  keep(run, target.value);
}

/** A line each, as `ratings.jsonl` has them. */
export function linesOf(run: string): string[] {
  const { ratings, preferences } = keptOf(run);
  return [...ratings.values(), ...preferences.values()]
    .map(({ value }) => value)
    .filter((value) => value !== null)
    .map((value) => JSON.stringify(value));
}

function maker(): { blind: boolean; who: string; at: string } {
  const name = who.value || source.value?.ratesAs || 'anonymous';
  return { blind: isBlind.value, who: name, at: new Date().toISOString() };
}

function keep(run: string, opinion: Rating | Preference | null): void {
  revision.value++;
  const { ratings, preferences } = keptOf(run);
  const all = <Value>(places: Map<string, Signal<Value | null>>): Value[] =>
    [...places.values()].map(({ value }) => value).filter((value) => value !== null);
  const isKept = remember(memoryOf(run), JSON.stringify({ ratings: all(ratings), preferences: all(preferences) }));
  unkept.value =
    isKept || source.value?.isLive ? null : 'this browser keeps nothing: save the ratings before you close the page';
  if (opinion === null) return;
  source.value?.record(run, opinion).catch((error: unknown) => {
    unkept.value = error instanceof Error ? error.message : String(error);
  });
}

function placeIn<Value>(places: Map<string, Signal<Value | null>>, name: string): Signal<Value | null> {
  const place = places.get(name) ?? signal<Value | null>(null);
  places.set(name, place);
  return place;
}

function nameOf({ model, scenario, sample, turn, key }: Omit<Rated, 'run'>): string {
  return JSON.stringify([model, scenario, sample, turn, key]);
}

function pairName(first: Omit<Rated, 'run'>, second: Pick<Rated, 'run' | 'model' | 'sample' | 'key'>): string {
  return JSON.stringify([nameOf(first), second.run, second.model, second.sample, second.key]);
}

function memoryOf(run: string): string {
  return `ratings.${run}`;
}

function keptOf(run: string): Kept {
  const known = runs.get(run);
  if (known) return known;
  const kept: Kept = { ratings: new Map(), preferences: new Map() };
  runs.set(run, kept);
  const { ratings, preferences } = parsed(remembered(memoryOf(run)));
  for (const each of ratings) kept.ratings.set(nameOf({ ...each, key: each.key ?? null }), signal(each));
  for (const each of preferences) {
    const { versus } = each;
    const second = { run: versus.run ?? run, model: versus.model, sample: versus.sample, key: versus.key ?? null };
    kept.preferences.set(pairName({ ...each, key: each.key ?? null }, second), signal(each));
  }
  return kept;
}

function parsed(json: string | null): { ratings: Rating[]; preferences: Preference[] } {
  const data = objectIn(json);
  const list = (value: unknown): unknown[] => (Array.isArray(value) ? value : []);
  return {
    ratings: list(data.ratings).flatMap((each) => ratingFrom(each) ?? []),
    preferences: list(data.preferences).flatMap((each) => preferenceFrom(each) ?? []),
  };
}

function objectIn(json: string | null): Record<string, unknown> {
  try {
    const data: unknown = JSON.parse(json ?? '{}');
    return typeof data === 'object' && data !== null ? { ...data } : {};
  } catch {
    return {};
  }
}
