// The whole numbers between two bounds, as GBNF. Start at `integersBetween`.

/** What llama-server's grammars give a whole number without bounds; a double has no more. */
const MOST_DIGITS = 16;

/** @param least, greatest null: no bound; safe integers, in order */
export function integersBetween(least: number | null, greatest: number | null): string {
  const isNegative = greatest !== null && greatest < 0;
  if (least !== null && least >= 0) return naturals(least, greatest);
  // As in llama-server's grammars, there is a −0 only where there is a lower bound.
  const smallest = isNegative ? -greatest : least === null ? 1 : 0;
  const below = `"-" (${naturals(smallest, least === null ? null : -least)})`;
  return isNegative ? below : `${below} | ${naturals(0, greatest)}`;
}

/** Without zeros in front. */
function naturals(least: number, greatest: number | null): string {
  const first = String(least).length;
  const last = greatest === null ? first : String(greatest).length;
  const parts: string[] = [];
  for (let digits = first; digits <= last; digits++) {
    const from = digits === first ? String(least) : `1${'0'.repeat(digits - 1)}`;
    const to = digits === last && greatest !== null ? String(greatest) : '9'.repeat(digits);
    parts.push(sameLength(from, to));
  }
  if (greatest === null && first < MOST_DIGITS) parts.push(`[1-9] [0-9]{${first},${MOST_DIGITS - 1}}`);
  return parts.join(' | ');
}

/** Of texts of digits of one length, those from one to another. */
function sameLength(from: string, to: string): string {
  const [low = '', high = ''] = [from[0], to[0]];
  const [lowRest, highRest] = [from.slice(1), to.slice(1)];
  const n = lowRest.length;
  const rest = n === 0 ? '' : ` [0-9]{${n}}`;
  const isFree = /^0*$/.test(lowRest) && /^9*$/.test(highRest);
  if (isFree) return `${set(low, high)}${rest}`;
  if (low === high) return `${set(low, low)} ${group(sameLength(lowRest, highRest))}`;
  const parts: string[] = [];
  let [middleLow, middleHigh] = [Number(low), Number(high)];
  if (!/^0*$/.test(lowRest)) {
    parts.push(`${set(low, low)} ${group(sameLength(lowRest, '9'.repeat(n)))}`);
    middleLow += 1;
  }
  const isCut = !/^9*$/.test(highRest);
  if (isCut) middleHigh -= 1;
  if (middleLow <= middleHigh) parts.push(`${set(String(middleLow), String(middleHigh))}${rest}`);
  if (isCut) parts.push(`${set(high, high)} ${group(sameLength('0'.repeat(n), highRest))}`);
  return parts.join(' | ');
}

function set(low: string, high: string): string {
  return low === high ? `[${low}]` : `[${low}-${high}]`;
}

function group(text: string): string {
  return `(${text})`;
}
