// Which replies are shown as they are, character by character. Start at `isRaw`.
import { type Signal, signal } from '@preact/signals';
import type { Place } from '../view-state.ts';

const places = new Map<string, Signal<boolean>>();

export function isRaw({ scenario, turn, column }: Place): Signal<boolean> {
  const name = JSON.stringify([scenario, turn, column]);
  const known = places.get(name) ?? signal(false);
  places.set(name, known);
  return known;
}

export function toggleRaw(place: Place): void {
  const raw = isRaw(place);
  raw.value = !raw.value;
}
