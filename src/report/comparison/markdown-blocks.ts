// Blocks and links of Markdown whose contents stay contents. Start at `fenced`.

/** Text as it is; nothing in it ends the block. */
export function fenced(text: string, language: string): string {
  const longest = Math.max(2, ...[...text.matchAll(/`+/g)].map(([run]) => run.length));
  const fence = '`'.repeat(longest + 1);
  return `${fence}${language}\n${text}\n${fence}`;
}

/** With every sign that means something to Markdown or HTML written as a number; null: it is not an address that begins with https. */
export function httpsAddress(address: string): string | null {
  const url = URL.canParse(address) ? new URL(address) : null;
  if (url?.protocol !== 'https:') return null;
  return url.href.replace(/[^\w.~:/?#@&=+%,;-]/g, (sign) =>
    encodeURIComponent(sign).replace(/[!'()*]/, (each) => `%${each.charCodeAt(0).toString(16).toUpperCase()}`),
  );
}
