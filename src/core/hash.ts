import { hash } from 'node:crypto';

export function sha256(text: string | Uint8Array): string {
  return hash('sha256', text, 'hex');
}

/**
 * Digest of a file that people write, without the line that names its schema for editors: whoever adds it has not changed anything that
 * is played.
 */
export function hashOfFile(text: string): string {
  return sha256(text.replace(/^(---\n)?# yaml-language-server:[^\n]*\n/, '$1'));
}

/** Digest of plain data that does not depend on the order in which keys were written. `undefined` members do not count. */
export function hashData(data: unknown): string {
  return sha256(canonicalJson(data));
}

function canonicalJson(data: unknown): string {
  if (Array.isArray(data)) return `[${data.map((item) => canonicalJson(item ?? null)).join(',')}]`;
  if (typeof data === 'object' && data !== null) {
    const members = Object.entries(data)
      .filter(([, value]) => value !== undefined)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, value]) => `${JSON.stringify(name)}:${canonicalJson(value)}`);
    return `{${members.join(',')}}`;
  }
  return JSON.stringify(data ?? null);
}
