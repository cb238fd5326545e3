/** What importing transcripts says. */
export const importing = {} as const;
