// The reporters by name, each loaded when it is chosen. Start at `openReporter`.
import type { Reporter } from '../run/events.ts';
import type { ReporterName } from './reporter-names.ts';
import type { Screen } from './screen.ts';

/** @param name null: transcript for a single conversation, otherwise one line per conversation; decided once their number is known */
export async function openReporter(name: ReporterName | null, host: Screen): Promise<Reporter> {
  if (name !== null) return OPEN[name](host);
  // GitHub's log obeys commands in any output, and a transcript contains what a model wrote.
  if (host.environment.GITHUB_ACTIONS === 'true') return OPEN.github(host);
  const [forOne, forMany] = await Promise.all([OPEN.transcript(host), OPEN.tty(host)]);
  let chosen: Reporter | null = null;
  return {
    report(event) {
      if (event.type === 'run-start') chosen = event.conversations === 1 ? forOne : forMany;
      chosen?.report(event);
    },
    close: () => chosen?.close?.(),
  };
}

const OPEN: Record<ReporterName, (host: Screen) => Promise<Reporter>> = {
  transcript: async (host) => (await import('./transcript.ts')).transcriptReporter(host),
  // Where a line cannot be redrawn, plain lines are used instead.
  tty: async (host) => (canDraw(host) ? (await import('./tty.ts')).ttyReporter(host) : OPEN.plain(host)),
  plain: async (host) => (await import('./plain.ts')).plainReporter(host),
  jsonl: async (host) => (await import('./jsonl.ts')).jsonlReporter(host),
  github: async (host) => (await import('./github.ts')).githubReporter(host),
  silent: async (host) => (await import('./silent.ts')).silentReporter(host),
};

function canDraw({ stdout, environment }: Pick<Screen, 'stdout' | 'environment'>): boolean {
  return stdout.isTTY === true && environment.TERM !== 'dumb';
}
