/** As many characters of a token give it away. */
const LEAST = 6;

/**
 * Whether a server's words hold a token that it was given, or its beginning: such words must reach neither a file nor a screen.
 * @param token null: it was given none
 */
export function holdsToken(text: string, token: string | null): boolean {
  if (token === null || token.length < LEAST) return false;
  const words = text.toLowerCase();
  const forms = [token, encodeURIComponent(token), Buffer.from(token).toString('base64')];
  return forms.some((form) => words.includes(form.slice(0, LEAST).toLowerCase()));
}
