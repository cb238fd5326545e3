// Jinja's tests: what may follow `is`.
import type { Given } from './given.ts';
import { holds } from './operators.ts';
import {
  Callable,
  Dict,
  Float,
  isEqual,
  lengthOf,
  numberOf,
  Once,
  TemplateError,
  Undefined,
  type Value,
} from './values.ts';

type Test = (value: Value, given: Given) => boolean;

function comparing(operator: string): Test {
  return (value, given) => holds(operator, value, given.positional[0] ?? null);
}

function remainder(value: Value, divisor: Value): number {
  if (value instanceof Undefined) value.fail();
  const [number, by] = [numberOf(value), numberOf(divisor)];
  if (number === null || by === null || by === 0) throw new TemplateError('unsupported operand type(s) for %');
  return number - by * Math.floor(number / by);
}

export const TESTS: Readonly<Record<string, Test>> = {
  boolean: (value) => typeof value === 'boolean',
  callable: (value) => value instanceof Callable,
  defined: (value) => !(value instanceof Undefined),
  undefined: (value) => value instanceof Undefined,
  divisibleby: (value, given) => remainder(value, given.positional[0] ?? null) === 0,
  even: (value) => remainder(value, 2) === 0,
  odd: (value) => remainder(value, 2) === 1,
  escaped: () => false,
  true: (value) => value === true,
  false: (value) => value === false,
  none: (value) => value === null,
  float: (value) => value instanceof Float,
  integer: (value) => typeof value === 'number',
  number: (value) => numberOf(value) !== null,
  string: (value) => typeof value === 'string',
  mapping: (value) => value instanceof Dict,
  iterable: (value) => lengthOf(value) !== null || value instanceof Once,
  sequence: (value) => lengthOf(value) !== null,
  lower: (value) => typeof value === 'string' && /\p{L}/u.test(value) && value === value.toLowerCase(),
  upper: (value) => typeof value === 'string' && /\p{L}/u.test(value) && value === value.toUpperCase(),
  in: (value, given) => holds('in', value, given.positional[0] ?? null),
  sameas: (value, given) => {
    const other = given.positional[0] ?? null;
    const isScalar = value === null || typeof value !== 'object';
    return isScalar ? value === other : value === other || (value instanceof Float && isEqual(value, other));
  },
  ...Object.fromEntries(
    Object.entries({
      '==': ['eq', 'equalto'],
      '!=': ['ne'],
      '<': ['lt', 'lessthan'],
      '<=': ['le'],
      '>': ['gt', 'greaterthan'],
      '>=': ['ge'],
    }).flatMap(([operator, names]) => [operator, ...names].map((name) => [name, comparing(operator)])),
  ),
};
