// The reporters by name, each loaded when it is chosen. Start at `openReporter`.
import type { Reporter } from '../run/events.ts';
import type { Host } from './host.ts';

export const REPORTERS = ['transcript', 'silent'] as const;
export type ReporterName = (typeof REPORTERS)[number];

/** @param name null: chosen by what is played and where it is shown */
export async function openReporter(name: ReporterName | null, host: Host): Promise<Reporter> {
  if (name === 'silent') return { report: () => {} };
  const { transcriptReporter } = await import('./report-transcript.ts');
  return { report: transcriptReporter(host) };
}
