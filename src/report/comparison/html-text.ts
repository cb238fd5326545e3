// Untrusted text as HTML: characters, never markup. Start at `htmlText`.
import { calmText } from './calm-text.ts';

export function htmlText(text: string): string {
  return calmText(text).replace(/[&<>"'`]/g, (sign) => `&#${sign.charCodeAt(0)};`);
}

/** The attribute, where the text is Japanese beyond doubt: browsers choose fonts and line breaks by it. */
export function langOf(text: string): string {
  return /[\u3041-\u30fa]/.test(text) ? ' lang="ja"' : '';
}
