import type { Text } from '../words/text.ts';

/** An error spoils every reply, a warning may do so, a note is worth knowing. */
export type Severity = 'error' | 'warning' | 'note';

/** Something the doctor found about a model and its prompt template. */
export interface Finding {
  severity: Severity;
  /** Stable and machine-readable; the table in the README explains each. */
  code: string;
  /** For people, in one line. */
  message: Text;
  /** Where it was seen: prompt text with white space made visible. */
  evidence?: Text | string;
  /** What can be done about it; may have several lines. */
  remedy?: Text;
}

const ORDER: readonly Severity[] = ['error', 'warning', 'note'];

/** Worst first; equals in the order in which they were found. */
export function worstFirst(findings: readonly Finding[]): Finding[] {
  return ORDER.flatMap((severity) => findings.filter((finding) => finding.severity === severity));
}

export function countOf(findings: readonly Finding[], severity: Severity): number {
  return findings.filter((finding) => finding.severity === severity).length;
}
