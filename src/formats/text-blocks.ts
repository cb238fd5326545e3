// A plain chat log cut into blocks: what one speaker says, or what stands outside. Start at `blocksOf`.
import { labelIn, STYLES } from './text-labels.ts';
import { type Cast, isSystem } from './text-roles.ts';
import type { Utterance } from './transcript.ts';

export interface Block {
  /** null: nobody says it. */
  role: Utterance['role'] | null;
  /** Of its first line, 1-based. */
  line: number;
  /** The first is what follows the label in its line. */
  lines: string[];
}

/** Every line is in one block; a line that frames, such as a code fence around the log, is an empty one. */
export function blocksOf(lines: readonly string[], cast: Cast): Block[] {
  const blocks: Block[] = [{ role: null, line: 1, lines: [] }];
  const frame = frames();
  const level = levelOf(lines[cast.line - 1] ?? '');
  for (const [index, line] of lines.entries()) {
    const current = blocks.at(-1);
    const label = labelIn(line, cast.style);
    const role = label && roleOf(label.name, cast);
    if (label && role) blocks.push({ role, line: index + 1, lines: [label.rest] });
    else if (frame(line, current?.role === null)) blocks.push({ role: null, line: index + 1, lines: [''] });
    else if (isSection(line, level, cast)) blocks.push({ role: null, line: index + 1, lines: [line] });
    else current?.lines.push(line);
  }
  return blocks.flatMap((block) => ended(block, cast));
}

function roleOf(name: string, { user, assistant, system }: Cast): Utterance['role'] | null {
  if (name === user) return 'user';
  if (name === assistant) return 'assistant';
  return system(name) ? 'system' : null;
}

/** Follows code fences that stand around the log; those inside of what somebody says are text. */
export function frames(): (line: string, isOutside: boolean) => boolean {
  let isFramed = false;
  let isInner = false;
  return (line, isOutside) => {
    const [, info] = /^\s*(?:`{3,}|~{3,})\s*([^`]{0,40})$/.exec(line.slice(0, 80)) ?? [];
    if (info === undefined) return false;
    if (!isFramed) {
      isFramed = isOutside;
      return isOutside;
    }
    if (info !== '' || isInner) {
      isInner = info !== '';
      return false;
    }
    isFramed = false;
    return true;
  };
}

/** Where speakers are headings, a heading above them begins something else. */
function isSection(line: string, level: number, { style }: Cast): boolean {
  const own = style.id === 'heading' ? levelOf(line) : 0;
  return own > 0 && own < level;
}

/** How many signs a heading begins with; 0: it is none. */
function levelOf(line: string): number {
  return /^(#{1,6})(?!#)/.exec(line.trimStart().slice(0, 8))?.[1]?.length ?? 0;
}

/** Cuts off what follows the end of what is said: headings and rules; after a quotation, everything. */
function ended(block: Block, { style }: Cast): Block[] {
  const { role, line, lines } = block;
  if (role === null) return [block];
  const kept = style.id === 'quote' ? linesOfQuotation(lines) : lines.length - closingLines(lines);
  if (kept === lines.length) return [block];
  return [
    { role, line, lines: lines.slice(0, kept) },
    { role: null, line: line + kept, lines: lines.slice(kept) },
  ];
}

function linesOfQuotation(lines: readonly string[]): number {
  let depth = 0;
  for (const [index, line] of lines.entries()) {
    for (const sign of line) depth += sign === '「' ? 1 : sign === '」' ? -1 : 0;
    if (depth <= 0) return index + 1;
  }
  return lines.length;
}

/** How many lines at the end are headings, rules and the blank lines around them; none if there are only blank ones. */
function closingLines(lines: readonly string[]): number {
  let count = 0;
  let last = 0;
  // The label's own line says what it says.
  for (const line of lines.slice(1).reverse()) {
    const isMark = /^\s*(?:#{1,6}\s.*|(?:[-*_=＊]\s*){3,})$/s.test(line.slice(0, 200));
    if (!isMark && line.trim() !== '') break;
    count++;
    if (isMark) last = count;
  }
  return last;
}

/** What the system says in a block outside: from a label such as SYSTEM, in any style. */
export function systemIn(lines: readonly string[]): { at: number; rest: string } | null {
  for (const [at, line] of lines.entries()) {
    const label = STYLES.map((style) => labelIn(line, style)).find((each) => each && isSystem(each.name));
    if (label) return { at, rest: label.rest };
  }
  return null;
}
