// What the page was given: a whole comparison in the file, or a server to ask. Start at `takeIn`.
import type { Comparison } from '../../compare/comparison.ts';
import { fileSource } from './file-source.ts';
import { liveSource } from './live-source.ts';
import type { Source } from './source.ts';

/** @throws Error if there is neither, or the data is damaged */
export async function takeIn(): Promise<Source> {
  const viewer = taken('viewer');
  if (viewer !== null) return liveSource(viewerOf(viewer));
  const packed = taken('comparison-gzip');
  const json = packed === null ? taken('comparison') : await unpacked(packed);
  if (json === null) throw new Error('the page has no data');
  // Written by `htmlReport`, which the compiler holds to this type.
  return fileSource(JSON.parse(json) as Comparison);
}

/** What an element says; it is gone from the page afterwards, so that nothing of it can be seen where names are hidden. */
function taken(id: string): string | null {
  const element = document.getElementById(id);
  element?.remove();
  return element?.textContent ?? null;
}

function viewerOf(json: string): { ratesAs: string | null } {
  const data: unknown = JSON.parse(json);
  const ratesAs = typeof data === 'object' && data !== null && 'ratesAs' in data ? data.ratesAs : null;
  return { ratesAs: typeof ratesAs === 'string' ? ratesAs : null };
}

async function unpacked(base64: string): Promise<string> {
  const text = atob(base64);
  const packed = new Uint8Array(text.length);
  for (let at = 0; at < text.length; at++) packed[at] = text.charCodeAt(at);
  const stream = new Blob([packed]).stream().pipeThrough(new DecompressionStream('gzip'));
  return new Response(stream).text();
}
