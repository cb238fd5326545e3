// Every run of a folder as a list shows it: from the small files alone, and read again only when these have changed. A run that cannot
// be read is listed with the reason. Start at `runList`.
import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import { describeError, UserError } from '../core/errors.ts';
import { readPlainFile } from '../core/plain-file.ts';
import type { OwnProcess } from '../core/world.ts';
import { say } from '../words/text.ts';
import { openLiveJournal } from './live-journal.ts';
import { requireUnchanged } from './manifest-seal.ts';
import type { PastRun } from './past-run.ts';
import { versionProblem } from './read-journal.ts';
import { MANIFEST, RECORD_MEGABYTES, RUN_FOLDER, readSummary } from './read-run.ts';
import type { Summary } from './records.ts';
import { type RunFiles, runFiles } from './run-files.ts';

export interface ListedRun {
  id: string;
  directory: string;
  /** Empty: not known. */
  startedAt: string;
  status: PastRun['status'] | 'unreadable';
  /** Why it cannot be read; in English. */
  problem: string | null;
  models: string[];
  scenarios: string[];
  /** null: the run has not ended, and is too large to be counted for a list. */
  conversations: number | null;
  turns: number | null;
  isImported: boolean;
}

export interface RunList {
  /** Latest first. */
  all(): Promise<ListedRun[]>;
  /** null: there is no such run, or it cannot be read. */
  find(id: string): Promise<ListedRun | null>;
}

/** @param others folders of runs that lie elsewhere */
export function runList(parent: string, others: readonly string[], own: OwnProcess): RunList {
  const known = new Map<string, { stamp: string; run: ListedRun }>();
  const read = async (directory: string): Promise<ListedRun | null> => {
    const files = await runFiles(directory, own);
    // A folder without a manifest is from a run that was killed before it started.
    if (files === null || files.manifest === '') return null;
    const { manifest, summary, journal, isRunning } = files;
    const stamp = JSON.stringify([manifest, summary, summary === '' && journal, isRunning]);
    const before = known.get(directory);
    if (before?.stamp === stamp) return before.run;
    const run = await listed(directory, files);
    known.set(directory, { stamp, run });
    return run;
  };
  const all = async (): Promise<ListedRun[]> => {
    const names = await readdir(parent).catch((): string[] => []);
    const inside = names.filter((name) => RUN_FOLDER.test(name)).map((name) => path.join(parent, name));
    const runs: ListedRun[] = [];
    for (const directory of new Set([...others, ...inside])) {
      const run = await read(directory);
      if (run) runs.push(run);
    }
    return withoutTwins(runs).sort((a, b) => (a.id < b.id ? 1 : -1));
  };
  return {
    all,
    find: async (id) => (await all()).find((run) => run.id === id && run.status !== 'unreadable') ?? null,
  };
}

/** A copy has the id of its original; what is said of one must not end up in the other. */
function withoutTwins(runs: readonly ListedRun[]): ListedRun[] {
  const first = new Map<string, ListedRun>();
  return runs.map((run) => {
    const original = first.get(run.id);
    first.set(run.id, original ?? run);
    if (!original) return run;
    const problem = say('a copy of {folder}', { folder: original.directory });
    return { ...run, id: path.basename(run.directory), status: 'unreadable', problem: String(problem) };
  });
}

/** What is needed of a manifest of any version that can be read. */
const HeadSchema = z.object({
  runId: z.string(),
  startedAt: z.string(),
  imported: z.unknown().optional(),
  models: z.array(z.object({ id: z.string(), role: z.string().default('subject') })),
  scenarios: z.array(z.object({ id: z.string() })),
});

async function listed(directory: string, files: RunFiles): Promise<ListedRun> {
  try {
    const { runId, startedAt, imported, models, scenarios } = await headOf(directory);
    const summary = files.isRunning ? null : await readSummary(directory);
    return {
      ...{ id: runId, directory, startedAt, problem: null, isImported: imported !== undefined },
      status: files.isRunning ? 'running' : (summary?.status ?? 'cut-off'),
      models: models.filter(({ role }) => role === 'subject').map(({ id }) => id),
      scenarios: scenarios.map(({ id }) => id),
      ...(summary ? totalsOf(summary) : await counted(directory, files)),
    };
  } catch (error) {
    const problem = error instanceof UserError ? String(error.bare) : describeError(error);
    const id = path.basename(directory);
    return {
      ...{ id, directory, startedAt: '', status: 'unreadable', problem, models: [], scenarios: [] },
      ...{ conversations: null, turns: null, isImported: false },
    };
  }
}

type Counts = Pick<ListedRun, 'conversations' | 'turns'>;

function totalsOf({ totals: { conversations, turns } }: Summary): Counts {
  return { conversations, turns };
}

/** In bytes: a journal of this size is counted in some hundredths of a second. */
const QUICKLY_COUNTED = 8e6;

async function counted(directory: string, { journal }: RunFiles): Promise<Counts> {
  const [, size = '0'] = journal.split(' ');
  if (Number(size) > QUICKLY_COUNTED) return { conversations: null, turns: null };
  const live = openLiveJournal(directory);
  await live.update();
  const { conversations, turns } = live.progress();
  return { conversations, turns };
}

/** @throws UserError or Error if it cannot be read */
async function headOf(directory: string): Promise<z.infer<typeof HeadSchema>> {
  const file = path.join(directory, MANIFEST);
  const data: unknown = JSON.parse((await readPlainFile(file, RECORD_MEGABYTES)).toString());
  const problem = versionProblem(data);
  if (problem) throw new UserError(problem);
  const head = HeadSchema.safeParse(data);
  if (!head.success) throw new UserError(z.prettifyError(head.error));
  requireUnchanged(data, file);
  return head.data;
}
