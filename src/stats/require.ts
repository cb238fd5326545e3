// What a caller may not ask: each of these throws a RangeError that says what is wrong with the number.

/** @throws RangeError unless strictly between 0 and 1 */
export function requireProbability(value: number, name = 'probability'): void {
  if (!(value > 0 && value < 1)) throw new RangeError(`${value} is not a ${name} between 0 and 1`);
}

/** @throws RangeError unless a whole number, at least `least` */
export function requireCount(value: number, name: string, least = 0): void {
  if (!Number.isSafeInteger(value) || value < least) throw new RangeError(`${value} is not a valid number of ${name}`);
}

/** @throws RangeError unless finite and above 0 */
export function requirePositive(value: number, name: string): void {
  if (!(value > 0 && value < Number.POSITIVE_INFINITY)) throw new RangeError(`${value} is not a valid ${name}`);
}

/** @throws RangeError for NaN and infinities */
export function requireFinite(values: readonly number[]): void {
  const odd = values.find((value) => !Number.isFinite(value));
  if (odd !== undefined) throw new RangeError(`${odd} is not a finite number`);
}
