// A text template: Handlebars body → parts marked template or data. Knows nothing of files. Start at `compileBody`.
import Handlebars from 'handlebars';
import { type Place, UserError } from '../core/errors.ts';
import { didYouMean } from '../core/suggest.ts';
import { joinParts, type PromptInput, type PromptPart } from './prompt.ts';
import { chooseSentinel, wrap } from './sentinel.ts';

const ROOT_NAMES = ['system', 'messages', 'user', 'char'];
const MESSAGE_NAMES = ['role', 'content', 'isUser', 'isAssistant'];
const DATA_NAMES = ['first', 'last', 'index', 'root'];
const BLOCKS = ['each', 'if', 'unless'];

interface Body {
  text: string;
  file: string;
  /** Lines of front matter above the body. */
  lineOffset: number;
  /** Whether every text is trimmed before it is put in. */
  trim: boolean;
}

/**
 * Checks every name in the body before anything is rendered, then returns the renderer.
 * @throws UserError with file and line for a syntax error, an unknown variable or an unknown helper
 */
export function compileBody(body: Body): (input: PromptInput) => PromptPart[] {
  const program = parse(body);
  checkNames(program.body, 'root', body);
  const template = Handlebars.compile<unknown>(body.text, {
    noEscape: true,
    strict: true,
    knownHelpersOnly: true,
    knownHelpers: { each: true, if: true, unless: true },
  });
  return (input) => {
    const prepare = (text: string): string => (body.trim ? text.trim() : text);
    const texts = [input.system ?? '', input.user, input.char, ...input.messages.map((message) => message.content)];
    const sentinel = chooseSentinel([body.text, ...texts]);
    const mark = (text: string): string => wrap(prepare(text), sentinel);
    const rendered = template(
      {
        system: mark(input.system ?? ''),
        user: mark(input.user),
        char: mark(input.char),
        messages: input.messages.map((message) => ({
          role: message.role,
          content: mark(message.content),
          isUser: message.role === 'user',
          isAssistant: message.role === 'assistant',
        })),
      },
      { allowProtoPropertiesByDefault: false, allowProtoMethodsByDefault: false },
    );
    const parts = rendered.split(sentinel.open).flatMap((piece, index): PromptPart[] => {
      if (index === 0) return [{ source: 'template', text: piece }];
      const [data = '', after = ''] = piece.split(sentinel.close);
      return [
        { source: 'data', text: data },
        { source: 'template', text: after },
      ];
    });
    return joinParts(parts);
  };
}

function parse(body: Body): hbs.AST.Program {
  try {
    return Handlebars.parse(body.text);
  } catch (cause) {
    const text = cause instanceof Error ? cause.message : String(cause);
    const line = /line (\d+)/.exec(text)?.[1] ?? /(\d+):\d+$/.exec(text)?.[1];
    const place: Place = { file: body.file, ...(line && { line: Number(line) + body.lineOffset }) };
    throw new UserError(`the template cannot be parsed: ${text.split('\n').at(-1)}`, { place, cause });
  }
}

type Scope = 'root' | 'message';

function checkNames(statements: readonly hbs.AST.Statement[], scope: Scope, body: Body): void {
  for (const statement of statements) checkStatement(statement, scope, body);
}

function checkStatement(statement: hbs.AST.Statement, scope: Scope, body: Body): void {
  if (isMustache(statement)) {
    if (statement.params.length > 0) fail(statement, `unknown helper "${textOf(statement.path)}"`, BLOCKS, body);
    checkExpression(statement.path, scope, body);
  } else if (isBlock(statement)) {
    const name = textOf(statement.path);
    if (!BLOCKS.includes(name)) fail(statement, `unknown block "${name}"`, BLOCKS, body);
    for (const parameter of statement.params) checkExpression(parameter, scope, body);
    const isLoop = name === 'each' && statement.params.some((parameter) => textOf(parameter) === 'messages');
    checkNames(statement.program.body, isLoop ? 'message' : scope, body);
    if (statement.inverse) checkNames(statement.inverse.body, scope, body);
  } else if (statement.type !== 'ContentStatement' && statement.type !== 'CommentStatement') {
    fail(statement, `${statement.type} is not allowed in a prompt template`, [], body);
  }
}

function checkExpression(expression: hbs.AST.Expression, scope: Scope, body: Body): void {
  if (!isPath(expression)) return;
  const [first = '', second] = expression.parts.map(String);
  if (expression.data) {
    if (!DATA_NAMES.includes(first))
      fail(
        expression,
        `unknown variable "@${first}"`,
        DATA_NAMES.map((name) => `@${name}`),
        body,
      );
    if (first === 'root') requireName(second ?? '', ROOT_NAMES, expression, body);
    return;
  }
  const isOuter = expression.depth > 0 || scope === 'root';
  requireName(first, isOuter ? ROOT_NAMES : MESSAGE_NAMES, expression, body);
}

function requireName(name: string, known: readonly string[], node: hbs.AST.Node, body: Body): void {
  if (!known.includes(name)) fail(node, `unknown variable "${name}"`, known, body);
}

function fail(node: hbs.AST.Node, problem: string, known: readonly string[], body: Body): never {
  const { line, column } = node.loc.start;
  throw new UserError(problem, {
    place: { file: body.file, line: line + body.lineOffset, column: column + 1 },
    remedy:
      known.length > 0
        ? `${didYouMean(problem.split('"')[1] ?? '', known)} Known here: ${known.join(', ')}.`
        : undefined,
  });
}

function textOf(node: hbs.AST.Node): string {
  return 'original' in node ? String(node.original) : '';
}
function isMustache(node: hbs.AST.Node): node is hbs.AST.MustacheStatement {
  return node.type === 'MustacheStatement';
}
function isBlock(node: hbs.AST.Node): node is hbs.AST.BlockStatement {
  return node.type === 'BlockStatement';
}
function isPath(node: hbs.AST.Node): node is hbs.AST.PathExpression {
  return node.type === 'PathExpression';
}
