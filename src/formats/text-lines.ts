// The lines of a plain chat log without what programs have put around and between what is said. No line is added or taken away, so that
// their numbers stay. Start at `linesOf`.
import { withoutControls } from '../core/inert-text.ts';
import { plainLines } from '../core/text-file.ts';
import { say, type Text } from '../words/text.ts';
import { withoutFence } from './chat-text.ts';
import { unquoted } from './text-labels.ts';

export interface TextLines {
  lines: string[];
  notes: Text[];
}

/** Without the colours of a terminal, a fence or a quotation around everything, and white space in lines that have nothing else. */
export function linesOf(text: string): TextLines {
  const written = plainLines(text).toWellFormed().split('\n');
  const seen = written.map(withoutControls);
  const controls = seen.filter((line, index) => line !== written[index]).length;
  const lines = withoutQuotation(withoutFence(seen)).map((line) => (line.trim() === '' ? '' : line));
  return {
    lines,
    notes: controls > 0 ? [say('lines from which control characters were left out: {n}', { n: controls })] : [],
  };
}

/** Markdown's quotation, where it is around everything. */
function withoutQuotation(lines: readonly string[]): readonly string[] {
  const isQuoted = lines.every((line) => line.startsWith('>') || line.trim() === '');
  return isQuoted ? lines.map((line) => line.replace(/^> ?/, '')) : lines;
}

/** Texts of which each stands in a fence of its own, or in a quotation, without these; others as they are. */
export function unwrapped(texts: readonly string[]): string[] {
  const said = texts.filter((text) => text !== '');
  const unwrap = WRAPPINGS.find((read) => said.every((text) => read(text) !== text));
  return unwrap ? texts.map(unwrap) : [...texts];
}

const WRAPPINGS: readonly ((text: string) => string)[] = [
  (text) => withoutFence(text.split('\n')).join('\n').trim(),
  (text) => withoutQuotation(text.split('\n')).join('\n').trim(),
  unquoted,
];
