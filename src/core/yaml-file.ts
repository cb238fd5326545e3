// Reads a hand-written YAML file against a zod schema, and gives file, line, column and field of what is wrong, and the line as it should
// be where that is certain. Knows nothing of scenarios, models or prompts. Start at `parseYaml`.
import {
  type Document,
  isMap,
  isNode,
  isPair,
  isScalar,
  Lexer,
  LineCounter,
  parseDocument,
  visit,
  type YAMLError,
} from 'yaml';
import type { z } from 'zod';
import { joinTexts, say, type Text } from '../words/text.ts';
import { together, UserError } from './errors.ts';
import { samplingFieldOf } from './sampling-names.ts';
import { type SchemaProblem, schemaProblems } from './schema-problem.ts';
import {
  type Correction,
  furtherItem,
  keyOnItsOwn,
  quoted,
  schemaCorrections,
  syntaxCorrections,
} from './yaml-advice.ts';
import { type Surprise, surprises } from './yaml-surprises.ts';
import { syntaxProblem } from './yaml-words.ts';

/** Far more than any hand-written file; an alias bomb exceeds it. */
const MAX_CHARACTERS = 1_000_000;
const MAX_ALIASES = 100;
const MAX_DEPTH = 100;
/** Of one file; a file with more needs another look anyway. */
const MAX_PROBLEMS = 20;
/** How much is read again, in all, to try corrections: seconds of work at most. */
const MAX_TRIED_CHARACTERS = 500_000;

export interface YamlSource {
  file: string;
  text: string;
  /** Lines before `text` in the file, as with front matter. */
  lineOffset?: number;
  /** It was read before, and only the schema decides. */
  isRecord?: boolean;
}

interface Problem {
  /** 1-based, within the text. */
  line: number;
  column: number;
  field?: string;
  message: Text;
  remedy?: Text | undefined;
  type: 'syntax' | 'schema' | 'guess';
  /** What may mend it, the likeliest first. */
  corrections: (lines: readonly string[]) => Iterable<Correction>;
  /** Everything behind it is another document. */
  isEnd?: boolean;
}

/**
 * @throws UserError with file:line:column and field of everything that is wrong: a syntax error, a repeated key, an alias bomb, a wrong
 * type, an unknown key, a text that is cut off
 */
export function parseYaml<Schema extends z.ZodType>(source: YamlSource, schema: Schema): z.output<Schema> {
  const first = look(source, schema);
  if ('data' in first) return first.data;
  const found: Found[] = [];
  const tries = { characters: MAX_TRIED_CHARACTERS };
  let current = source;
  let { problems } = first;
  for (;;) {
    const problem = problems.find((each) => !found.some((other) => isSame(each, other.problem)));
    if (!problem || found.length === MAX_PROBLEMS) break;
    const correction = correctionOf(problem, problems, { source: current, schema, tries });
    found.push({ problem, correction });
    if (problem.type === 'syntax' && !correction && !problem.isEnd) break;
    if (!correction && !problem.isEnd) continue;
    const text = correction ? applied(current.text, correction) : textBefore(current.text, problem.line);
    current = { ...current, text };
    const next = look(current, schema);
    problems = 'data' in next ? [] : next.problems;
  }
  const errors = found
    .filter(({ problem, correction }) => correction !== null || problem.type !== 'guess')
    .sort((a, b) => lineOf(a) - lineOf(b))
    .map((each) => mistake(each, source, current.text));
  if (errors.length > 0) throw together(errors);
  // There were only guesses, and none could be confirmed.
  return schema.parse(toPlainData(documentOf(source.text).document, source.file));
}

/** Where a path is in a text that was read before: 1-based; that of its nearest ancestor where it was left out. */
export function placeIn(text: string, path: readonly (string | number)[]): { line: number; column: number } {
  const { document, lines } = documentOf(text);
  const { line, col } = lines.linePos(findNode(document, path).offset);
  return { line, column: col };
}

interface Found {
  problem: Problem;
  correction: Correction | null;
}

function lineOf({ problem, correction }: Found): number {
  return correction ? correction.at + 1 : problem.line;
}

function isSame(a: Problem, b: Problem): boolean {
  return a.line === b.line && a.field === b.field && String(a.message) === String(b.message);
}

function documentOf(text: string): { document: Document.Parsed; lines: LineCounter } {
  const lines = new LineCounter();
  return { document: parseDocument(text, { lineCounter: lines, merge: false, uniqueKeys: true }), lines };
}

/** One reading: the data, or the first syntax error, or everything that the schema refuses. */
function look<Schema extends z.ZodType>(
  source: YamlSource,
  schema: Schema,
): { data: z.output<Schema> } | { problems: Problem[] } {
  const { text, file } = source;
  if (text.length > MAX_CHARACTERS) {
    throw new UserError(say('is larger than {n} characters', { n: MAX_CHARACTERS }), { place: { file } });
  }
  refuseDeepNesting(source);
  const { document, lines } = documentOf(text);
  const at = (offset: number): { line: number; column: number } => {
    const { line, col } = lines.linePos(offset);
    return { line, column: col };
  };
  const [syntaxError] = document.errors;
  if (syntaxError) return { problems: [fromSyntax(syntaxError, text, at(syntaxError.pos[0]))] };
  const alias = looseAlias(document, source, at);
  if (alias) return { problems: [alias] };
  const result = schema.safeParse(toPlainData(document, file), { reportInput: true });
  const odd = source.isRecord ? [] : surprises(document, text, schema);
  if (result.success && odd.length === 0) return { data: result.data };
  const refused = result.success ? [] : schemaProblems(result.error, schema);
  return {
    problems: [
      // What has become part of a text may be what the schema misses.
      ...odd.map((each) => fromSurprise(each, at(each.offset), at)),
      ...refused.map((problem) => fromSchema(problem, document, text, at)),
    ],
  };
}

type At = (offset: number) => { line: number; column: number };

function fromSyntax(error: YAMLError, text: string, place: { line: number; column: number }): Problem {
  const isTwice = error.code === 'DUPLICATE_KEY';
  const lines = text.split('\n');
  const [, key = ''] = /^["']?([^"':\s]+)/.exec((lines[place.line - 1] ?? '').slice(place.column - 1)) ?? [];
  const { message, remedy } = syntaxProblem(error, key, isTwice ? lineOfFirst(key, lines, place) : null);
  return {
    ...{ ...place, message, remedy, type: 'syntax', isEnd: error.code === 'MULTIPLE_DOCS' },
    corrections: (current) =>
      isTwice ? furtherItem(current, place.line - 1) : syntaxCorrections(current, place.line - 1),
  };
}

/** The nearest line above with the same key in the same column. */
function lineOfFirst(key: string, lines: readonly string[], place: { line: number; column: number }): number | null {
  const at = lines.slice(0, place.line - 1).findLastIndex((line) => {
    const lead = line.slice(0, place.column - 1);
    return /^[ -]*$/.test(lead) && line.slice(lead.length).startsWith(`${key}:`);
  });
  return at < 0 ? null : at + 1;
}

function fromSchema(problem: SchemaProblem, document: Document.Parsed, text: string, at: At): Problem {
  const path = problem.key === undefined ? problem.path : [...problem.path, problem.key];
  const { offset, node } = findNode(document, path);
  const [start, end] = node?.range ?? [offset, offset];
  const notText =
    problem.isText && isScalar(node) && node.type === 'PLAIN' ? notAText(node.value, start === end) : null;
  // Nothing is there because all of it is taken for a comment.
  const [comment = ''] = start === end ? (/^[ \t]*#[^\n]*/.exec(text.slice(start)) ?? []) : [];
  const isCut = problem.isText && comment !== '';
  const message = isCut ? say('the text begins with "#", which begins a comment') : (notText ?? problem.message);
  const value = isNode(node) ? at(start).line - 1 : at(offset).line - 1;
  return {
    ...at(offset),
    ...{ field: problem.path.join('.'), message, remedy: problem.remedy, type: 'schema' },
    *corrections(lines) {
      const isUnknown = problem.key !== undefined;
      if (isCut) yield* replaced(lines, at, { start, end: start + comment.length, problem: message, by: quoted });
      if (notText && start < end) yield* replaced(lines, at, { start, end, problem: message, by: quoted });
      if (!problem.isText && isScalar(node) && /^QUOTE/.test(node.type ?? '')) {
        const wanted = say('quotation marks make a text of it, but none is wanted here');
        yield* replaced(lines, at, { start, end, problem: wanted, by: (text) => text.slice(1, -1) });
      }
      if (isUnknown && problem.nearest?.length === 0 && /\P{ASCII}/u.test(problem.key ?? '')) {
        yield* textWithColon(lines, at(offset).line - 1);
      }
      yield* schemaCorrections(lines, at(offset).line - 1, isUnknown);
      if (value !== at(offset).line - 1) yield* schemaCorrections(lines, value, false);
    },
  };
}

/** How a value that should be a text was read instead. */
function notAText(value: unknown, isEmpty: boolean): Text | null {
  if (isEmpty) return say('is empty, and a text is wanted');
  if (typeof value === 'number' || typeof value === 'bigint')
    return say('this is read as a number, and a text is wanted');
  if (typeof value === 'boolean') return say('this is read as true or false, and a text is wanted');
  return value === null ? say('this is read as nothing at all, and a text is wanted') : null;
}

/** A key that no schema could know: the beginning of a text. */
function* textWithColon(lines: readonly string[], at: number): Generator<Correction> {
  const [, lead = '', text = ''] = /^( *(?:- +)+)(\S.*)$/.exec(lines[at] ?? '') ?? [];
  if (text === '') return;
  const problem = say('the text has a colon and a space, which make a key of its beginning');
  yield { at, problem, lines: new Map([[at, lead + quoted(text.trimEnd())]]) };
}

function fromSurprise(surprise: Surprise, place: { line: number; column: number }, at: At): Problem {
  const { offset, path, message, remedy, isGuess, end } = surprise;
  return {
    ...{ ...place, field: path.join('.'), message, remedy, type: isGuess ? 'guess' : 'schema' },
    corrections: (lines) =>
      end === undefined
        ? keyOnItsOwn(lines, place.line - 1)
        : replaced(lines, at, { start: offset, end, problem: message, by: quoted }),
  };
}

/** What is between two offsets of one line, written in another way. */
function* replaced(
  lines: readonly string[],
  at: At,
  { start, end, problem, by }: { start: number; end: number; problem: Text; by: (text: string) => string },
): Generator<Correction> {
  const [from, to] = [at(start), at(end)];
  const line = lines[from.line - 1] ?? '';
  if (from.line !== to.line) return;
  const before = line.slice(0, from.column - 1);
  const text = line.slice(from.column - 1, to.column - 1);
  const space = /\s$/.test(before) ? '' : ' ';
  const mended = `${before}${space}${by(text.trim())}${line.slice(to.column - 1)}`;
  yield { at: from.line - 1, problem, lines: new Map([[from.line - 1, mended]]) };
}

interface Trial {
  source: YamlSource;
  schema: z.ZodType;
  /** How much may still be read. */
  tries: { characters: number };
}

/** The correction after which the file reads best, if it then says nothing of the corrected lines; of equals, the first. */
function correctionOf(problem: Problem, all: readonly Problem[], { source, schema, tries }: Trial): Correction | null {
  let best: { correction: Correction; badness: number } | null = null;
  for (const correction of problem.corrections(source.text.split('\n'))) {
    if (tries.characters < source.text.length) break;
    tries.characters -= source.text.length;
    const left = problemsIn({ ...source, text: applied(source.text, correction) }, schema);
    const badness = badnessOf(left, correction, problem, all);
    if (badness !== null && badness < (best?.badness ?? Number.POSITIVE_INFINITY)) best = { correction, badness };
    if (badness === 0) break;
  }
  return best?.correction ?? null;
}

/** How much is still wrong; null: it is no correction. */
function badnessOf(
  left: readonly Problem[],
  { lines }: Correction,
  problem: Problem,
  all: readonly Problem[],
): number | null {
  const changed = [...lines.keys()].map((line) => line + 1);
  const [first] = left;
  if (first?.type === 'syntax') {
    const isProgress = problem.type === 'syntax' && first.line !== problem.line && first.line > Math.max(...changed);
    // The later it fails, the more could be read.
    return isProgress ? MAX_CHARACTERS + 1 - first.line : null;
  }
  if (left.some(({ line }) => changed.includes(line))) return null;
  return problem.type === 'syntax' || left.length < all.length ? left.length : null;
}

function problemsIn(source: YamlSource, schema: z.ZodType): Problem[] {
  try {
    const seen = look(source, schema);
    return 'data' in seen ? [] : seen.problems;
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    // Too deep or too many aliases: no correction.
    return [{ line: 0, column: 0, message: error.problem, type: 'syntax', corrections: () => [] }];
  }
}

function applied(text: string, { lines }: Correction): string {
  return text
    .split('\n')
    .map((line, index) => lines.get(index) ?? line)
    .join('\n');
}

function textBefore(text: string, line: number): string {
  return text
    .split('\n')
    .slice(0, line - 1)
    .join('\n');
}

/** @param final the text with all corrections */
function mistake({ problem, correction }: Found, { file, text, lineOffset = 0 }: YamlSource, final: string): UserError {
  const { line, column, message, remedy } = problem;
  const field = problem.field || undefined;
  if (!correction) return new UserError(message, { place: { file, line: line + lineOffset, column }, field, remedy });
  const place = { file, line: correction.at + 1 + lineOffset };
  const [before, after] = [text, final].map((each) => each.split('\n'));
  const others = [...correction.lines.keys()].filter((each) => each !== correction.at);
  return new UserError(correction.problem, {
    place: correction.at + 1 === line ? { ...place, column } : place,
    field,
    remedy: joinTexts('\n', [
      say('The line is:  {line}\nIt should be: {corrected}', excerpts(before?.[correction.at], after?.[correction.at])),
      others.length > 0
        ? say('The same goes for line {lines}.', { lines: others.map((each) => each + 1 + lineOffset).join(', ') })
        : null,
      correction.problem === message ? remedy : null,
    ]),
  });
}

/** Of a long line, what is around the first difference. */
function excerpts(line = '', corrected = ''): { line: string; corrected: string } {
  let same = 0;
  while (same < line.length && line[same] === corrected[same]) same++;
  const start = Math.max(0, same - LONG_LINE / 4);
  const [one, other] = [line, corrected].map((each) => {
    if (each.length <= LONG_LINE) return each;
    const end = start + LONG_LINE / 2;
    return `${start > 0 ? '…' : ''}${each.slice(start, end)}${end < each.length ? '…' : ''}`;
  });
  return { line: one ?? '', corrected: other ?? '' };
}

/** In characters. */
const LONG_LINE = 160;

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
      throw new UserError(say('is nested too deeply'), { place: { file } });
  }
}

/** An alias without its anchor, which is mostly a text. One walk over the document: counting is cheap, resolving each alias is not. */
function looseAlias(document: Document.Parsed, { file }: YamlSource, at: At): Problem | null {
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
  return loose && fromAlias(loose, at);
}

function fromAlias({ name, offset }: { name: string; offset: number }, at: At): Problem {
  return {
    ...at(offset),
    type: 'syntax',
    message: say('the alias *{name} has no anchor', { name }),
    remedy: say('A text that begins with * needs quotation marks.'),
    corrections: (lines) => syntaxCorrections(lines, at(offset).line - 1),
  };
}

function tooManyAliases(file: string, cause?: unknown): UserError {
  return new UserError(say('has too many aliases: expanding them would exhaust memory'), {
    place: { file, line: 1, column: 1 },
    remedy: say('At most {n} alias expansions are allowed; write the values out.', { n: MAX_ALIASES }),
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

/** The position of a path in the text: its key if it has one, else the deepest existing ancestor; and its value, if it has one. */
function findNode(
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
