// A check for regressions in GitHub Actions: an annotation for each candidate, and the job's summary. Start at `annotationsOf`.
import type { RegressReport, Verdict } from '../../regress/report.ts';
import { joinTexts } from '../../words/text.ts';
import { calmLine } from '../comparison/calm-text.ts';
import { workflowCommand } from '../github-commands.ts';
import { type Screen, shown } from '../screen.ts';
import { recorded } from '../wording.ts';
import { pullRequestNote, summaryMarkdown } from './markdown.ts';
import { candidateName, headlineOf } from './verdict-words.ts';

/** GitHub shows ten annotations of a kind for a step. */
const MOST_ANNOTATIONS = 10;
const MOST_REASONS = 5;

const COMMANDS: Record<Verdict, string> = {
  regressed: 'error',
  pass: 'notice',
  inconclusive: 'warning',
  'not-comparable': 'error',
};

/** A line for each candidate, the worst first. */
export function annotationsOf({ candidates, design }: RegressReport, reader: Pick<Screen, 'words'>): string {
  return [...candidates]
    .sort((a, b) => rank(a.verdict) - rank(b.verdict))
    .slice(0, MOST_ANNOTATIONS)
    .map((candidate) => {
      const told = [headlineOf(candidate, design), ...candidate.reasons.slice(0, MOST_REASONS).map(recorded)];
      const title = shown(joinTexts(': ', ['hitogara', candidateName(candidate)]), reader);
      const lines = [...new Set(told.map((text) => calmLine(shown(text, reader))))];
      return workflowCommand(COMMANDS[candidate.verdict], calmLine(title), lines.join('\n'));
    })
    .join('');
}

function rank(verdict: Verdict): number {
  return ['regressed', 'not-comparable', 'inconclusive', 'pass'].indexOf(verdict);
}

/** Markdown: the table of all, then each candidate with its evidence. */
export function jobSummary(report: RegressReport, reader: Pick<Screen, 'words'>): string {
  return [summaryMarkdown(report, reader), pullRequestNote(report, reader)].join('\n\n');
}
