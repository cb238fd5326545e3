import { joinTexts, say, type Text } from '../words/text.ts';

/** The known names nearest to a mistyped one, best first: by containment, then by edit distance. */
export function nearestNames(wanted: string, known: readonly string[], most = 3): string[] {
  const target = wanted.toLowerCase();
  const near = known
    .map((name) => ({ name, distance: distanceOf(target, name.toLowerCase()) }))
    .filter(({ name, distance }) => distance <= Math.max(2, Math.ceil(Math.max(name.length, target.length) * 0.5)))
    .sort((a, b) => a.distance - b.distance || (a.name < b.name ? -1 : 1));
  const best = near[0]?.distance ?? 0;
  return near
    .filter(({ distance }) => distance <= best + 1)
    .slice(0, most)
    .map(({ name }) => name);
}

/** `Did you mean a, b or c?`; null: none is close. */
export function nearlyMeant(wanted: string, known: readonly string[]): Text | null {
  const near = nearestNames(wanted, known);
  return near.length > 0 ? say('Did you mean {names}?', { names: listOf(near) }) : null;
}

/** `Did you mean a, b or c?`, or the known names if none is close. */
export function didYouMean(wanted: string, known: readonly string[]): Text {
  const near = nearlyMeant(wanted, known);
  if (near) return near;
  if (known.length === 0) return say('There are none.');
  const more = known.length - MOST_NAMED;
  return more > 0
    ? say('Known: {names} and {n} more.', { names: listOf(known.slice(0, MOST_NAMED)), n: more })
    : say('Known: {names}.', { names: listOf(known) });
}

const MOST_NAMED = 12;

function listOf(names: readonly string[]): Text | string {
  const last = names.at(-1) ?? '';
  return names.length < 2 ? last : say('{names} or {last}', { names: joinTexts(', ', names.slice(0, -1)), last });
}

function distanceOf(a: string, b: string): number {
  if (a === b) return 0;
  const shorter = a.length < b.length ? a : b;
  if (shorter.length >= 3 && (a.includes(b) || b.includes(a))) return 1;
  return editDistance(a, b);
}

/** Levenshtein distance over code units, one row at a time. */
function editDistance(a: string, b: string): number {
  let previous = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i++) {
    const current = [i];
    for (let j = 1; j <= b.length; j++) {
      const substitution = (previous[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      current.push(Math.min((previous[j] ?? 0) + 1, (current[j - 1] ?? 0) + 1, substitution));
    }
    previous = current;
  }
  return previous[b.length] ?? 0;
}
