// What Python's operators do with Jinja's values. Start at `binary`.
import { format } from './percent.ts';
import {
  compare,
  Dict,
  Float,
  isEqual,
  itemsOf,
  lengthOf,
  numberOf,
  Once,
  Range,
  TemplateError,
  Tuple,
  textOf,
  typeOf,
  Undefined,
  type Value,
  View,
} from './values.ts';

/** A string or a list that grows beyond this is a mistake, or an attack. */
const LONGEST = 10_000_000;

/** @throws TemplateError for types that do not go together */
export function binary(operator: string, left: Value, right: Value): Value {
  if (left instanceof Undefined) return left.fail();
  if (operator === '%' && typeof left === 'string') return format(left, right);
  if (right instanceof Undefined) return right.fail();
  const [a, b] = [numberOf(left), numberOf(right)];
  if (a !== null && b !== null) return arithmetic(operator, { a, b, isFloat: isFloat(left) || isFloat(right) });
  if (operator === '+') {
    if (typeof left === 'string' && typeof right === 'string') return left + right;
    if (Array.isArray(left) && Array.isArray(right)) return [...left, ...right];
    if (left instanceof Tuple && right instanceof Tuple) return new Tuple([...left.items, ...right.items]);
  }
  if (operator === '*') {
    if (typeof right === 'number') return repeated(left, right) ?? mismatch(operator, left, right);
    if (typeof left === 'number') return repeated(right, left) ?? mismatch(operator, left, right);
  }
  return mismatch(operator, left, right);
}

function mismatch(operator: string, left: Value, right: Value): never {
  throw new TemplateError(`unsupported operand type(s) for ${operator}: '${typeOf(left)}' and '${typeOf(right)}'`);
}

function isFloat(value: Value): boolean {
  return value instanceof Float;
}

function repeated(value: Value, times: number): Value | null {
  const count = Math.max(0, times);
  if ((lengthOf(value) ?? 0) * count > LONGEST) throw new TemplateError('the result is too long');
  if (typeof value === 'string') return value.repeat(count);
  const items = Array.isArray(value) ? value : value instanceof Tuple ? value.items : null;
  if (items === null) return null;
  const all = Array.from({ length: count }, () => items).flat();
  return value instanceof Tuple ? new Tuple(all) : all;
}

function arithmetic(operator: string, { a, b, isFloat }: { a: number; b: number; isFloat: boolean }): Value {
  const number = (result: number): Value => (isFloat ? new Float(result) : result);
  if (b === 0 && ['/', '//', '%'].includes(operator)) throw new TemplateError('division by zero');
  switch (operator) {
    case '+':
      return number(a + b);
    case '-':
      return number(a - b);
    case '*':
      return number(a * b);
    case '/':
      return new Float(a / b);
    case '//':
      return number(Math.floor(a / b));
    case '%':
      return number(a - b * Math.floor(a / b));
    case '**':
      return isFloat || b < 0 ? new Float(a ** b) : a ** b;
    default:
      throw new TemplateError(`unknown operator ${operator}`);
  }
}

/** `==`, `<`, `in` and their like. */
export function holds(operator: string, left: Value, right: Value): boolean {
  switch (operator) {
    case '==':
      return isEqual(left, right);
    case '!=':
      return !isEqual(left, right);
    case '<':
      return compare(left, right) < 0;
    case '<=':
      return compare(left, right) <= 0;
    case '>':
      return compare(left, right) > 0;
    case '>=':
      return compare(left, right) >= 0;
    case 'in':
      return contains(right, left);
    case 'not in':
      return !contains(right, left);
    default:
      throw new TemplateError(`unknown operator ${operator}`);
  }
}

function contains(container: Value, item: Value): boolean {
  if (typeof container === 'string') {
    if (typeof item === 'string') return container.includes(item);
    throw new TemplateError(`'in <string>' requires string as left operand, not ${typeOf(item)}`);
  }
  if (container instanceof Dict) return container.has(item);
  return itemsOf(container).some((each) => isEqual(each, item));
}

export function negated(value: Value, operator: '+' | '-'): Value {
  const number = numberOf(value);
  if (value instanceof Undefined) return value.fail();
  if (number === null) throw new TemplateError(`bad operand type for unary ${operator}: '${typeOf(value)}'`);
  const result = operator === '-' ? 0 - number : number;
  return value instanceof Float ? new Float(result) : result;
}

export interface Slice {
  start: Value;
  stop: Value;
  step: Value;
}

/** `value[start:stop:step]`; undefined for what has no parts. */
export function sliced(value: Value, { start, stop, step }: Slice): Value | undefined {
  const items =
    typeof value === 'string' || Array.isArray(value) || value instanceof Tuple || value instanceof Range
      ? itemsOf(value)
      : null;
  if (items === null) return undefined;
  const by = indexOf(step) ?? 1;
  if (by === 0) throw new TemplateError('slice step cannot be zero');
  const [low, high] = by > 0 ? [0, items.length] : [-1, items.length - 1];
  const bound = (at: number | null, fallback: number): number => {
    if (at === null) return fallback;
    return Math.min(high, Math.max(low, at < 0 ? at + items.length : at));
  };
  const from = bound(indexOf(start), by > 0 ? low : high);
  const to = bound(indexOf(stop), by > 0 ? high : low);
  const chosen: Value[] = [];
  for (let at = from; by > 0 ? at < to : at > to; at += by) chosen.push(items[at] ?? null);
  if (typeof value === 'string') return chosen.map(textOf).join('');
  return value instanceof Tuple ? new Tuple(chosen) : chosen;
}

function indexOf(value: Value): number | null {
  if (value === null) return null;
  if (typeof value === 'number' || typeof value === 'boolean') return Number(value);
  if (value instanceof Undefined) value.fail();
  throw new TemplateError('slice indices must be integers or None');
}

/** `value[index]` of what it holds; undefined: nothing is there. */
export function itemOf(value: Value, index: Value): Value | undefined {
  if (value instanceof Dict) return value.get(index);
  if (value instanceof View || value instanceof Once) return undefined;
  if (typeof index !== 'number' && typeof index !== 'boolean') return undefined;
  const isSequence =
    typeof value === 'string' || Array.isArray(value) || value instanceof Tuple || value instanceof Range;
  return isSequence ? itemsOf(value).at(Number(index)) : undefined;
}
