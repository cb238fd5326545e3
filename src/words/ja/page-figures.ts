/** What the page says of figures, prompts and settings. */
export const pageFigures = {} as const;
