// Python's `json.dumps`, with the defaults that transformers gives to `tojson`. Start at `toJson`.
import type { Given } from './given.ts';
import {
  compare,
  Dict,
  Float,
  floatText,
  numberOf,
  TemplateError,
  Tuple,
  textOf,
  typeOf,
  type Value,
} from './values.ts';

interface Layout {
  isAscii: boolean;
  /** null: everything on one line. */
  indent: string | null;
  item: string;
  key: string;
  isSorted: boolean;
}

/** @throws TemplateError for what JSON does not have */
export function toJson(value: Value, given: Given): string {
  const width = given.value(1, 'indent') ?? null;
  const indent = width === null ? null : typeof width === 'string' ? width : ' '.repeat(numberOf(width) ?? 0);
  const separators = given.value(2, 'separators') ?? null;
  const [item, key] =
    separators instanceof Tuple || Array.isArray(separators)
      ? (Array.isArray(separators) ? separators : separators.items).map(textOf)
      : [];
  return written(value, '', {
    isAscii: given.flag(0, 'ensure_ascii', false),
    indent,
    item: item ?? (indent === null ? ', ' : ','),
    key: key ?? ': ',
    isSorted: given.flag(3, 'sort_keys', false),
  });
}

function written(value: Value, margin: string, layout: Layout): string {
  if (value === null || typeof value === 'boolean') return String(value);
  if (typeof value === 'string') return quoted(value, layout);
  if (typeof value === 'number') return textOf(value);
  if (value instanceof Float) return floatText(value.value).replace('inf', 'Infinity').replace('nan', 'NaN');
  const inner = layout.indent === null ? '' : margin + layout.indent;
  if (Array.isArray(value) || value instanceof Tuple) {
    const items = Array.isArray(value) ? value : value.items;
    return enclosed(
      items.map((item) => written(item, inner, layout)),
      ['[', ']'],
      margin,
      layout,
    );
  }
  if (!(value instanceof Dict)) throw new TemplateError(`Object of type ${typeOf(value)} is not JSON serializable`);
  const entries = value.entries();
  if (layout.isSorted) entries.sort(([a], [b]) => compare(a, b));
  return enclosed(
    entries.map(([key, each]) => quoted(keyText(key), layout) + layout.key + written(each, inner, layout)),
    ['{', '}'],
    margin,
    layout,
  );
}

function keyText(key: Value): string {
  if (key === null || typeof key === 'boolean') return String(key);
  if (typeof key === 'string' || numberOf(key) !== null) return textOf(key);
  throw new TemplateError(`keys must be str, int, float, bool or None, not ${typeOf(key)}`);
}

function enclosed(parts: string[], [open, close]: [string, string], margin: string, { indent, item }: Layout): string {
  if (parts.length === 0) return open + close;
  if (indent === null) return open + parts.join(item) + close;
  const line = `\n${margin}${indent}`;
  return `${open}${line}${parts.join(item + line)}\n${margin}${close}`;
}

function quoted(text: string, { isAscii }: Layout): string {
  const json = JSON.stringify(text);
  if (!isAscii) return json;
  return json.replace(/[\x7f-\uffff]/g, (unit) =>
    unit === '\x7f' ? unit : `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
