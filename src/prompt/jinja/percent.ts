// Python's old way to format strings: `'%s: %d' % (name, count)`. Start at `format`.
import {
  Dict,
  Float,
  floatText,
  itemsOf,
  numberOf,
  reprOf,
  TemplateError,
  Tuple,
  textOf,
  typeOf,
  type Value,
} from './values.ts';

const PLACE = /%(?:\(([^)]*)\))?([-+ 0#]*)(\*|\d+)?(?:\.(\*|\d+))?([%a-zA-Z])/g;

/** @throws TemplateError for too few or too many values, and for an unknown format */
export function format(template: string, values: Value): string {
  const queue = values instanceof Tuple ? [...itemsOf(values)] : [values];
  let isByName = false;
  const take = (): Value => {
    const next = queue.shift();
    if (next === undefined) throw new TemplateError('not enough arguments for format string');
    return next;
  };
  const text = template.replace(
    PLACE,
    (_, name: string | undefined, flags: string, width = '', precision: string | undefined, kind: string) => {
      if (kind === '%') return '%';
      const wide = width === '*' ? String(numberOf(take()) ?? 0) : width;
      const exact = precision === '*' ? String(numberOf(take()) ?? 0) : precision;
      if (name === undefined) return padded(formatted(take(), { kind, flags, precision: exact }), flags, wide);
      isByName = true;
      const value = values instanceof Dict ? values.get(name) : undefined;
      if (value === undefined) throw new TemplateError(`format requires a mapping with the key '${name}'`);
      return padded(formatted(value, { kind, flags, precision: exact }), flags, wide);
    },
  );
  if (queue.length > 0 && !isByName && !(values instanceof Dict)) {
    throw new TemplateError('not all arguments converted during string formatting');
  }
  return text;
}

interface Conversion {
  kind: string;
  flags: string;
  precision: string | undefined;
}

function formatted(value: Value, { kind, flags, precision }: Conversion): string {
  const cut = (text: string): string =>
    precision === undefined ? text : [...text].slice(0, Number(precision)).join('');
  if (kind === 's') return cut(textOf(value));
  if (kind === 'r' || kind === 'a') return cut(reprOf(value));
  const number = numberOf(value);
  if (number === null) throw new TemplateError(`%${kind} format: a real number is required, not ${typeOf(value)}`);
  const sign = number >= 0 && flags.includes('+') ? '+' : number >= 0 && flags.includes(' ') ? ' ' : '';
  switch (kind) {
    case 'd':
    case 'i':
    case 'u':
      return sign + String(Math.trunc(number));
    case 'f':
    case 'F':
      return sign + number.toFixed(Number(precision ?? 6));
    case 'e':
      return sign + number.toExponential(Number(precision ?? 6)).replace(/e([+-])(\d)$/, 'e$10$2');
    case 'g':
      return sign + floatText(Number(number.toPrecision(Math.max(1, Number(precision ?? 6))))).replace(/\.0$/, '');
    case 'x':
      return sign + Math.trunc(number).toString(16);
    case 'X':
      return sign + Math.trunc(number).toString(16).toUpperCase();
    case 'o':
      return sign + Math.trunc(number).toString(8);
    case 'c':
      return value instanceof Float ? textOf(value) : String.fromCodePoint(number);
    default:
      throw new TemplateError(`unsupported format character '${kind}'`);
  }
}

function padded(text: string, flags: string, width: string): string {
  const missing = Number(width) - [...text].length;
  if (!(missing > 0)) return text;
  if (flags.includes('-')) return text + ' '.repeat(missing);
  const [, sign = '', digits = ''] = /^([+-]?)([\s\S]*)$/.exec(text) ?? [];
  return flags.includes('0') ? sign + '0'.repeat(missing) + digits : ' '.repeat(missing) + text;
}
