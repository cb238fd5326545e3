// A YAML document as the library reads it, within limits that keep hostile files from exhausting memory or the stack. Start at `documentOf`.
import { type Document, isMap, isNode, isPair, isScalar, Lexer, LineCounter, parseDocument, visit } from 'yaml';
import { say, type Text } from '../words/text.ts';
import { UserError } from './errors.ts';
import { samplingFieldOf } from './sampling-names.ts';

/** Far more than any hand-written file; an alias bomb exceeds it. */
export const MAX_CHARACTERS = 1_000_000;
const MAX_ALIASES = 100;
const MAX_DEPTH = 100;
/** Keys, values and the marks between them; to see that no key is there twice takes quadratic time. */
const MAX_PARTS = 12_000;
const MAX_ANCHORS = 100;
const MAX_LINES = 20_000;

export function documentOf(text: string): { document: Document.Parsed; lines: LineCounter } {
  const lines = new LineCounter();
  return {
    document: parseDocument(text, { lineCounter: lines, merge: false, uniqueKeys: true, logLevel: 'error' }),
    lines,
  };
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

interface YamlText {
  text: string;
  file: string;
  /** Of very many small things, not one large one. */
  isCatalogue?: boolean;
}

/**
 * The parser is recursive, and a deeply nested file would crash the program; one with very many keys would take minutes. The tokens show
 * that beforehand.
 * @throws UserError naming what there is too much of
 */
export function refuseExcess({ text, file, isCatalogue }: YamlText): void {
  const place = { file };
  const mostParts = isCatalogue ? 10 * MAX_PARTS : MAX_PARTS;
  let brackets = 0;
  let indicators = 0;
  let parts = 0;
  let anchors = 0;
  let aliases = 0;
  if (text.split('\n', MAX_LINES + 2).length > MAX_LINES + 1)
    throw new UserError(say('has more than {n} lines', { n: MAX_LINES }), { place });
  for (const token of new Lexer().lex(text)) {
    if (token === '[' || token === '{') brackets++;
    else if (token === ']' || token === '}') brackets--;
    else if (token === '-' || token === '?') indicators++;
    else if (token.includes('\n')) indicators = 0;
    const indentation = /^ *$/.test(token) ? token.length : 0;
    if (Math.max(brackets, indicators, indentation / 2) > MAX_DEPTH)
      throw new UserError(say('is nested too deeply'), { place });
    if (token.startsWith('*') && ++aliases > MAX_ALIASES) throw tooManyAliases(file);
    if (token.trim() !== '' && ++parts > mostParts)
      throw new UserError(say('has too many keys and values'), {
        place,
        remedy: say('At most about {n} are allowed. Divide the file.', { n: mostParts / 4 }),
      });
    if (token.startsWith('&') && ++anchors > MAX_ANCHORS)
      throw new UserError(say('has more than {n} anchors', { n: MAX_ANCHORS }), { place });
  }
}

/** What every reader of YAML knows; nothing else can be meant in these files. */
const PLAIN_TAGS = /^tag:yaml\.org,2002:(?:str|int|float|bool|null|map|seq)$/;

/**
 * The first thing that can be read, but not as what it says.
 * @param isProse whether its texts are what people say: formats of prompts may have any character
 */
export function oddity(
  document: Document.Parsed,
  isProse: boolean,
): { message: Text; remedy: Text; offset: number } | null {
  let odd: { message: Text; remedy: Text; offset: number } | null = null;
  visit(document, {
    Node(_key, node) {
      const offset = ('range' in node && node.range?.[0]) || 0;
      if ('tag' in node && typeof node.tag === 'string' && !PLAIN_TAGS.test(node.tag)) {
        const remedy = say('Leave it out. A text that begins with ! needs quotation marks.');
        odd ??= { message: say('the tag {tag} means nothing here', { tag: node.tag }), remedy, offset };
      }
      if (!isProse || !isScalar(node) || typeof node.value !== 'string') return;
      const [character] = UNWRITABLE.exec(node.value) ?? [];
      if (character === undefined) return;
      const code = `U+${character.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}`;
      odd ??= {
        message: say('contains the character {code}, which does not belong in a text', { code }),
        remedy: say('Leave it out.'),
        offset,
      };
    },
  });
  return odd;
}

/** NUL, the beginning of a terminal's commands, and halves of characters. */
const UNWRITABLE = /[\0\u001b]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/;

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
