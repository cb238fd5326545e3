/** Words of a reply for a message: on one line, and not too many. */
export function shortQuote(text: string): string {
  const characters = [...text.trim().replace(/\s+/g, ' ')];
  return characters.length > LONGEST ? `${characters.slice(0, LONGEST - 1).join('')}…` : characters.join('');
}

/** In code points. */
const LONGEST = 40;
