// The summary of a job of GitHub Actions: the closing tables and what failed, in Markdown. Start at `stepSummary`.
import { appendFileSync } from 'node:fs';
import { describeError } from '../core/errors.ts';
import type { RunEvent } from '../run/events.ts';
import { plural, say } from '../words/text.ts';
import { closingOf } from './closing.ts';
import { closingTally } from './closing-tables.ts';
import { markdownLine, markdownTable } from './markdown.ts';
import { type Screen, shown } from './screen.ts';
import { cellsIn } from './tally.ts';
import { describeEnd, describePlay } from './wording.ts';

/** More failures are counted, not listed: GitHub refuses summaries of more than a megabyte. */
const MOST_FAILURES = 50;
const LONGEST_REASON = 500;

/** @param file where GitHub reads it from; other steps and programs may have written to it */
export function stepSummary(
  file: string,
  screen: Pick<Screen, 'words'>,
): {
  /** Returns what went wrong, if anything did. */
  follow(event: RunEvent): string | null;
} {
  const started = new Set<string>();
  const failures: string[] = [];
  let failed = 0;
  let tally = closingTally([]);
  const closing = closingOf();
  const fail = (name: string, reason: string): void => {
    failed++;
    if (failures.length < MOST_FAILURES)
      failures.push(`- **${markdownLine(name)}**: ${markdownLine(reason.slice(0, LONGEST_REASON))}`);
  };
  return {
    follow(event) {
      tally.count(event);
      closing.count(event);
      if (event.type === 'run-start') tally = closingTally(event.varied);
      else if (event.type === 'model-failed') fail(event.model, event.reason);
      else if (event.type === 'conversation-start') started.add(event.key);
      // One that never started failed with its model.
      else if (
        event.type === 'conversation-end' &&
        started.delete(event.record.key) &&
        event.record.status === 'failed'
      )
        fail(`${event.record.model}/${describePlay(event.record)}`, event.record.reason ?? '');
      if (event.type !== 'run-end') return null;
      const more =
        failed > failures.length
          ? [
              `- ${shown(say('and {failures}', { failures: plural(failed - failures.length, 'more failure') }), screen)}`,
            ]
          : [];
      const sections = [
        `## hitogara ${event.summary.runId}`,
        markdownLine(shown(describeEnd(event.summary, null), screen)),
        ...closing.verdicts().map((verdict) => `- ${markdownLine(shown(verdict, screen))}`),
        ...tally.tables().map((table) => {
          const { head, rows, numbers } = cellsIn(table, screen);
          return markdownTable(head, rows, numbers);
        }),
        [...failures, ...more].join('\n'),
      ];
      return appendToSummary(file, `${sections.filter(Boolean).join('\n\n')}\n\n`);
    },
  };
}

/** Returns what went wrong, if anything did. */
export function appendToSummary(file: string, text: string): string | null {
  try {
    appendFileSync(file, text);
    return null;
  } catch (error) {
    return String(say('the summary of the job cannot be written: {reason}', { reason: describeError(error) }));
  }
}
