/** Globs over ids: `*` is any run of characters, `?` is one. Ids hold no slashes, so nothing more is needed. */
export function isGlob(text: string): boolean {
  return /[*?]/.test(text);
}

export function globToRegExp(glob: string): RegExp {
  const source = escapeForRegExp(glob).replaceAll('\\*', '.*').replaceAll('\\?', '.');
  return new RegExp(`^${source}$`, 'i');
}

/**
 * Escapes a literal text for the source of a regular expression, but not for a class: `-` stays, because outside a class `\-` is an error
 * with the flag u.
 */
export function escapeForRegExp(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&');
}
