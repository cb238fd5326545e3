// Which dialog is open, and what was just done. Start at `dialog`.
import { signal } from '@preact/signals';
import type { Text } from '../../words/text.ts';
import type { Rated } from './opinions.ts';
import type { Place } from './view-state.ts';

export type Dialog =
  | { is: 'help' }
  | { is: 'save' }
  | { is: 'note'; rated: Rated; name: string }
  | { is: 'details'; place: Place };

export const dialog = signal<Dialog | null>(null);

/** Read aloud, and shown for a moment. */
export const news = signal<Text | null>(null);

const SHOWN_MS = 4_000;
let timer: ReturnType<typeof setTimeout> | undefined;

export function announce(text: Text): void {
  news.value = text;
  clearTimeout(timer);
  timer = setTimeout(() => {
    news.value = null;
  }, SHOWN_MS);
}
