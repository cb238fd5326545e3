// Markdown that says what it is given, and nothing else: no link, image, HTML, mention or heading comes out of a model's words.
// Start at `markdownText`.
import { inertText } from '../core/inert-text.ts';

/** For one line of running text or one cell of a table. */
export function markdownLine(text: string): string {
  return escaped(inertText(text).replace(/\s+/g, ' ').trim());
}

/** What somebody said, as a quotation that keeps its lines. */
export function markdownQuote(text: string): string {
  const lines = inertText(text.trim())
    .split('\n')
    .map((line) => line.trimEnd());
  // A backslash at the end of a line breaks it; at the end of a paragraph, it would be one more character.
  const breaks = lines.map((line, index) => line !== '' && Boolean(lines[index + 1]));
  return lines.map((line, index) => `> ${quoted(line)}${breaks[index] ? '\\' : ''}`.trimEnd()).join('\n');
}

export function markdownTable(
  head: readonly string[],
  rows: readonly (readonly string[])[],
  numbers: readonly string[] = [],
): string {
  const line = (cells: readonly string[]): string => `| ${cells.map(markdownLine).join(' | ')} |`;
  const rule = `|${head.map((name) => (numbers.includes(name) ? '---:' : '---')).join('|')}|`;
  return [line(head), rule, ...rows.map(line)].join('\n');
}

/** Spaces at the beginning of a line would make it code. */
function quoted(line: string): string {
  const [indent = ''] = /^[ \t]*/.exec(line) ?? [];
  return '&nbsp;'.repeat(indent.replaceAll('\t', '    ').length) + escaped(line.slice(indent.length));
}

/** Invisible; keeps what would otherwise become a link or a notification apart. */
const JOINER = '\u2060';

function escaped(text: string): string {
  return text
    .replace(/[\\`*_[\]{}|~$!^]/g, '\\$&')
    .replace(/&/g, '&amp;')
    .replace(/</g, '&lt;')
    .replace(/>/g, '&gt;')
    .replace(/^([-+=])/, '\\$1')
    .replace(/^(\d+)([.)])(?=\s|$)/, '$1\\$2')
    .replace(/#/g, `\\#${JOINER}`)
    .replace(/@/g, `@${JOINER}`)
    .replace(/:(?=\/\/)/g, `:${JOINER}`)
    .replace(/\b(www)\./gi, `$1${JOINER}.`)
    .replace(/\b(mailto|xmpp|GH-)(?=[:\d])/gi, `$1${JOINER}`);
}
