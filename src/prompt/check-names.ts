// Checks a parsed template before it is rendered: every name must be one that rendering will fill in, and only plain variables,
// `each`, `if` and `unless` are allowed. Start at `checkNames`.
import { UserError } from '../core/errors.ts';
import { nearlyMeant } from '../core/suggest.ts';
import { joinTexts, say, type Text } from '../words/text.ts';

const MESSAGE = ['role', 'content', 'isUser', 'isAssistant'];
const POSITION = ['@first', '@last', '@index'];
const BLOCKS = ['each', 'if', 'unless'];

interface Source {
  file: string;
  /** Lines of the file above the template. */
  lineOffset: number;
  /** Names of the texts that may be used anywhere. */
  texts: readonly string[];
}

/** What a variable is used for: inserted, tested, or looped over. */
type Use = 'text' | 'condition' | 'list';
/** In how many loops a place is; 0: none. */
type Scope = number;

/** @throws UserError with file, line and column of the first thing that cannot work */
export function checkNames(program: hbs.AST.Program, source: Source): void {
  checkProgram(program, 0, source);
}

function checkProgram(program: hbs.AST.Program | undefined, scope: Scope, source: Source): void {
  for (const statement of program?.body ?? []) checkStatement(statement, scope, source);
}

function checkStatement(statement: hbs.AST.Statement, scope: Scope, source: Source): void {
  if (isMustache(statement)) {
    const hasArguments = statement.params.length > 0 || (statement.hash?.pairs.length ?? 0) > 0;
    if (hasArguments)
      fail(
        statement,
        say('unknown helper "{name}"', { name: textOf(statement.path) }),
        textOf(statement.path),
        BLOCKS,
        source,
      );
    checkVariable(statement.path, 'text', scope, source);
  } else if (isBlock(statement)) {
    checkBlock(statement, scope, source);
  } else if (statement.type !== 'ContentStatement' && statement.type !== 'CommentStatement') {
    fail(statement, say('{what} is not allowed in a prompt template', { what: statement.type }), '', [], source);
  }
}

function checkBlock(block: hbs.AST.BlockStatement, scope: Scope, source: Source): void {
  const name = textOf(block.path);
  if (!BLOCKS.includes(name)) fail(block, say('unknown block "{name}"', { name }), name, BLOCKS, source);
  const [subject, ...others] = block.params;
  if (!subject || others.length > 0 || (block.hash?.pairs.length ?? 0) > 0) {
    fail(block, say('{block} takes one variable', { block: `{{#${name}}}` }), '', [], source);
  }
  // Where both are at the same message, Handlebars takes them for one, and ../ leads one loop further out than elsewhere.
  if (name === 'each' && scope > 0) {
    const what = '{{#each}} within {{#each}}';
    fail(block, say('{what} is not allowed in a prompt template', { what }), '', [], source);
  }
  checkVariable(subject, name === 'each' ? 'list' : 'condition', scope, source);
  checkProgram(block.program, name === 'each' ? scope + 1 : scope, source);
  checkProgram(block.inverse, scope, source);
}

function checkVariable(expression: hbs.AST.Expression, use: Use, scope: Scope, source: Source): void {
  const written = textOf(expression);
  if (!isPath(expression))
    fail(expression, say('only variables are allowed here, not "{text}"', { text: written }), '', [], source);
  const parts = expression.parts.map(String);
  const isFromRoot = expression.data && parts[0] === 'root';
  if (expression.depth > scope) {
    const problem =
      scope === 0
        ? say('"{text}" leads out of the template: this place is in no loop', { text: written })
        : say('"{text}" leads out of the template: this place is only {n} deep', { text: written, n: scope });
    fail(expression, problem, '', [], source);
  }
  const [name = '', ...deeper] = isFromRoot ? parts.slice(1) : parts;
  const known = knownNames(expression, { isFromRoot, use, scope, texts: source.texts });
  const fullName = expression.data && !isFromRoot ? `@${name}` : name;
  if (deeper.length > 0 || !known.includes(fullName))
    fail(expression, say('unknown variable "{name}"', { name: written }), written, known, source);
}

interface Spot {
  isFromRoot: boolean;
  use: Use;
  scope: Scope;
  texts: readonly string[];
}

function knownNames(path: hbs.AST.PathExpression, { isFromRoot, use, scope, texts }: Spot): readonly string[] {
  const isOuter = isFromRoot || scope - path.depth === 0;
  if (use === 'list') return isOuter ? ['messages'] : [];
  if (isOuter) return use === 'text' ? texts : [...texts, 'messages'];
  return path.data ? POSITION : MESSAGE;
}

/** @param wrong the name that is not known; empty: there is none */
function fail(node: hbs.AST.Node, problem: Text, wrong: string, known: readonly string[], source: Source): never {
  const { line, column } = node.loc.start;
  const wanted = wrong.replace(/^@root\.|^\.\.\//, '');
  throw new UserError(problem, {
    place: { file: source.file, line: line + source.lineOffset, column: column + 1 },
    remedy:
      known.length > 0
        ? joinTexts(' ', [nearlyMeant(wanted, known), say('Known here: {names}.', { names: known.join(', ') })])
        : undefined,
  });
}

function textOf(node: hbs.AST.Node): string {
  if ('original' in node) return shortened(String(node.original));
  return 'path' in node && isNode(node.path) ? textOf(node.path) : node.type;
}
function shortened(text: string): string {
  return text.length > LONG_NAME ? `${text.slice(0, LONG_NAME)}…` : text;
}
const LONG_NAME = 100;

function isNode(value: unknown): value is hbs.AST.Node {
  return typeof value === 'object' && value !== null && 'type' in value;
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
