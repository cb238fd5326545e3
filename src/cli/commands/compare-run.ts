// `hitogara compare`: runs and models beside each other, in a terminal or in a file to paste. Start at `runCompare`.
import type { Comparison } from '../../compare/comparison.ts';
import type { Unit } from '../../compare/difference.ts';
import { narrowed } from '../../compare/narrow.ts';
import { tabulate } from '../../compare/tabulate.ts';
import { ExitCode, UserError } from '../../core/errors.ts';
import { csvComparison } from '../../report/comparison/csv.ts';
import { htmlComparison } from '../../report/comparison/html.ts';
import { jsonComparison } from '../../report/comparison/json.ts';
import { markdownComparison } from '../../report/comparison/markdown.ts';
import { textComparison } from '../../report/comparison/text.ts';
import { written } from '../../report/json.ts';
import { say } from '../../words/text.ts';
import type { Host } from '../host.ts';
import { paged } from '../pager.ts';
import type { CompareOptions } from './compare-flags.ts';

export async function runCompare(
  names: readonly string[],
  options: CompareOptions,
  given: ReadonlySet<PropertyKey>,
  host: Host,
): Promise<number> {
  requireSense(options, given);
  const { models, scenarios, baseline, out } = options;
  const whole = await tabulate({ names, models, scenarios, baseline, out }, host);
  const comparison = options.summary ? whole : narrowed(whole, options);
  const pieces = piecesOf(comparison, options, host);
  const isForReading = options.format === 'text' && !options.json && options.pager;
  if (isForReading) await paged(pieces, host);
  else for (const piece of pieces) if (!(await written(host.stdout, piece))) break;
  return ExitCode.done;
}

/** @throws UserError for options that exclude each other */
function requireSense({ json, format, difference, summary }: CompareOptions, given: ReadonlySet<PropertyKey>): void {
  if (json && given.has('format')) throw new UserError(say('--json and --format cannot be used together'));
  const hasMarks = !json && (format === 'text' || format === 'html-fragment');
  if (difference !== null && difference !== 'none' && !hasMarks)
    throw new UserError(say('--difference is for text and html-fragment'));
  if (summary && format === 'csv') throw new UserError(say('csv has one row for each reply; --summary leaves none'));
}

function piecesOf(comparison: Comparison, options: CompareOptions, host: Host): Iterable<string> {
  const { json, format, summary } = options;
  const view = { unit: unitOf(options, host), hasTranscripts: !summary };
  if (json) return jsonComparison(comparison, view);
  switch (format) {
    case 'text':
      return textComparison(comparison, view, host);
    case 'markdown':
      return markdownComparison(comparison, view, host);
    case 'html-fragment':
      return htmlComparison(comparison, view, host);
    case 'csv':
      return csvComparison(comparison);
  }
}

/** Brackets in a pipe are for those who ask for them. */
function unitOf({ difference, format }: CompareOptions, { stdout }: Host): Unit | null {
  if (difference !== null) return difference === 'none' ? null : difference;
  return format === 'text' && stdout.isTTY ? 'word' : null;
}
