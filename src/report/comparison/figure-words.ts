// Figures of a comparison in words, none without its n, and without an interval only where there can be none. Start at `describeDelta`.
import type { Column, ColumnFigures, Delta, Figure, Median, MetricId } from '../../compare/comparison.ts';
import { METRICS } from '../../compare/metrics.ts';
import { asIs, joinTexts, type Label, say, Text } from '../../words/text.ts';
import { significant } from '../wording.ts';

/** For example `×1.31 (1.20–1.43) · n 38 · faster`. */
export function describeDelta(delta: Delta): Text {
  const { n, value, low, high } = delta;
  if (low === null || high === null) return together(joinTexts(' · ', [amount(delta, value), verdictOn(delta)]));
  const interval = say('{value} ({low} to {high})', {
    value: amount(delta, value),
    low: bare(delta, low),
    high: bare(delta, high),
  });
  return together(joinTexts(' · ', [interval, say('n {n}', { n }), verdictOn(delta)]));
}

/** More and less of each metric. */
const DIRECTIONS: Record<MetricId, readonly [more: Label, less: Label]> = {
  faults: ['more', 'fewer'],
  rating: ['higher', 'lower'],
  tokensPerSecond: ['faster', 'slower'],
  timeToFirstTokenMs: ['later', 'sooner'],
  replyCharacters: ['longer', 'shorter'],
  fileBytes: ['larger', 'smaller'],
  peakMemoryBytes: ['more', 'less'],
};

/** What the interval allows to say; where it holds "no change", nothing. */
function verdictOn({ metric, kind, value, low, high }: Delta): Text {
  const none = kind === 'ratio' ? 1 : 0;
  const [more, less] = DIRECTIONS[metric];
  if (low === null || high === null) return say(value === none ? 'the same' : value > none ? more : less);
  return low <= none && high >= none ? say('not told apart') : say(low > none ? more : less);
}

function amount(delta: Delta, value: number): Text | string {
  if (delta.kind === 'ratio') return `×${significant(value)}`;
  const number = bare(delta, value);
  return METRICS[delta.metric].unit === 'rate' ? say('{n} points', { n: number }) : number;
}

function bare({ kind, metric }: Delta, value: number): string {
  if (kind === 'ratio') return significant(value);
  return METRICS[metric].unit === 'rate' ? signed(value * 100) : signed(value);
}

/** For example `+2.5`, `−12` and `0`. */
function signed(value: number): string {
  const size = Math.abs(value);
  const digits = size < 9.95 ? size.toFixed(1) : size.toFixed(0);
  return Number(digits) === 0 ? '0' : `${value > 0 ? '+' : '−'}${digits}`;
}

/** @param turns how many there are: a median of all of them needs no further n */
export function describeMedian({ n, median }: Median, turns: number, unit = ''): Text | string {
  if (median === null) return '–';
  const value = `${significant(median)}${unit}`;
  return n === turns ? together(value) : together(say('{value} (n {n})', { value, n }));
}

export function describeRating(rating: Figure | null): Text | string {
  if (rating === null || rating.value === null) return '–';
  const { n, low, high } = rating;
  const value = rating.value.toFixed(1);
  return low === null || high === null
    ? together(say('{value} (n {n})', { value, n }))
    : joinTexts(' · ', [
        together(say('{value} ({low} to {high})', { value, low: low.toFixed(1), high: high.toFixed(1) })),
        together(say('n {n}', { n })),
      ]);
}

export function describeThumbs({ up, down }: ColumnFigures['thumbs']): Text | null {
  return up + down === 0 ? null : say('thumbs up {up}, down {down}', { up, down });
}

export function describeSize(bytes: number | null): string {
  if (bytes === null) return '–';
  const [size, unit] = bytes >= 1e9 ? [bytes / 1e9, 'GB'] : [bytes / 1e6, 'MB'];
  return `${significant(size)}\u00a0${unit}`;
}

export function describeCost(usd: number | null): string {
  return usd === null || usd === 0 ? '–' : `$${usd.toPrecision(2)}`;
}

/** In a narrow column, figures stay together: `0 of 86 · 0 % (0–34 %)` breaks at the dots only. */
export function together(text: Text | string): Text {
  const whole = text instanceof Text ? text : asIs(text);
  return new Text((words) =>
    whole
      .in(words)
      .split(' · ')
      .map((part) => part.replaceAll(' ', '\u00a0'))
      .join(' · '),
  );
}

/** What stands first wherever a column is named; the baseline has its sign. */
export const BASELINE_SIGN = '★';

export function nameOf({ id, label }: Pick<Column, 'id' | 'label'>, baseline: string): string {
  return id === baseline ? `${BASELINE_SIGN} ${label}` : label;
}
