/** A rating of each side for the same reply. */
export interface RatingPair<Category> {
  first: Category;
  second: Category;
}

export interface KappaOptions {
  /** How much a disagreement counts: all the same (the default), by distance, or by its square, in the order of the categories. */
  weights?: 'none' | 'linear' | 'quadratic';
}

export interface Agreement {
  count: number;
  /** Share of pairs with the same rating; null for no pairs. */
  observedAgreement: number | null;
  /** 1: as in all, 0: as by chance; null for no pairs, and if both sides always gave one and the same rating. */
  kappa: number | null;
}

const WEIGHTS = {
  none: (distance: number): number => (distance === 0 ? 0 : 1),
  linear: (distance: number): number => distance,
  quadratic: (distance: number): number => distance ** 2,
};

/**
 * Cohen's κ = 1 − Σw·o ÷ Σw·e: observed disagreement in relation to that which two raters with these habits would have by chance. J. Cohen,
 * A coefficient of agreement for nominal scales, Educational and Psychological Measurement 20, 1960; weighted, Psychological Bulletin 70,
 * 1968.
 *
 * @param categories all possible ratings, in order where weights are used
 */
export function cohenKappa<Category>(
  pairs: readonly RatingPair<Category>[],
  categories: readonly Category[],
  { weights = 'none' }: KappaOptions = {},
): Agreement {
  const count = pairs.length;
  const places = new Map(categories.map((category, index) => [category, index]));
  if (places.size !== categories.length) throw new RangeError('a category is given twice');
  const placeOf = (category: Category): number => {
    const place = places.get(category);
    if (place === undefined) throw new RangeError(`${category} is not one of the categories`);
    return place;
  };
  const placed = pairs.map(({ first, second }) => ({ first: placeOf(first), second: placeOf(second) }));
  if (count === 0) return { count, observedAgreement: null, kappa: null };
  const weight = WEIGHTS[weights];
  const observed = placed.reduce((sum, { first, second }) => sum + weight(Math.abs(first - second)), 0) / count;
  const shares = sharesOf(
    placed.map(({ first }) => first),
    categories.length,
  );
  const otherShares = sharesOf(
    placed.map(({ second }) => second),
    categories.length,
  );
  const expected = shares.reduce(
    (total, share, first) =>
      total + otherShares.reduce((sum, other, second) => sum + share * other * weight(Math.abs(first - second)), 0),
    0,
  );
  return {
    count,
    observedAgreement: placed.filter(({ first, second }) => first === second).length / count,
    kappa: expected === 0 ? null : 1 - observed / expected,
  };
}

function sharesOf(places: readonly number[], categories: number): number[] {
  return Array.from(
    { length: categories },
    (_, place) => places.filter((other) => other === place).length / places.length,
  );
}
