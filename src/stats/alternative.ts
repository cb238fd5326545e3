/** What a test looks for: a difference either way, the first greater than the second (or a value above 0), or less. */
export type Alternative = 'two-sided' | 'greater' | 'less';
