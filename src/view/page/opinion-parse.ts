// Opinions read back from the browser, where an older page or another one may have written anything: what does not have the shape of
// `rating-schema.ts` is left out. (The schema itself would bring zod into every report.) Start at `ratingFrom`.
import type { Preference, Rating } from '../../store/rating-schema.ts';

export function ratingFrom(data: unknown): Rating | null {
  const place = placeFrom(data);
  if (!place) return null;
  const { rating, thumb } = fieldsOf(data);
  const rated = RATINGS.find((each) => each === rating);
  const thumbed = THUMBS.find((each) => each === thumb);
  const made = {
    ...place,
    ...(rated !== undefined && { rating: rated }),
    ...(thumbed !== undefined && { thumb: thumbed }),
  };
  return rated !== undefined || thumbed !== undefined || made.note !== undefined ? made : null;
}

export function preferenceFrom(data: unknown): Preference | null {
  const place = placeFrom(data);
  const { versus, preferred } = fieldsOf(data);
  const { run, model, sample, key } = fieldsOf(versus);
  const choice = PREFERRED.find((each) => each === preferred);
  if (!place || !choice || !isName(model) || !isCount(sample)) return null;
  const other = { ...(isName(run) && { run }), model, sample, ...(isName(key) && { key }) };
  return { ...place, versus: other, preferred: choice };
}

const RATINGS = [1, 2, 3, 4, 5] as const;
const THUMBS = ['up', 'down'] as const;
const PREFERRED = ['this', 'other', 'tie', 'both-bad'] as const;

function placeFrom(data: unknown): Omit<Rating, 'rating' | 'thumb'> | null {
  const { model, scenario, sample, turn, key, tags, note, blind, who, at } = fieldsOf(data);
  if (!isName(model) || !isName(scenario) || !isCount(sample) || !(turn === null || isCount(turn))) return null;
  return {
    ...{ model, scenario, sample, turn },
    ...(isName(key) && { key }),
    tags: Array.isArray(tags) ? tags.filter((tag) => isName(tag) && tag.length <= 100).slice(0, 50) : [],
    ...(typeof note === 'string' && { note: note.slice(0, 10_000) }),
    blind: typeof blind === 'boolean' ? blind : null,
    who: isName(who) ? who.slice(0, 100) : 'anonymous',
    ...(typeof at === 'string' && at.length <= 40 && { at }),
  };
}

function fieldsOf(data: unknown): Record<string, unknown> {
  return typeof data === 'object' && data !== null ? { ...data } : {};
}

function isName(value: unknown): value is string {
  return typeof value === 'string' && value !== '';
}

function isCount(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 1;
}
