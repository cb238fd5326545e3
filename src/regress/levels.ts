// How sure one must be of what. Start at `CONFIDENCE`.

/** Of intervals, of one-sided bounds, and of all significance tests together. */
export const CONFIDENCE = 0.95;

/** How surely an effect is found that "can be detected". */
export const POWER = 0.8;

/** No permutation of fewer scenarios is rare enough to stay significant among eight metrics: 1 ÷ 2⁷ > 0.05 ÷ 8 > 1 ÷ 2⁸. */
export const LEAST_SCENARIOS = 8;
