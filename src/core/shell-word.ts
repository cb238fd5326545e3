/** One word for a shell, so that a command in a message can be pasted. */
export function shellWord(text: string): string {
  return /^[\p{L}\p{M}\p{N}_@%+:,./-]+$/u.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}
