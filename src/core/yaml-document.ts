// A YAML document as the library reads it, within limits that keep hostile files from exhausting memory or the stack. Start at `documentOf`.
import { type Document, isMap, isNode, isPair, Lexer, LineCounter, parseDocument, visit } from 'yaml';
import { say } from '../words/text.ts';
import { UserError } from './errors.ts';
import { samplingFieldOf } from './sampling-names.ts';

/** Far more than any hand-written file; an alias bomb exceeds it. */
export const MAX_CHARACTERS = 1_000_000;
const MAX_ALIASES = 100;
const MAX_DEPTH = 100;

export function documentOf(text: string): { document: Document.Parsed; lines: LineCounter } {
  const lines = new LineCounter();
  return { document: parseDocument(text, { lineCounter: lines, merge: false, uniqueKeys: true }), lines };
}

export function toPlainData(document: Document.Parsed, file: string): unknown {
  try {
    return document.toJS({ maxAliasCount: MAX_ALIASES });
  } catch (cause) {
    if (cause instanceof ReferenceError) throw tooManyAliases(file, cause);
    throw cause;
  }
}

/** Where a path is in a text that was read before: 1-based; that of its nearest ancestor where it was left out. */
export function placeIn(text: string, path: readonly (string | number)[]): { line: number; column: number } {
  const { document, lines } = documentOf(text);
  const { line, col } = lines.linePos(findNode(document, path).offset);
  return { line, column: col };
}

/** The position of a path in the text: its key if it has one, else the deepest existing ancestor; and its value, if it has one. */
export function findNode(
  document: Document.Parsed,
  path: readonly (string | number)[],
): { offset: number; node: { range?: readonly [number, number, number] | null } | null } {
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
      if (!pair) return { offset, node: null };
      if (isNode(pair.key)) offset = pair.key.range?.[0] ?? offset;
      node = pair.value;
    } else if (isNode(node) && 'get' in node && typeof node.get === 'function') {
      node = node.get(part, true);
      if (isNode(node)) offset = node.range?.[0] ?? offset;
    } else return { offset, node: null };
  }
  return { offset, node: isNode(node) ? node : null };
}

/** The parser is recursive, and a deeply nested file would crash the program; the tokens show that beforehand. */
export function refuseDeepNesting({ text, file }: { text: string; file: string }): void {
  let brackets = 0;
  let indicators = 0;
  for (const token of new Lexer().lex(text)) {
    if (token === '[' || token === '{') brackets++;
    else if (token === ']' || token === '}') brackets--;
    else if (token === '-' || token === '?') indicators++;
    else if (token.includes('\n')) indicators = 0;
    const indentation = /^ *$/.test(token) ? token.length : 0;
    if (Math.max(brackets, indicators, indentation / 2) > MAX_DEPTH)
      throw new UserError(say('is nested too deeply'), { place: { file } });
  }
}

/** An alias without its anchor, which is mostly a text. One walk over the document: counting is cheap, resolving each alias is not. */
export function looseAlias(document: Document.Parsed, file: string): { name: string; offset: number } | null {
  const anchors = new Set<string>();
  let aliases = 0;
  let loose: { name: string; offset: number } | null = null;
  visit(document, {
    Node(_key, node) {
      if ('anchor' in node && typeof node.anchor === 'string') anchors.add(node.anchor);
    },
    Alias(_key, alias) {
      if (++aliases > MAX_ALIASES) throw tooManyAliases(file);
      if (!anchors.has(alias.source)) loose ??= { name: alias.source, offset: alias.range?.[0] ?? 0 };
    },
  });
  return loose;
}

function tooManyAliases(file: string, cause?: unknown): UserError {
  return new UserError(say('has too many aliases: expanding them would exhaust memory'), {
    place: { file, line: 1, column: 1 },
    remedy: say('At most {n} alias expansions are allowed; write the values out.', { n: MAX_ALIASES }),
    cause,
  });
}
