/** What the checks of what a character says say: breaks of the persona, service talk, facts, words. */
export const checksPersona = {} as const;
