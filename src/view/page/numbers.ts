// Figures as they are read: few digits, and a dash for what is not known. Start at `number`.
import { computed } from '@preact/signals';
import type { Rate } from '../../compare/comparison.ts';
import { language } from './words.ts';

export const UNKNOWN = '–';

type Known = number | null | undefined;

const formats = computed(() => {
  const format = (options: Intl.NumberFormatOptions): Intl.NumberFormat =>
    new Intl.NumberFormat(language.value, options);
  return {
    plain: format({ maximumSignificantDigits: 3 }),
    whole: format({ maximumFractionDigits: 0 }),
    percent: format({ style: 'percent', maximumFractionDigits: 1 }),
  };
});

/** Three digits that count; of larger numbers, all before the point. */
export function number(value: Known): string {
  if (value === null || value === undefined) return UNKNOWN;
  return (Math.abs(value) >= 100 ? formats.value.whole : formats.value.plain).format(value);
}

export function percent(rate: Known): string {
  return rate === null || rate === undefined ? UNKNOWN : formats.value.percent.format(rate);
}

export function milliseconds(ms: Known): string {
  if (ms === null || ms === undefined) return UNKNOWN;
  return ms >= 1_000 ? `${number(ms / 1_000)} s` : `${number(ms)} ms`;
}

const SIZES = [
  { bytes: 1e9, name: 'GB' },
  { bytes: 1e6, name: 'MB' },
  { bytes: 1e3, name: 'kB' },
] as const;

export function size(bytes: Known): string {
  if (bytes === null || bytes === undefined) return UNKNOWN;
  const unit = SIZES.find((each) => bytes >= each.bytes);
  return unit ? `${number(bytes / unit.bytes)} ${unit.name}` : `${number(bytes)} B`;
}

/** The interval alone, such as `3.1 %–12 %`; null: there is none. */
export function interval({ low, high }: Pick<Rate, 'low' | 'high'>): string | null {
  return low === null || high === null ? null : `${percent(low)}–${percent(high)}`;
}
