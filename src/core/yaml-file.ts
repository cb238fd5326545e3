// Reads a hand-written YAML file against a zod schema, and gives file, line, column and field of what is wrong.
// Knows nothing of scenarios, models or prompts. Start at `parseYaml`.
import { type Document, isMap, isNode, isPair, Lexer, LineCounter, parseDocument, visit } from 'yaml';
import type { z } from 'zod';
import { type Place, UserError } from './errors.ts';
import { samplingFieldOf } from './sampling-names.ts';
import { type SchemaProblem, schemaProblem } from './schema-problem.ts';

/** Far more than any hand-written file; an alias bomb exceeds it. */
const MAX_CHARACTERS = 1_000_000;
const MAX_ALIASES = 100;
const MAX_DEPTH = 100;

export interface YamlSource {
  file: string;
  text: string;
  /** Lines before `text` in the file, as with front matter. */
  lineOffset?: number;
}

/**
 * @throws UserError with file:line:column and field for a syntax error, a repeated key, an alias bomb, a wrong type or an
 * unknown key.
 */
export function parseYaml<Schema extends z.ZodType>(source: YamlSource, schema: Schema): z.output<Schema> {
  if (source.text.length > MAX_CHARACTERS) {
    throw new UserError(`is larger than ${MAX_CHARACTERS} characters`, { place: { file: source.file } });
  }
  const lines = new LineCounter();
  refuseDeepNesting(source);
  const document = parseDocument(source.text, { lineCounter: lines, merge: false, uniqueKeys: true });
  const placeAt = (offset: number): Place => {
    const { line, col } = lines.linePos(offset);
    return { file: source.file, line: line + (source.lineOffset ?? 0), column: col };
  };
  const [syntaxError] = document.errors;
  if (syntaxError) {
    const [summary = syntaxError.message] = syntaxError.message.split('\n');
    throw new UserError(summary.replace(/ at line \d+, column \d+:?$/, ''), { place: placeAt(syntaxError.pos[0]) });
  }
  checkAliases(document, source.file, placeAt);
  const result = schema.safeParse(toPlainData(document, source.file));
  if (result.success) return result.data;
  throw toError(schemaProblem(result.error, schema), document, placeAt);
}

/** The parser is recursive, and a deeply nested file would crash the program; the tokens show that beforehand. */
function refuseDeepNesting({ text, file }: YamlSource): void {
  let brackets = 0;
  let indicators = 0;
  for (const token of new Lexer().lex(text)) {
    if (token === '[' || token === '{') brackets++;
    else if (token === ']' || token === '}') brackets--;
    else if (token === '-' || token === '?') indicators++;
    else if (token.includes('\n')) indicators = 0;
    const indentation = /^ *$/.test(token) ? token.length : 0;
    if (Math.max(brackets, indicators, indentation / 2) > MAX_DEPTH)
      throw new UserError('is nested too deeply', { place: { file } });
  }
}

/** One walk over the document: counting is cheap, resolving each alias is not. */
function checkAliases(document: Document.Parsed, file: string, placeAt: (offset: number) => Place): void {
  const anchors = new Set<string>();
  let aliases = 0;
  visit(document, {
    Node(_key, node) {
      if ('anchor' in node && typeof node.anchor === 'string') anchors.add(node.anchor);
    },
    Alias(_key, alias) {
      if (++aliases > MAX_ALIASES) throw tooManyAliases(file);
      if (!anchors.has(alias.source)) {
        throw new UserError(`the alias *${alias.source} has no anchor`, { place: placeAt(alias.range?.[0] ?? 0) });
      }
    },
  });
}

function tooManyAliases(file: string, cause?: unknown): UserError {
  return new UserError('has too many aliases: expanding them would exhaust memory', {
    place: { file, line: 1, column: 1 },
    remedy: `At most ${MAX_ALIASES} alias expansions are allowed; write the values out.`,
    cause,
  });
}

function toPlainData(document: Document.Parsed, file: string): unknown {
  try {
    return document.toJS({ maxAliasCount: MAX_ALIASES });
  } catch (cause) {
    if (cause instanceof ReferenceError) throw tooManyAliases(file, cause);
    throw cause;
  }
}

function toError(problem: SchemaProblem, document: Document.Parsed, placeAt: (offset: number) => Place): UserError {
  const path = problem.key === undefined ? problem.path : [...problem.path, problem.key];
  return new UserError(problem.message, {
    place: placeAt(offsetOf(document, path)),
    field: problem.path.join('.') || undefined,
    remedy: problem.remedy,
  });
}

/** The position of a path in the text: its key if it has one, else the deepest existing ancestor. */
function offsetOf(document: Document.Parsed, path: readonly (string | number)[]): number {
  let node: unknown = document.contents;
  let offset = isNode(node) ? (node.range?.[0] ?? 0) : 0;
  for (const part of path) {
    if (isMap(node)) {
      const pairs = node.items.filter(isPair);
      const nameOf = (pair: (typeof pairs)[number]): string => String(isNode(pair.key) ? pair.key : '');
      const pair =
        pairs.find((each) => nameOf(each) === String(part)) ??
        // A sampling setting, under another of its names.
        pairs.find((each) => samplingFieldOf(nameOf(each)) === part);
      if (!pair) return offset;
      if (isNode(pair.key)) offset = pair.key.range?.[0] ?? offset;
      node = pair.value;
    } else if (isNode(node) && 'get' in node && typeof node.get === 'function') {
      node = node.get(part, true);
      if (isNode(node)) offset = node.range?.[0] ?? offset;
    } else return offset;
  }
  return offset;
}
