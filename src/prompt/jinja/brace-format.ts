// Python's `'{} {name}'.format(…)`, with alignment, width, precision and the plain types. Start at `braceFormat`.
import type { Given } from './given.ts';
import { itemOf } from './operators.ts';
import { format as percentFormat } from './percent.ts';
import { reprOf, TemplateError, Tuple, textOf, type Value } from './values.ts';

const FIELD = /\{\{|\}\}|\{([^{}!:]*)(?:!([rsa]))?(?::([^{}]*))?\}|[{}]/g;

/** @throws TemplateError for a value that is not there, and for an unknown format */
export function braceFormat(template: string, given: Given): string {
  let next = 0;
  return template.replace(FIELD, (whole, field?: string, conversion?: string, spec = '') => {
    if (whole === '{{' || whole === '}}') return whole.slice(1);
    if (field === undefined) throw new TemplateError(`single '${whole}' in format string`);
    const [name = '', ...steps] = field.split(/[.[\]]+/).filter((part, index) => index === 0 || part !== '');
    let value: Value | undefined =
      name === ''
        ? given.positional[next++]
        : /^\d+$/.test(name)
          ? given.positional[Number(name)]
          : given.keywords.get(name);
    for (const step of steps)
      value = value === undefined ? value : itemOf(value, /^\d+$/.test(step) ? Number(step) : step);
    if (value === undefined) throw new TemplateError(`there is no value for {${field}}`);
    return aligned(conversion === 'r' || conversion === 'a' ? reprOf(value) : value, spec);
  });
}

const SPEC = /^(?:(.)?([<>^]))?([-+ ]?)(0?)(\d*)(,?)(?:\.(\d+))?([a-zA-Z%]?)$/u;

function aligned(value: Value, spec: string): string {
  if (spec === '') return textOf(value);
  const match = SPEC.exec(spec);
  if (!match) throw new TemplateError(`invalid format specifier '${spec}'`);
  const [, fill = ' ', align, sign = '', zero, width, comma, precision, kind] = match;
  const isText = typeof value === 'string';
  const exact = precision === undefined ? '' : `.${precision}`;
  const type = kind === '' || kind === undefined ? (isText || precision === undefined ? 's' : 'g') : kind;
  const plain = percentFormat(`%${sign}${exact}${type}`, new Tuple([value]));
  const text = comma === ',' ? plain.replace(/\B(?=(\d{3})+(?!\d))/g, ',') : plain;
  const missing = Math.max(0, Number(width) - [...text].length);
  const side = align ?? (isText ? '<' : '>');
  const filler = zero === '0' && align === undefined ? '0' : fill;
  if (side === '<') return text + filler.repeat(missing);
  if (side === '>') return filler.repeat(missing) + text;
  return filler.repeat(Math.floor(missing / 2)) + text + filler.repeat(Math.ceil(missing / 2));
}
