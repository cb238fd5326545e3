// Numbers, times, dates and days of the week in a text, however they are spelled. Start at `withDigits`.
import type { Range } from './code-points.ts';

export interface Digits {
  /** The text with every number in digits: 八時 and ８時 as 8時, みっつ as 3つ, nine as 9. */
  text: string;
  /** Where a part of it stands in the text as it was. @param start in UTF-16 code units, as `end`, which is exclusive */
  original(start: number, end: number): Range;
}

/** A number with what it counts. */
export interface Value extends Range {
  /** `time`, `date`, `weekday`, or the counter itself; empty: a bare number. */
  kind: string;
  /** Minutes of a clock with twelve hours; month · 100 + day; 0 to 6 from Sunday. */
  value: number;
  /** Of a time, if it is said. */
  half: 'am' | 'pm' | null;
}

const KANJI_DIGITS = '〇一二三四五六七八九';
const MULTIPLES: Readonly<Record<string, number>> = { 十: 10, 百: 100, 千: 1_000 };
const COUNTED = ['ひとつ', 'ふたつ', 'みっつ', 'よっつ', 'いつつ', 'むっつ', 'ななつ', 'やっつ', 'ここのつ'];
const ENGLISH =
  'zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen twenty'.split(
    ' ',
  );
const NUMBER = new RegExp(
  `\\d{1,3}(?:,\\d{3})+(?!\\d)|[\\d〇零一二三四五六七八九十百千万]+|${COUNTED.join('|')}|(?<![a-z])(?:${ENGLISH.slice(1).reverse().join('|')})(?![a-z])`,
  'gu',
);

/** @param folded small letters, digits of half width */
export function withDigits(folded: string): Digits {
  let text = '';
  const at: number[] = [];
  let from = 0;
  const copy = (to: number): void => {
    for (; from < to; from += 1) at.push(from);
  };
  for (const { 0: number, index } of folded.matchAll(NUMBER)) {
    text += folded.slice(from, index);
    copy(index);
    const digits = digitsOf(number);
    text += digits;
    for (let unit = 0; unit < digits.length; unit += 1) at.push(index);
    from = index + number.length;
  }
  text += folded.slice(from);
  copy(folded.length);
  at.push(folded.length);
  return {
    text,
    // A number is one piece: its end is where what follows it starts.
    original: (start, end) => ({ start: at[start] ?? folded.length, end: endOf(at, end) }),
  };
}

function endOf(at: readonly number[], end: number): number {
  const last = at[end - 1] ?? 0;
  const following = at.slice(end, end + 24).find((position) => position > last);
  return following ?? at.at(-1) ?? 0;
}

function digitsOf(number: string): string {
  const counted = COUNTED.indexOf(number);
  if (counted >= 0) return `${counted + 1}つ`;
  const english = ENGLISH.indexOf(number);
  if (english >= 0) return String(english);
  const plain = number
    .replace(/,/g, '')
    .replace(/零/g, '〇')
    .replace(/[〇一二三四五六七八九]/gu, (digit) => String(KANJI_DIGITS.indexOf(digit)));
  if (/^\d*$/.test(plain)) return plain;
  const [below = '', above] = plain.split('万').reverse();
  const total = (above === undefined ? 0 : (multiplied(above) || 1) * 10_000) + multiplied(below);
  return String(total);
}

/** 2百2十 and 3千7百7十6. */
function multiplied(text: string): number {
  let total = 0;
  for (const { 1: digits = '', 2: multiple = '' } of text.matchAll(/(\d*)([十百千]?)/gu)) {
    if (digits === '' && multiple === '') continue;
    total += (digits === '' ? 1 : Number(digits)) * (MULTIPLES[multiple] ?? 1);
  }
  return total;
}

const HALF = '(午前|朝|明け方|午後|夜|夕方|晩|昼)?(?:の)?';
const TIME = new RegExp(`${HALF}(?<!\\d)(\\d{1,2})(?:時(?!間)(?:(\\d{1,2})分|(半))?|:(\\d{2}))`, 'gu');
const ENGLISH_TIME = /(?<!\d)(\d{1,2})(?::(\d{2}))? ?(a\.?m\b|p\.?m\b|o'clock)/gu;
const DATE = /(?<!\d)(\d{1,2})(?:月(\d{1,2})日|\/(\d{1,2})(?!\d))/gu;
const WEEKDAY = /([日月火水木金土])曜|\b(sun|mon|tues|wednes|thurs|fri|satur)day/gu;
const COUNTERS =
  '時間|分|秒|円|年|[かヶヵカケ]月|月|日|週間|週|つ|個|歳|才|さい|人|名|台|本|杯|匹|頭|冊|回|話|組|番|号|階|点|度|メートル|キロ|センチ|グラム|パーセント|%|ドル|枚|羽|段|皿|曲|巻|章|軒|袋|箱|丁目|代|km|kg|cm|m(?![a-z])|dollars?|years?|books?|miles?|feet|percent|minutes?|hours?|days?';
const COUNT = new RegExp(`(?<![\\d.:/])(\\d+(?:\\.\\d+)?)(?: ?(${COUNTERS}))?`, 'gu');
const WEEKDAYS = '日月火水木金土';
const ENGLISH_WEEKDAYS = ['sun', 'mon', 'tues', 'wednes', 'thurs', 'fri', 'satur'];

/** A hostile sentence may have thousands. */
const MOST_VALUES = 50;

/** @param digits a text of `withDigits` */
export function valuesIn(digits: string): Value[] {
  const found: Value[] = [];
  const add = (
    match: RegExpMatchArray,
    { kind, value, half = null }: { kind: string; value: number; half?: Value['half'] },
  ): void => {
    const start = match.index ?? 0;
    const end = start + match[0].length;
    if (found.length >= MOST_VALUES) return;
    if (found.some((other) => start < other.end && end > other.start)) return;
    found.push({ kind, value, half, start, end });
  };
  for (const match of digits.matchAll(DATE)) {
    add(match, { kind: 'date', value: Number(match[1]) * 100 + Number(match[2] ?? match[3]) });
  }
  for (const match of digits.matchAll(TIME)) {
    const minutes = match[4] ? 30 : Number(match[3] ?? match[5] ?? 0);
    add(match, { kind: 'time', value: clock(Number(match[2]), minutes), half: halfOf(Number(match[2]), match[1]) });
  }
  for (const match of digits.matchAll(ENGLISH_TIME)) {
    add(match, {
      kind: 'time',
      value: clock(Number(match[1]), Number(match[2] ?? 0)),
      half: halfOf(Number(match[1]), match[3]),
    });
  }
  for (const match of digits.matchAll(WEEKDAY)) {
    add(match, {
      kind: 'weekday',
      value: match[1] ? WEEKDAYS.indexOf(match[1]) : ENGLISH_WEEKDAYS.indexOf(match[2] ?? ''),
    });
  }
  for (const match of digits.matchAll(COUNT)) {
    add(match, { kind: (match[2] ?? '').replace(/(?<=[a-z]{3})s$/, ''), value: Number(match[1]) });
  }
  return found;
}

function clock(hours: number, minutes: number): number {
  return (hours % 12) * 60 + minutes;
}

function halfOf(hours: number, said: string | undefined): Value['half'] {
  if (hours > 12) return 'pm';
  if (said === undefined) return null;
  if (/^(?:午前|朝|明け方|a)/.test(said)) return 'am';
  return /^(?:午後|夜|夕方|晩|p)/.test(said) ? 'pm' : null;
}

export function isSameValue(one: Value, other: Value): boolean {
  if (one.kind !== other.kind || one.value !== other.value) return false;
  return one.half === null || other.half === null || one.half === other.half;
}
