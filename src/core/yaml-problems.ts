// Everything that is wrong with a YAML file, each with what may mend it. Start at `look`.
import { type Document, isNode, isScalar, type YAMLError } from 'yaml';
import type { z } from 'zod';
import { say, type Text } from '../words/text.ts';
import { UserError } from './errors.ts';
import { PARSE_ONCE } from './parse-once.ts';
import { type SchemaProblem, schemaProblems } from './schema-problem.ts';
import {
  type Correction,
  furtherItem,
  keyOnItsOwn,
  quoted,
  schemaCorrections,
  syntaxCorrections,
} from './yaml-advice.ts';
import {
  documentOf,
  findNode,
  looseAlias,
  MAX_CHARACTERS,
  oddity,
  refuseExcess,
  toPlainData,
} from './yaml-document.ts';
import { type Surprise, surprises } from './yaml-surprises.ts';
import { syntaxProblem } from './yaml-words.ts';

export interface YamlSource {
  file: string;
  text: string;
  /** Lines before `text` in the file, as with front matter. */
  lineOffset?: number;
  /** It was read before, and only the schema decides. */
  isRecord?: boolean;
  /** Of very many small things, not one large one. */
  isCatalogue?: boolean;
  /** Its texts are what people say. */
  isProse?: boolean;
}

export interface Problem {
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

/** One reading: the data, or the first syntax error, or everything that the schema refuses. */
export function look<Schema extends z.ZodType>(
  source: YamlSource,
  schema: Schema,
): { data: z.output<Schema> } | { problems: Problem[] } {
  const { text, file } = source;
  if (text.length > MAX_CHARACTERS) {
    throw new UserError(say('is larger than {n} characters', { n: MAX_CHARACTERS }), { place: { file } });
  }
  refuseExcess(source);
  const { document, lines } = documentOf(text);
  const at = (offset: number): { line: number; column: number } => {
    const { line, col } = lines.linePos(offset);
    return { line, column: col };
  };
  const [syntaxError] = document.errors;
  if (syntaxError) return { problems: [fromSyntax(syntaxError, text, at(syntaxError.pos[0]))] };
  const alias = looseAlias(document, file);
  if (alias) return { problems: [fromAlias(alias, at)] };
  const strange = source.isRecord ? null : oddity(document, source.isProse ?? false);
  if (strange) {
    const { offset, message, remedy } = strange;
    return { problems: [{ ...at(offset), message, remedy, type: 'syntax', corrections: () => [] }] };
  }
  const result = schema.safeParse(toPlainData(document, file), PARSE_ONCE);
  const odd = source.isRecord ? [] : surprises(document, text, schema);
  if (result.success && odd.length === 0) return { data: result.data };
  const refused = result.success ? [] : schemaProblems(result.error, schema).slice(0, MAX_REFUSED);
  return {
    problems: [
      // What has become part of a text may be what the schema misses.
      ...odd.map((each) => fromSurprise(each, at(each.offset), at)),
      ...refused.map((problem) => fromSchema(problem, document, text, at)),
    ],
  };
}

/** What is beyond them is found when these are mended: the place of each takes time. */
const MAX_REFUSED = 100;

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
      if (isUnknown && problem.nearest?.length === 0 && /\P{ASCII}/u.test(problem.key ?? '')) {
        yield* textWithColon(lines, at(offset).line - 1);
      }
      yield* schemaCorrections(lines, at(offset).line - 1, isUnknown);
      if (value !== at(offset).line - 1) yield* schemaCorrections(lines, value, false);
      if (!problem.isText && isScalar(node) && /^QUOTE/.test(node.type ?? '')) {
        const wanted = say('quotation marks make a text of it, but none is wanted here');
        yield* replaced(lines, at, { start, end, problem: wanted, by: (text) => text.slice(1, -1) });
      }
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

function fromAlias({ name, offset }: { name: string; offset: number }, at: At): Problem {
  return {
    ...at(offset),
    type: 'syntax',
    message: say('the alias *{name} has no anchor', { name }),
    remedy: say('A text that begins with * needs quotation marks.'),
    corrections: (lines) => syntaxCorrections(lines, at(offset).line - 1),
  };
}
