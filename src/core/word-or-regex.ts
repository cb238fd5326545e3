// Keys that people write: words, or regular expressions between slashes.

/** A word between slashes, with flags behind, is a regular expression; null: it is a word. */
export function regexIn(word: string): { regex: string; flags: string } | null {
  const [, regex, flags] = /^\/(.+)\/([dgimsuvy]*)$/s.exec(word) ?? [];
  // Whether there is a match does not depend on where the last search ended.
  return regex === undefined || flags === undefined ? null : { regex, flags: flags.replace(/[gy]/g, '') };
}

/** Whether it is a word, or a regular expression that is valid. */
export function isWordOrRegex(word: string): boolean {
  const found = regexIn(word);
  if (!found) return true;
  try {
    return new RegExp(found.regex, found.flags) instanceof RegExp;
  } catch (error) {
    if (error instanceof SyntaxError) return false;
    throw error;
  }
}
