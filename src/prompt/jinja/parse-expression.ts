// Jinja's expressions, with its own precedence: `~` binds tighter than `+`, filters and tests tighter than `**`, and `-x|abs` is `(-x)|abs`.
// Start at `parseExpression`.
import type { Arguments, Expression } from './ast.ts';
import type { Tokens } from './tokens.ts';
import { unescaped } from './unescape.ts';

/** @param hasChoice false: `if` after it does not belong to it */
export function parseExpression(tokens: Tokens, hasChoice = true): Expression {
  return hasChoice ? parseChoice(tokens) : parseOr(tokens);
}

/**
 * One expression, or several with commas, which are a tuple.
 * @param ends names after which no further item comes
 */
export function parseTuple(tokens: Tokens, { hasChoice = true, ends = [] as readonly string[] } = {}): Expression {
  const items: Expression[] = [];
  let isTuple = false;
  while (!isTupleEnd(tokens, ends)) {
    items.push(parseExpression(tokens, hasChoice));
    if (!tokens.skip('operator', ',')) break;
    isTuple = true;
  }
  const [only] = items;
  if (only && !isTuple) return only;
  if (items.length === 0) return tokens.fail('an expression is missing');
  return { type: 'tuple', items };
}

function isTupleEnd(tokens: Tokens, ends: readonly string[]): boolean {
  if (tokens.is('variable-end') || tokens.is('block-end') || tokens.is('operator', ')')) return true;
  return ends.length > 0 && tokens.is('name', ...ends);
}

function parseChoice(tokens: Tokens): Expression {
  let expression = parseOr(tokens);
  while (tokens.skip('name', 'if')) {
    const test = parseOr(tokens);
    const no = tokens.skip('name', 'else') ? parseChoice(tokens) : null;
    expression = { type: 'choice', test, yes: expression, no };
  }
  return expression;
}

function parseOr(tokens: Tokens): Expression {
  let left = parseAnd(tokens);
  while (tokens.skip('name', 'or')) left = { type: 'or', left, right: parseAnd(tokens) };
  return left;
}

function parseAnd(tokens: Tokens): Expression {
  let left = parseNot(tokens);
  while (tokens.skip('name', 'and')) left = { type: 'and', left, right: parseNot(tokens) };
  return left;
}

function parseNot(tokens: Tokens): Expression {
  if (tokens.skip('name', 'not')) return { type: 'unary', operator: 'not', operand: parseNot(tokens) };
  return parseCompare(tokens);
}

function parseCompare(tokens: Tokens): Expression {
  const first = parseSum(tokens);
  const rest: { operator: string; operand: Expression }[] = [];
  for (;;) {
    let operator: string;
    if (tokens.is('operator', '==', '!=', '<', '<=', '>', '>=')) operator = tokens.next().text;
    else if (tokens.skip('name', 'in')) operator = 'in';
    else if (tokens.is('name', 'not') && tokens.isThen('name', 'in')) {
      tokens.next();
      tokens.next();
      operator = 'not in';
    } else break;
    rest.push({ operator, operand: parseSum(tokens) });
  }
  return rest.length > 0 ? { type: 'compare', first, rest } : first;
}

function parseSum(tokens: Tokens): Expression {
  let left = parseConcat(tokens);
  while (tokens.is('operator', '+', '-')) {
    const operator = tokens.next().text;
    left = { type: 'binary', operator, left, right: parseConcat(tokens) };
  }
  return left;
}

function parseConcat(tokens: Tokens): Expression {
  const first = parseProduct(tokens);
  const items = [first];
  while (tokens.skip('operator', '~')) items.push(parseProduct(tokens));
  return items.length > 1 ? { type: 'concat', items } : first;
}

function parseProduct(tokens: Tokens): Expression {
  let left = parsePower(tokens);
  while (tokens.is('operator', '*', '/', '//', '%')) {
    const operator = tokens.next().text;
    left = { type: 'binary', operator, left, right: parsePower(tokens) };
  }
  return left;
}

function parsePower(tokens: Tokens): Expression {
  let left = parseUnary(tokens, true);
  while (tokens.skip('operator', '**')) {
    left = { type: 'binary', operator: '**', left, right: parseUnary(tokens, true) };
  }
  return left;
}

function parseUnary(tokens: Tokens, hasFilters: boolean): Expression {
  let expression: Expression;
  if (tokens.skip('operator', '-')) expression = { type: 'unary', operator: '-', operand: parseUnary(tokens, false) };
  else if (tokens.skip('operator', '+'))
    expression = { type: 'unary', operator: '+', operand: parseUnary(tokens, false) };
  else expression = parsePrimary(tokens);
  expression = parsePostfix(tokens, expression);
  return hasFilters ? parseFilters(tokens, expression) : expression;
}

const CONSTANTS: ReadonlyMap<string, boolean | null> = new Map([
  ['true', true],
  ['True', true],
  ['false', false],
  ['False', false],
  ['none', null],
  ['None', null],
]);

function parsePrimary(tokens: Tokens): Expression {
  const token = tokens.next();
  switch (token.type) {
    case 'name': {
      const constant = CONSTANTS.get(token.text);
      return constant === undefined ? { type: 'name', name: token.text } : { type: 'constant', value: constant };
    }
    case 'string': {
      let value = unescaped(token.text);
      while (tokens.is('string')) value += unescaped(tokens.next().text);
      return { type: 'constant', value };
    }
    case 'integer':
      return { type: 'constant', value: Number(token.text.replaceAll('_', '')) };
    case 'float':
      return { type: 'float', value: Number(token.text.replaceAll('_', '')) };
    case 'operator':
      if (token.text === '(') return parseParentheses(tokens);
      if (token.text === '[') return { type: 'list', items: parseItems(tokens, ']') };
      if (token.text === '{') return parseDict(tokens);
      break;
    default:
      break;
  }
  return tokens.fail(`unexpected '${token.text}'`);
}

function parseParentheses(tokens: Tokens): Expression {
  const expression: Expression = tokens.is('operator', ')') ? { type: 'tuple', items: [] } : parseTuple(tokens);
  tokens.expect('operator', ')');
  return expression;
}

function parseItems(tokens: Tokens, end: string): Expression[] {
  const items: Expression[] = [];
  while (!tokens.is('operator', end)) {
    if (items.length > 0) tokens.expect('operator', ',');
    if (tokens.is('operator', end)) break;
    items.push(parseExpression(tokens));
  }
  tokens.expect('operator', end);
  return items;
}

function parseDict(tokens: Tokens): Expression {
  const entries: [Expression, Expression][] = [];
  while (!tokens.is('operator', '}')) {
    if (entries.length > 0) tokens.expect('operator', ',');
    if (tokens.is('operator', '}')) break;
    const key = parseExpression(tokens);
    tokens.expect('operator', ':');
    entries.push([key, parseExpression(tokens)]);
  }
  tokens.expect('operator', '}');
  return { type: 'dict', entries };
}

function parsePostfix(tokens: Tokens, subject: Expression): Expression {
  let expression = subject;
  for (;;) {
    if (tokens.skip('operator', '.')) expression = parseAttribute(tokens, expression);
    else if (tokens.skip('operator', '[')) expression = parseIndex(tokens, expression);
    else if (tokens.is('operator', '(')) {
      expression = { type: 'call', callee: expression, arguments: parseArguments(tokens) };
    } else return expression;
  }
}

function parseAttribute(tokens: Tokens, object: Expression): Expression {
  const token = tokens.next();
  if (token.type === 'name') return { type: 'attribute', object, name: token.text };
  if (token.type !== 'integer') return tokens.fail(`expected a name or a number after '.'`);
  return { type: 'item', object, index: { type: 'constant', value: Number(token.text) } };
}

function parseIndex(tokens: Tokens, object: Expression): Expression {
  const items: Expression[] = [];
  do items.push(parseSubscript(tokens));
  while (tokens.skip('operator', ','));
  tokens.expect('operator', ']');
  const [first] = items;
  return { type: 'item', object, index: first && items.length === 1 ? first : { type: 'tuple', items } };
}

function parseSubscript(tokens: Tokens): Expression {
  const isBoundary = (): boolean => tokens.is('operator', ':', ']', ',');
  const start = tokens.is('operator', ':') ? null : parseExpression(tokens);
  if (!tokens.skip('operator', ':')) return start ?? tokens.fail('an index is missing');
  const stop = isBoundary() ? null : parseExpression(tokens);
  const step = tokens.skip('operator', ':') && !isBoundary() ? parseExpression(tokens) : null;
  return { type: 'slice', start, stop, step };
}

/** Filters, tests, and calls of what they give. */
function parseFilters(tokens: Tokens, subject: Expression): Expression {
  let expression = subject;
  for (;;) {
    if (tokens.skip('operator', '|')) expression = parseFilter(tokens, expression);
    else if (tokens.skip('name', 'is')) expression = parseTest(tokens, expression);
    else if (tokens.is('operator', '(')) {
      expression = { type: 'call', callee: expression, arguments: parseArguments(tokens) };
    } else return expression;
  }
}

/** What follows `|`, and further filters. */
export function parseFilterChain(tokens: Tokens): Expression {
  let expression = parseFilter(tokens, null);
  while (tokens.skip('operator', '|')) expression = parseFilter(tokens, expression);
  return expression;
}

function parseFilter(tokens: Tokens, operand: Expression | null): Expression {
  const name = parseDottedName(tokens);
  const given = tokens.is('operator', '(') ? parseArguments(tokens) : NO_ARGUMENTS;
  return { type: 'filter', operand, name, arguments: given };
}

const NO_ARGUMENTS: Arguments = { positional: [], keywords: [], spread: null, keywordSpread: null };

function parseDottedName(tokens: Tokens): string {
  let name = tokens.expect('name').text;
  while (tokens.skip('operator', '.')) name += `.${tokens.expect('name').text}`;
  return name;
}

/** A test may have one argument without parentheses: `x is divisibleby 3`. */
function parseTest(tokens: Tokens, operand: Expression): Expression {
  const isNegated = tokens.skip('name', 'not');
  const name = parseDottedName(tokens);
  let given = NO_ARGUMENTS;
  const isWord = tokens.is('name') && !tokens.is('name', 'else', 'or', 'and');
  const isLiteral = tokens.is('string') || tokens.is('integer') || tokens.is('float');
  if (tokens.is('operator', '(')) given = parseArguments(tokens);
  else if (isWord || isLiteral || tokens.is('operator', '[', '{')) {
    if (tokens.is('name', 'is')) tokens.fail('tests cannot be chained with is');
    given = { ...NO_ARGUMENTS, positional: [parsePostfix(tokens, parsePrimary(tokens))] };
  }
  const test: Expression = { type: 'test', operand, name, arguments: given };
  return isNegated ? { type: 'unary', operator: 'not', operand: test } : test;
}

function parseArguments(tokens: Tokens): Arguments {
  const given: Arguments = { positional: [], keywords: [], spread: null, keywordSpread: null };
  tokens.expect('operator', '(');
  let isFirst = true;
  while (!tokens.is('operator', ')')) {
    if (!isFirst) tokens.expect('operator', ',');
    isFirst = false;
    if (tokens.is('operator', ')')) break;
    parseArgument(tokens, given);
  }
  tokens.expect('operator', ')');
  return given;
}

function parseArgument(tokens: Tokens, given: Arguments): void {
  const isPositionalOver = given.keywords.length > 0 || given.keywordSpread !== null;
  if (tokens.skip('operator', '*')) {
    if (given.spread || given.keywordSpread) tokens.fail('an argument is in the wrong place');
    given.spread = parseExpression(tokens);
  } else if (tokens.skip('operator', '**')) {
    if (given.keywordSpread) tokens.fail('an argument is in the wrong place');
    given.keywordSpread = parseExpression(tokens);
  } else if (tokens.is('name') && tokens.isThen('operator', '=')) {
    if (given.keywordSpread) tokens.fail('an argument is in the wrong place');
    const name = tokens.next().text;
    tokens.next();
    given.keywords.push({ name, value: parseExpression(tokens) });
  } else {
    if (isPositionalOver || given.spread) tokens.fail('an argument is in the wrong place');
    given.positional.push(parseExpression(tokens));
  }
}
