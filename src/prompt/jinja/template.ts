// Jinja as chat templates are written in it, rendered as jinja2 renders it the way transformers sets it up: immutable sandbox, `trim_blocks`,
// `lstrip_blocks`, loop controls, its own `tojson`, `raise_exception`, `strftime_now` and `{% generation %}`. Inheritance, imports and
// automatic escaping are left out. A template may loop forever or ask for too much memory: run it where that can be stopped.
// Start at `compileTemplate`.
import type { Parameter, Statement, Target } from './ast.ts';
import { applyFilter, call, evaluate } from './evaluate.ts';
import { globalsFor } from './globals.ts';
import { parse } from './parse.ts';
import { type Scope, scopeOf } from './scope.ts';
import type { Day } from './strftime.ts';
import {
  Callable,
  Dict,
  either,
  fromJson,
  isEqual,
  isTrue,
  itemsOf,
  Namespace,
  TemplateError,
  Tuple,
  textOf,
  Undefined,
  type Value,
} from './values.ts';

/**
 * @returns renders the template; its variables are JSON
 * @throws TemplateError for a template that cannot be parsed; the returned function throws one for what cannot be rendered
 */
export function compileTemplate(source: string, today: Day): (variables: Readonly<Record<string, unknown>>) => string {
  const statements = parse(source);
  return (variables) => {
    const given = Object.entries(variables).map(([name, value]): [string, Value] => [name, fromJson(value)]);
    const scope = scopeOf(new Map([...globalsFor(today), ...given])).inner();
    return rendered(statements, scope);
  };
}

/** How a body ended: by itself, or by leaving the loop or this turn of it. */
type Ending = 'break' | 'continue' | null;

function rendered(statements: readonly Statement[], scope: Scope): string {
  const out: string[] = [];
  if (run(statements, scope, out) !== null) throw new TemplateError('break and continue belong in a loop');
  return out.join('');
}

/** @param out receives what is written, also before a `break` */
function run(statements: readonly Statement[], scope: Scope, out: string[]): Ending {
  for (const statement of statements) {
    const ending = runOne(statement, scope, out);
    if (ending !== null) return ending;
  }
  return null;
}

function runOne(statement: Statement, scope: Scope, out: string[]): Ending {
  switch (statement.type) {
    case 'text':
      out.push(statement.text);
      return null;
    case 'print':
      out.push(textOf(evaluate(statement.expression, scope)));
      return null;
    case 'if': {
      const branch = statement.branches.find(({ test }) => isTrue(evaluate(test, scope)));
      return run(branch?.body ?? statement.otherwise, scope, out);
    }
    case 'for':
      return runFor(statement, scope, out);
    case 'set':
      assign(statement.target, evaluate(statement.value, scope), scope);
      return null;
    case 'set-block': {
      const text = rendered(statement.body, scope.inner());
      assign(statement.target, statement.filter ? applyFilter(statement.filter, text, scope) : text, scope);
      return null;
    }
    case 'macro':
      scope.set(statement.name, macroOf(statement, scope));
      return null;
    case 'call-block': {
      const caller = macroOf({ ...statement, name: 'caller' }, scope);
      out.push(textOf(call(evaluate(statement.call.callee, scope), statement.call.arguments, scope, caller)));
      return null;
    }
    case 'filter-block':
      out.push(textOf(applyFilter(statement.filter, rendered(statement.body, scope.inner()), scope)));
      return null;
    case 'scope': {
      const inner = scope.inner();
      for (const { target, value } of statement.assignments) assign(target, evaluate(value, scope), inner);
      return run(statement.body, inner, out);
    }
    default:
      return statement.type;
  }
}

function assign(target: Target, value: Value, scope: Scope): void {
  switch (target.type) {
    case 'name':
      scope.set(target.name, value);
      return;
    case 'tuple': {
      const items = itemsOf(value);
      const { length } = target.items;
      if (items.length > length) throw new TemplateError(`too many values to unpack (expected ${length})`);
      if (items.length < length) throw new TemplateError(`not enough values to unpack (expected ${length})`);
      for (const [index, each] of target.items.entries()) assign(each, items[index] ?? null, scope);
      return;
    }
    case 'namespace': {
      const namespace = scope.get(target.name);
      if (!(namespace instanceof Namespace)) throw new TemplateError('cannot assign attribute on non-namespace object');
      namespace.attributes.set(target.attribute, value);
    }
  }
}

type For = Extract<Statement, { type: 'for' }>;

function runFor(statement: For, scope: Scope, out: string[]): Ending {
  walk(statement, evaluate(statement.items, scope), { scope, out, depth: 0 });
  return null;
}

interface Walk {
  scope: Scope;
  out: string[];
  /** How many loops of a recursive one are around this. */
  depth: number;
}

function walk(statement: For, iterable: Value, { scope, out, depth }: Walk): void {
  const { target, test, body, otherwise } = statement;
  if (iterable instanceof Undefined && depth > 0) iterable.fail();
  const turnOf = (item: Value): Scope => {
    const turn = scope.inner();
    assign(target, item, turn);
    return turn;
  };
  const items = itemsOf(iterable).filter((item) => test === null || isTrue(evaluate(test, turnOf(item))));
  if (items.length === 0) {
    run(otherwise, scope.inner(), out);
    return;
  }
  const changed = changeWatcher();
  for (const [index, item] of items.entries()) {
    const turn = turnOf(item);
    const deeper = (value: Value): string => {
      const inner: string[] = [];
      walk(statement, value, { scope, out: inner, depth: depth + 1 });
      return inner.join('');
    };
    turn.set('loop', loopOf({ items, index, depth, changed, deeper: statement.isRecursive ? deeper : null }));
    if (run(body, turn, out) === 'break') return;
  }
}

/** `loop.changed(…)`: whether its arguments differ from those of the last turn. */
function changeWatcher(): Callable {
  let last: Value = new Undefined('nothing');
  return new Callable('changed', (positional) => {
    const now = new Tuple(positional);
    const isNew = last instanceof Undefined || !isEqual(last, now);
    last = now;
    return isNew;
  });
}

interface Turn {
  items: readonly Value[];
  index: number;
  depth: number;
  changed: Callable;
  /** Renders the loop over other items; null: it is not recursive. */
  deeper: ((items: Value) => string) | null;
}

function loopOf({ items, index, depth, changed, deeper }: Turn): Value {
  const { length } = items;
  const attributes: [string, Value][] = [
    ['index', index + 1],
    ['index0', index],
    ['revindex', length - index],
    ['revindex0', length - index - 1],
    ['first', index === 0],
    ['last', index === length - 1],
    ['length', length],
    ['depth', depth + 1],
    ['depth0', depth],
    ['previtem', either(items[index - 1], new Undefined('there is no previous item, so it'))],
    ['nextitem', either(items[index + 1], new Undefined('there is no next item, so it'))],
    ['changed', changed],
    ['cycle', new Callable('cycle', (positional) => positional[index % positional.length] ?? null)],
  ];
  if (!deeper) return new Namespace(new Map(attributes), 'LoopContext');
  return new Callable('loop', ([value]) => deeper(value ?? null), new Map(attributes));
}

interface Taken {
  takesMore: boolean;
  takesKeywords: boolean;
}

const TAKEN = new WeakMap<readonly Statement[], Taken>();

/** Whether a macro's body says `varargs` or `kwargs`: only then may it be given more than its parameters. */
function takenBy(body: readonly Statement[]): Taken {
  const known = TAKEN.get(body);
  if (known) return known;
  const uses = JSON.stringify(body);
  const takes = (name: string): boolean => uses.includes(JSON.stringify({ type: 'name', name }));
  const taken = { takesMore: takes('varargs'), takesKeywords: takes('kwargs') };
  TAKEN.set(body, taken);
  return taken;
}

interface Macro {
  name: string;
  parameters: readonly Parameter[];
  body: readonly Statement[];
}

/** Sees what is set around its definition, not around its call. */
function macroOf({ name, parameters, body }: Macro, outer: Scope): Callable {
  const { takesMore, takesKeywords } = takenBy(body);
  const run = (positional: readonly Value[], keywords: ReadonlyMap<string, Value>): string => {
    const scope = outer.inner();
    const rest = new Map(keywords);
    const missing: Parameter[] = [];
    for (const [index, parameter] of parameters.entries()) {
      const value = positional[index] ?? (index < positional.length ? null : rest.get(parameter.name));
      if (index < positional.length && rest.has(parameter.name)) {
        throw new TemplateError(`macro '${name}' got multiple values for argument '${parameter.name}'`);
      }
      rest.delete(parameter.name);
      if (value === undefined && parameter.fallback) missing.push(parameter);
      scope.set(parameter.name, value ?? new Undefined(`parameter '${parameter.name}'`));
    }
    scope.set('caller', rest.get('caller') ?? new Undefined('No caller defined'));
    rest.delete('caller');
    if (takesMore) scope.set('varargs', new Tuple(positional.slice(parameters.length)));
    else if (positional.length > parameters.length) {
      throw new TemplateError(`macro '${name}' takes not more than ${parameters.length} argument(s)`);
    }
    if (takesKeywords) scope.set('kwargs', new Dict(rest));
    else if (rest.size > 0) {
      throw new TemplateError(`macro '${name}' takes no keyword argument '${[...rest.keys()].join("', '")}'`);
    }
    for (const { name, fallback } of missing) if (fallback) scope.set(name, evaluate(fallback, scope));
    return rendered(body, scope);
  };
  const described: [string, Value][] = [
    ['name', name],
    ['arguments', new Tuple(parameters.map((parameter) => parameter.name))],
  ];
  return new Callable(name, run, new Map(described));
}
