// Whether a clause is nothing but a farewell, part by part. Start at `partingIn`.
import { ENGLISH_PARTING, JAPANESE_PARTING, type Parting } from '../phrases/farewells.ts';

/** `nice`: between a farewell and a nice word. */
export type PartingKind = 'farewell' | 'nice';

/** @param clause folded, and short: every place in it may be tried; null: it is none, or has something else too */
export function partingIn(clause: string): PartingKind | null {
  const parts = /[\u3041-\u9fff]/.test(clause) ? JAPANESE_PARTING : ENGLISH_PARTING;
  const kind = kindFrom({ clause, parts, failed: new Set() }, 0, 'none');
  return kind === 'none' ? null : kind;
}

type Found = PartingKind | 'none';

interface Attempt {
  clause: string;
  parts: Parting;
  /** Places from which the end is not reached. */
  failed: Set<number>;
}

const BY_WEIGHT: readonly Found[] = ['none', 'nice', 'farewell'];

/** The first reading that reaches the end; parts are tried in the order of how much they say. */
function kindFrom(attempt: Attempt, place: number, found: Found): Found {
  const { clause, parts, failed } = attempt;
  if (place === clause.length) return found;
  if (failed.has(place)) return 'none';
  const steps: [RegExp, Found][] = [
    [parts.farewell, 'farewell'],
    [parts.nice, 'nice'],
    [parts.wish, 'none'],
    [parts.filler, 'none'],
    ...(found === 'none' ? [] : ([[parts.address, 'none']] as [RegExp, Found][])),
  ];
  for (const [pattern, says] of steps) {
    pattern.lastIndex = place;
    const length = pattern.exec(clause)?.[0].length ?? 0;
    if (length === 0) continue;
    const kind = kindFrom(attempt, place + length, heavier(found, says));
    if (kind !== 'none') return kind;
  }
  failed.add(place);
  return 'none';
}

function heavier(one: Found, other: Found): Found {
  return BY_WEIGHT.indexOf(one) > BY_WEIGHT.indexOf(other) ? one : other;
}
