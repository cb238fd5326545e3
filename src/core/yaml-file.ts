// Reads a hand-written YAML file against a zod schema, and gives file, line, column and field of what is wrong, and the line as it should
// be where that is certain. Knows nothing of scenarios, models or prompts. Start at `parseYaml`.
import type { z } from 'zod';
import { joinTexts, say } from '../words/text.ts';
import { together, UserError } from './errors.ts';
import type { Correction } from './yaml-advice.ts';
import { documentOf, MAX_CHARACTERS, toPlainData } from './yaml-document.ts';
import { look, type Problem, type YamlSource } from './yaml-problems.ts';

/** Of one file; a file with more needs another look anyway. */
const MAX_PROBLEMS = 20;
/** How much is read again, in all, to try corrections: seconds of work at most. */
const MAX_TRIED_CHARACTERS = 200_000;

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
    // A large file is read again a few times only; what is beyond that is found when this is mended.
    if (tries.characters < text.length) break;
    tries.characters -= text.length;
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
