// Differences between replies, each worked out once. Start at `difference`.
import { differenceOf, type Piece, type Unit } from '../../compare/difference.ts';

/** So many are kept: more than a screen shows at once, many times over. */
const MOST = 2_000;

const known = new Map<string, Piece[]>();

export function difference(before: string, after: string, unit: Unit): Piece[] {
  const name = `${unit} ${before.length} ${before}${after}`;
  const pieces = known.get(name) ?? differenceOf(before, after, unit);
  known.delete(name);
  known.set(name, pieces);
  const [oldest] = known.keys();
  if (known.size > MOST && oldest !== undefined) known.delete(oldest);
  return pieces;
}
