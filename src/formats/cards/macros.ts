// What stands in a card's texts in place of names. Start at `namesFilledIn`.

/** `{{char}}`, `{{user}}` and their old forms, in any case; comments are for people. Without control characters; line ends are LF. */
export function namesFilledIn(text: string, { char, user }: { char: string; user: string }): string {
  return text
    .replaceAll('\r\n', '\n')
    .replace(/[\u0000-\u0008\u000b-\u001f\u007f]/g, '')
    .toWellFormed()
    .replace(/\{\{\s*(?:\/\/|comment:|hidden_key:)[^{}]*\}\}/gi, '')
    .replace(/\{\{\s*char\s*\}\}|<(?:BOT|CHAR)>/gi, () => char)
    .replace(/\{\{\s*user\s*\}\}|<USER>/gi, () => user);
}

/** The macros that are still there, each once: other programs fill them in by chance, by the clock or from their own settings. */
export function macrosIn(text: string): string[] {
  const found = [...text.matchAll(/\{\{\s*([^\s{}:]{1,40})[^{}]*\}\}/g)].map(([, name = '']) => `{{${name}}}`);
  return [...new Set(found)].slice(0, 20);
}
