// A run that was played before, or is being played: what it was made from, and how far it came. Writes nothing. Start at `openPastRun`.
import { UserError } from '../core/errors.ts';
import { isHeld } from '../core/lock.ts';
import { absolute, type World } from '../core/world.ts';
import { parseYaml } from '../core/yaml-file.ts';
import { firstTurns } from '../scenario/first-turns.ts';
import { type Scenario, ScenarioSchema } from '../scenario/schema.ts';
import { findNamedRun, readManifest, type StoredConversation } from './read-run.ts';
import type { Manifest, PlayRequest, Summary } from './records.ts';

export interface PastRun {
  directory: string;
  /** cut-off: it ended without its end being recorded, as when the process was killed. */
  status: Summary['status'] | 'running' | 'cut-off';
  manifest: Manifest;
  /** null: the run is being played, or was cut off. */
  summary: Summary | null;
  scenarios: RecordedScenario[];
}

/** A scenario as the run recorded it. */
export interface RecordedScenario {
  id: string;
  file: string;
  hash: string;
  /** The file, word for word. */
  text: string;
  /** null: it was written for a version of this program that read scenarios differently. */
  scenario: Scenario | null;
}

/**
 * @param run an id, the path of a run's folder, `latest` or `latest~1`
 * @param out folder of run folders
 * @throws UserError if there is no such run, or if its files cannot be read
 */
export async function openPastRun(run: string, out: string, world: World): Promise<PastRun> {
  const { directory, summary } = await findNamedRun(run, absolute(out, world), world);
  const manifest = await readManifest(directory);
  const isRunning = await isHeld(directory, world.process);
  return {
    directory,
    status: isRunning ? 'running' : (summary?.status ?? 'cut-off'),
    manifest,
    summary: isRunning ? null : summary,
    scenarios: manifest.scenarios.map((recorded) => ({ ...recorded, scenario: parsed(recorded, manifest.request) })),
  };
}

/** What the character says before the first user line; null: nothing. An imported chat has its own, whatever its scenario says. */
export function greetingOf(
  { manifest, scenarios }: Pick<PastRun, 'manifest' | 'scenarios'>,
  { scenario, turns }: Pick<StoredConversation, 'scenario' | 'turns'>,
): string | null {
  if (manifest.imported) return turns[0]?.greeting ?? null;
  return scenarios.find(({ id }) => id === scenario)?.scenario?.greeting ?? null;
}

function parsed(
  { file, text }: { file: string; text: string },
  { turns = null }: Pick<PlayRequest, 'turns'>,
): Scenario | null {
  try {
    return firstTurns(parseYaml({ file, text, isRecord: true }, ScenarioSchema), turns);
  } catch (error) {
    if (error instanceof UserError) return null;
    throw error;
  }
}
