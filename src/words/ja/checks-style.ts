/** What the checks of how a character speaks say: length, register, first person, endings. */
export const checksStyle = {} as const;
