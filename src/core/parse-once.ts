/**
 * For what is parsed once, such as a file that a person writes: otherwise zod compiles each schema into a function first, which takes as long
 * as parsing hundreds of values without it.
 */
export const PARSE_ONCE = { reportInput: true, jitless: true } as const;
