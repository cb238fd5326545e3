// A template's statements. `{% generation %}`, which transformers adds, only encloses. Start at `parse`.
import type { Expression, Parameter, Statement, Target } from './ast.ts';
import { lex } from './lex.ts';
import { parseExpression, parseFilterChain, parseTuple } from './parse-expression.ts';
import { type Tokens, tokensOf } from './tokens.ts';

/** @throws TemplateError with the line of what cannot be parsed */
export function parse(template: string): Statement[] {
  const tokens = tokensOf(lex(template));
  const statements = parseUntil(tokens, []);
  return tokens.isAtEnd() ? statements : tokens.fail(`unknown statement '${endOf(tokens)}'`);
}

function endOf(tokens: Tokens): string {
  tokens.next();
  return tokens.next().text;
}

/** Statements up to a block that starts with one of these names, which is left. */
function parseUntil(tokens: Tokens, ends: readonly string[]): Statement[] {
  const statements: Statement[] = [];
  while (!tokens.isAtEnd()) {
    if (tokens.is('data')) statements.push({ type: 'text', text: tokens.next().text });
    else if (tokens.is('variable-start')) {
      tokens.next();
      statements.push({ type: 'print', expression: parseTuple(tokens) });
      tokens.expect('variable-end');
    } else {
      if (ends.length > 0 && tokens.isThen('name', ...ends)) return statements;
      tokens.expect('block-start');
      statements.push(parseStatement(tokens));
    }
  }
  if (ends.length > 0) tokens.fail(`${ends.at(-1)} is missing at the end of the template`);
  return statements;
}

/** The rest of a block's first tag, its body, and its last tag. */
function parseBody(tokens: Tokens, end: string): Statement[] {
  endTag(tokens);
  const body = parseUntil(tokens, [end]);
  closeBlock(tokens);
  return body;
}

/** `{% end… %}` or `{% else %}`. */
function closeBlock(tokens: Tokens): void {
  tokens.expect('block-start');
  tokens.expect('name');
  endTag(tokens);
}

/** Jinja allows a colon before a body, as in Python. */
function endTag(tokens: Tokens): void {
  tokens.skip('operator', ':');
  tokens.expect('block-end');
}

function parseStatement(tokens: Tokens): Statement {
  const { text: name } = tokens.expect('name');
  switch (name) {
    case 'for':
      return parseFor(tokens);
    case 'if':
      return parseIf(tokens);
    case 'set':
      return parseSet(tokens);
    case 'macro':
      return parseMacro(tokens);
    case 'call':
      return parseCall(tokens);
    case 'filter': {
      const filter = parseFilterChain(tokens);
      return { type: 'filter-block', filter, body: parseBody(tokens, 'endfilter') };
    }
    case 'with':
      return parseWith(tokens);
    case 'generation':
      return { type: 'scope', assignments: [], body: parseBody(tokens, 'endgeneration') };
    case 'print': {
      const expression = parseTuple(tokens);
      tokens.expect('block-end');
      return { type: 'print', expression };
    }
    case 'break':
    case 'continue':
      tokens.expect('block-end');
      return { type: name };
    default:
      return tokens.fail(`unknown statement '${name}'`);
  }
}

function parseFor(tokens: Tokens): Statement {
  const target = parseTarget(tokens);
  tokens.expect('name', 'in');
  const items = parseTuple(tokens, { hasChoice: false, ends: ['recursive'] });
  const test = tokens.skip('name', 'if') ? parseExpression(tokens) : null;
  const isRecursive = tokens.skip('name', 'recursive');
  endTag(tokens);
  const body = parseUntil(tokens, ['else', 'endfor']);
  const otherwise = parseElse(tokens, 'endfor');
  closeBlock(tokens);
  return { type: 'for', target, items, test, isRecursive, body, otherwise };
}

function parseElse(tokens: Tokens, end: string): Statement[] {
  if (!tokens.isThen('name', 'else')) return [];
  closeBlock(tokens);
  return parseUntil(tokens, [end]);
}

function parseIf(tokens: Tokens): Statement {
  const branches: { test: Expression; body: Statement[] }[] = [];
  for (;;) {
    const test = parseTuple(tokens, { hasChoice: false });
    endTag(tokens);
    branches.push({ test, body: parseUntil(tokens, ['elif', 'else', 'endif']) });
    if (!tokens.isThen('name', 'elif')) break;
    tokens.next();
    tokens.next();
  }
  const otherwise = parseElse(tokens, 'endif');
  closeBlock(tokens);
  return { type: 'if', branches, otherwise };
}

function parseSet(tokens: Tokens): Statement {
  const target = parseTarget(tokens, true);
  if (tokens.skip('operator', '=')) {
    const value = parseTuple(tokens);
    tokens.expect('block-end');
    return { type: 'set', target, value };
  }
  const filter = tokens.skip('operator', '|') ? parseFilterChain(tokens) : null;
  return { type: 'set-block', target, filter, body: parseBody(tokens, 'endset') };
}

function parseTarget(tokens: Tokens, hasNamespace = false): Target {
  const items: Target[] = [];
  let isTuple = false;
  while (!tokens.is('name', 'in') && !tokens.is('operator', '=', ')') && !tokens.is('block-end')) {
    items.push(parseTargetItem(tokens, hasNamespace));
    if (!tokens.skip('operator', ',')) break;
    isTuple = true;
  }
  const [only] = items;
  if (!only) return tokens.fail('a name is missing');
  return isTuple ? { type: 'tuple', items } : only;
}

function parseTargetItem(tokens: Tokens, hasNamespace: boolean): Target {
  if (tokens.skip('operator', '(')) {
    const inner = parseTarget(tokens, hasNamespace);
    tokens.expect('operator', ')');
    return inner;
  }
  const { text: name } = tokens.expect('name');
  if (!hasNamespace || !tokens.skip('operator', '.')) return { type: 'name', name };
  return { type: 'namespace', name, attribute: tokens.expect('name').text };
}

function parseMacro(tokens: Tokens): Statement {
  const { text: name } = tokens.expect('name');
  const parameters = parseParameters(tokens);
  return { type: 'macro', name, parameters, body: parseBody(tokens, 'endmacro') };
}

function parseCall(tokens: Tokens): Statement {
  const parameters = tokens.is('operator', '(') ? parseParameters(tokens) : [];
  const call = parseExpression(tokens);
  if (call.type !== 'call') return tokens.fail('a call is missing');
  return { type: 'call-block', call, parameters, body: parseBody(tokens, 'endcall') };
}

function parseParameters(tokens: Tokens): Parameter[] {
  const parameters: Parameter[] = [];
  tokens.expect('operator', '(');
  while (!tokens.is('operator', ')')) {
    if (parameters.length > 0) tokens.expect('operator', ',');
    const { text: name } = tokens.expect('name');
    const fallback = tokens.skip('operator', '=') ? parseExpression(tokens) : null;
    if (fallback === null && parameters.at(-1)?.fallback) tokens.fail(`${name} comes after a parameter with a default`);
    parameters.push({ name, fallback });
  }
  tokens.expect('operator', ')');
  return parameters;
}

function parseWith(tokens: Tokens): Statement {
  const assignments: { target: Target; value: Expression }[] = [];
  while (!tokens.is('block-end')) {
    if (assignments.length > 0) tokens.expect('operator', ',');
    const target = parseTarget(tokens);
    tokens.expect('operator', '=');
    assignments.push({ target, value: parseExpression(tokens) });
  }
  return { type: 'scope', assignments, body: parseBody(tokens, 'endwith') };
}
