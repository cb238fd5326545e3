/** Servers that write anything else, such as 0x10 or -1, do not know how long. */
const AMOUNT = /^\d+(\.\d+)?(e\d+)?$/i;

/**
 * How long a server wants to be left alone, by its `Retry-After` (seconds or a date) or `Retry-After-Ms`. A date is relative to the server's
 * own clock if it sends one.
 *
 * @returns in ms, from 0; null: it does not say
 */
export function retryAfterOf(headers: Headers, now: number): number | null {
  const milliseconds = headers.get('retry-after-ms')?.trim();
  if (milliseconds && AMOUNT.test(milliseconds)) return Number(milliseconds);
  const value = headers.get('retry-after')?.trim();
  if (!value) return null;
  if (AMOUNT.test(value)) return Number(value) * 1_000;
  const until = /[a-z]/i.test(value) ? Date.parse(value) : Number.NaN;
  const from = Date.parse(headers.get('date') ?? '');
  return Number.isNaN(until) ? null : Math.max(0, until - (Number.isNaN(from) ? now : from));
}
