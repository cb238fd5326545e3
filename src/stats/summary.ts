/** The arithmetic mean, x̄ = Σx ÷ n. @throws for no values */
export function mean(values: readonly number[]): number {
  if (values.length === 0) throw new Error('the mean of no values is undefined');
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/**
 * The standard error of the mean of independent values, √(Σ(x − x̄)² ÷ (n − 1) ÷ n); null for fewer than two, which say nothing about
 * their spread.
 */
export function standardError(values: readonly number[]): number | null {
  const count = values.length;
  if (count < 2) return null;
  const center = mean(values);
  const squares = values.reduce((sum, value) => sum + (value - center) ** 2, 0);
  return Math.sqrt(squares / (count - 1) / count);
}
