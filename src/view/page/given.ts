// What the page was given: script elements that no browser runs. Start at `taken`.

/** Reads what was given, and unpacks it if need be. */
type Given = () => Promise<string>;

/**
 * The element is gone from the page afterwards, so that nothing of it can be seen where names are hidden.
 *
 * @returns null: there is no such element
 */
export function taken(id: string): Given | null {
  const element = takenElement(id);
  if (!element) return null;
  const { type, text } = element;
  return async () => (type === 'application/gzip' ? unpacked(text) : text);
}

/** What is never packed. */
export function takenText(id: string): string | null {
  return takenElement(id)?.text ?? null;
}

function takenElement(id: string): HTMLScriptElement | null {
  const element = document.getElementById(id);
  if (!(element instanceof HTMLScriptElement)) return null;
  element.remove();
  return element;
}

async function unpacked(base64: string): Promise<string> {
  const text = atob(base64);
  const packed = new Uint8Array(text.length);
  for (let at = 0; at < text.length; at++) packed[at] = text.charCodeAt(at);
  const stream = new Blob([packed]).stream().pipeThrough(new DecompressionStream('gzip'));
  return new Response(stream).text();
}
