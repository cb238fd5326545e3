/** A day of the calendar, without a time zone. */
export interface Day {
  year: number;
  /** From 1. */
  month: number;
  day: number;
}

const MONTHS = [
  ...['January', 'February', 'March', 'April', 'May', 'June'],
  ...['July', 'August', 'September', 'October', 'November', 'December'],
];
const WEEKDAYS = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'];
const DAY_MS = 86_400_000;

/** Python's `strftime` in the C locale, at midnight of that day. An unknown directive stays as it is. */
export function strftime(format: string, { year, month, day }: Day): string {
  const date = new Date(Date.UTC(year, month - 1, day));
  const weekday = date.getUTCDay();
  const dayOfYear = Math.round((date.getTime() - Date.UTC(year, 0, 1)) / DAY_MS) + 1;
  const [monthName, weekdayName] = [MONTHS[month - 1] ?? '', WEEKDAYS[weekday] ?? ''];
  const two = (value: number): string => String(value).padStart(2, '0');
  const known: Readonly<Record<string, string>> = {
    ...{ Y: String(year), y: two(year % 100), m: two(month), d: two(day), e: String(day).padStart(2, ' ') },
    ...{ B: monthName, b: monthName.slice(0, 3), h: monthName.slice(0, 3), A: weekdayName, a: weekdayName.slice(0, 3) },
    ...{ H: '00', I: '12', M: '00', S: '00', f: '000000', p: 'AM', Z: '', z: '', '%': '%', n: '\n', t: '\t' },
    ...{ j: String(dayOfYear).padStart(3, '0'), u: String(weekday === 0 ? 7 : weekday), w: String(weekday) },
    ...{
      U: two(Math.floor((dayOfYear + 6 - weekday) / 7)),
      W: two(Math.floor((dayOfYear + 6 - ((weekday + 6) % 7)) / 7)),
    },
    ...{
      F: `${year}-${two(month)}-${two(day)}`,
      T: '00:00:00',
      X: '00:00:00',
      R: '00:00',
      D: `${two(month)}/${two(day)}/${two(year % 100)}`,
    },
    x: `${two(month)}/${two(day)}/${two(year % 100)}`,
    c: `${weekdayName.slice(0, 3)} ${monthName.slice(0, 3)} ${String(day).padStart(2, ' ')} 00:00:00 ${year}`,
  };
  return format.replace(/%(-?)([A-Za-z%])/g, (whole, dash: string, letter: string) => {
    const text = known[letter];
    if (text === undefined) return whole;
    return dash === '-' ? text.replace(/^[0 ]+(?=\d)/, '') : text;
  });
}
