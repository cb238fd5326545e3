export const REPORTERS = ['transcript', 'tty', 'plain', 'jsonl', 'github', 'silent'] as const;
export type ReporterName = (typeof REPORTERS)[number];
