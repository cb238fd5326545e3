/** Globs over ids: `*` is any run of characters, `?` is one. Ids hold no slashes, so nothing more is needed. */
export function isGlob(text: string): boolean {
  return /[*?]/.test(text);
}

export function globToRegExp(glob: string): RegExp {
  const source = glob
    .replace(/[.+^${}()|[\]\\]/g, '\\$&')
    .replaceAll('*', '.*')
    .replaceAll('?', '.');
  return new RegExp(`^${source}$`, 'i');
}
