// The value of an expression. Start at `evaluate`.
import type { Arguments, Expression } from './ast.ts';
import { type Engine, FILTERS } from './filters.ts';
import { type Given, givenOf } from './given.ts';
import { methodOf } from './methods.ts';
import { binary, holds, itemOf, negated, sliced } from './operators.ts';
import type { Scope } from './scope.ts';
import { TESTS } from './tests.ts';
import {
  Callable,
  Dict,
  either,
  Float,
  isTrue,
  itemsOf,
  type KeywordArguments,
  Namespace,
  TemplateError,
  Tuple,
  textOf,
  typeOf,
  Undefined,
  type Value,
} from './values.ts';

/** @throws TemplateError where Jinja or Python does */
export function evaluate(expression: Expression, scope: Scope): Value {
  switch (expression.type) {
    case 'constant':
      return expression.value;
    case 'float':
      return new Float(expression.value);
    case 'name':
      return either(scope.get(expression.name), new Undefined(`'${expression.name}'`));
    case 'list':
      return expression.items.map((item) => evaluate(item, scope));
    case 'tuple':
      return new Tuple(expression.items.map((item) => evaluate(item, scope)));
    case 'concat':
      return expression.items.map((item) => textOf(evaluate(item, scope))).join('');
    case 'dict':
      return new Dict(expression.entries.map(([key, value]) => [evaluate(key, scope), evaluate(value, scope)]));
    case 'attribute':
      return attributeOf(evaluate(expression.object, scope), expression.name);
    case 'item':
      return subscript(expression, scope);
    case 'slice':
      throw new TemplateError('a slice is only allowed in brackets');
    case 'call':
      return call(evaluate(expression.callee, scope), expression.arguments, scope);
    case 'filter':
      return applyFilter(expression, '', scope);
    case 'test': {
      const value = evaluate(expression.operand, scope);
      return engine.test(expression.name, value, argumentsOf(expression.arguments, scope));
    }
    default:
      return operation(expression, scope);
  }
}

type Operation = Extract<Expression, { type: 'unary' | 'binary' | 'and' | 'or' | 'compare' | 'choice' }>;

function operation(expression: Operation, scope: Scope): Value {
  switch (expression.type) {
    case 'unary': {
      const value = evaluate(expression.operand, scope);
      return expression.operator === 'not' ? !isTrue(value) : negated(value, expression.operator);
    }
    case 'binary':
      return binary(expression.operator, evaluate(expression.left, scope), evaluate(expression.right, scope));
    case 'and': {
      const left = evaluate(expression.left, scope);
      return isTrue(left) ? evaluate(expression.right, scope) : left;
    }
    case 'or': {
      const left = evaluate(expression.left, scope);
      return isTrue(left) ? left : evaluate(expression.right, scope);
    }
    case 'compare': {
      let left = evaluate(expression.first, scope);
      for (const { operator, operand } of expression.rest) {
        const right = evaluate(operand, scope);
        if (!holds(operator, left, right)) return false;
        left = right;
      }
      return true;
    }
    case 'choice':
      if (isTrue(evaluate(expression.test, scope))) return evaluate(expression.yes, scope);
      return expression.no ? evaluate(expression.no, scope) : new Undefined('the other choice');
  }
}

/** Python's attributes first, then what the value holds under that name. */
function attributeOf(value: Value, name: string): Value {
  if (value instanceof Undefined) return value.fail();
  if (value instanceof Namespace || value instanceof Callable) {
    return either(value.attributes.get(name), new Undefined(`'${name}'`));
  }
  return methodOf(value, name) ?? either(itemOf(value, name), missing(value, name));
}

function missing(value: Value, name: string): Undefined {
  return new Undefined(`'${typeOf(value)} object' has no attribute '${name}', so it`);
}

function subscript({ object, index }: Extract<Expression, { type: 'item' }>, scope: Scope): Value {
  const value = evaluate(object, scope);
  if (value instanceof Undefined) return value.fail();
  if (index.type === 'slice') {
    const bound = (each: Expression | null): Value => (each ? evaluate(each, scope) : null);
    const slice = { start: bound(index.start), stop: bound(index.stop), step: bound(index.step) };
    return either(sliced(value, slice), new Undefined('a slice'));
  }
  const key = evaluate(index, scope);
  const found = itemOf(value, key);
  if (found !== undefined) return found;
  return typeof key === 'string' ? attributeOf(value, key) : missing(value, textOf(key));
}

/** Calls a value, whoever gives the arguments. */
export function call(callee: Value, given: Arguments, scope: Scope, caller?: Callable): Value {
  if (callee instanceof Undefined) return callee.fail();
  if (!(callee instanceof Callable)) throw new TemplateError(`'${typeOf(callee)}' object is not callable`);
  const { positional, keywords } = argumentsOf(given, scope);
  return callee.call(positional, caller ? new Map([...keywords, ['caller', caller]]) : keywords);
}

function argumentsOf({ positional, keywords, spread, keywordSpread }: Arguments, scope: Scope): Given {
  if (positional.length === 0 && keywords.length === 0 && !spread && !keywordSpread) return NONE;
  const values = positional.map((each) => evaluate(each, scope));
  if (spread) values.push(...itemsOf(evaluate(spread, scope)));
  const named = new Map<string, Value>();
  const name = (key: string, value: Value): void => {
    if (named.has(key)) throw new TemplateError(`got multiple values for keyword argument '${key}'`);
    named.set(key, value);
  };
  for (const each of keywords) name(each.name, evaluate(each.value, scope));
  if (keywordSpread) for (const [key, value] of spreadOf(evaluate(keywordSpread, scope))) name(key, value);
  return givenOf(values, named);
}

const NONE = givenOf();

function spreadOf(value: Value): KeywordArguments {
  if (!(value instanceof Dict)) throw new TemplateError(`argument after ** must be a mapping, not ${typeOf(value)}`);
  return new Map(value.entries().map(([key, each]) => [textOf(key), each]));
}

/** @param enclosed what a filter without an operand filters */
export function applyFilter(expression: Expression, enclosed: Value, scope: Scope): Value {
  if (expression.type !== 'filter') throw new TemplateError('a filter is missing');
  const { operand, name } = expression;
  const isChained = operand?.type === 'filter';
  const value =
    operand === null ? enclosed : isChained ? applyFilter(operand, enclosed, scope) : evaluate(operand, scope);
  return engine.filter(name, value, argumentsOf(expression.arguments, scope));
}

const engine: Engine = {
  filter(name, value, given) {
    const filter = Object.hasOwn(FILTERS, name) ? FILTERS[name] : undefined;
    if (!filter) throw new TemplateError(`No filter named '${name}'.`);
    return filter(value, given, engine);
  },
  test(name, value, given) {
    if (name === 'filter' || name === 'test') return Object.hasOwn(name === 'filter' ? FILTERS : TESTS, textOf(value));
    const test = Object.hasOwn(TESTS, name) ? TESTS[name] : undefined;
    if (!test) throw new TemplateError(`No test named '${name}'.`);
    return test(value, given);
  },
};
