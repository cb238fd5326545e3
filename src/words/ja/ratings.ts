/** What is said of human ratings. */
export const ratings = {} as const;
