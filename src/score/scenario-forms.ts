// By which form of a scenario a run is scored: the one that it recorded, or the file as it is now. Start at `scenariosFor`.
import path from 'node:path';
import { UserError } from '../core/errors.ts';
import { hashData } from '../core/hash.ts';
import { absolute, type World } from '../core/world.ts';
import { firstTurns } from '../scenario/first-turns.ts';
import { readScenario } from '../scenario/load.ts';
import type { Scenario } from '../scenario/schema.ts';
import type { PastRun, RecordedScenario } from '../store/past-run.ts';
import { say, type Text } from '../words/text.ts';

export type ScenarioForm = 'run' | 'now';

interface ScenarioToScore {
  scenario: Scenario;
  from: ScenarioForm;
  /** Of what checks read. */
  checksHash: string;
}

export interface ScenariosToScore {
  byId: ReadonlyMap<string, ScenarioToScore>;
  /** What the user should know about them. */
  notes: readonly Text[];
}

/**
 * @param form null: as the run recorded it, and where the file has changed since in what checks read, that is said
 * @throws UserError if the recorded form cannot be read, or if the file as it is now would be played otherwise
 */
export async function scenariosFor(run: PastRun, form: ScenarioForm | null, world: World): Promise<ScenariosToScore> {
  const byId = new Map<string, ScenarioToScore>();
  const notes: Text[] = [];
  for (const recorded of run.scenarios) {
    const { id, scenario } = recorded;
    if (form === 'now') {
      byId.set(id, toScore(await presentForm(recorded, run, world), 'now'));
      continue;
    }
    if (!scenario) throw unreadable(recorded);
    const then = toScore(scenario, 'run');
    byId.set(id, then);
    if (form === null && (await hasChanged(recorded, { then, run, world }))) {
      notes.push(
        say(
          'scenario {id} has changed since this run and was scored as it was then; --scenario-now scores by the file as it is now',
          { id },
        ),
      );
    }
  }
  return { byId, notes };
}

function toScore(scenario: Scenario, from: ScenarioForm): ScenarioToScore {
  return { scenario, from, checksHash: hashData(checkedPart(scenario)) };
}

/** What can change a result, apart from what was said. */
function checkedPart({ persona, greeting, checks, turns }: Scenario): unknown {
  return {
    persona,
    greeting: greeting ?? null,
    checks,
    turns: turns.map(({ probe, checks: own }) => ({ probe, own })),
  };
}

function unreadable({ id, file }: RecordedScenario): UserError {
  return new UserError(say('the run recorded scenario {id} in a form that this program cannot read', { id }), {
    place: { file },
    remedy: say('Score by the file as it is now: --scenario-now.'),
  });
}

async function presentForm(recorded: RecordedScenario, run: PastRun, world: World): Promise<Scenario> {
  const { scenario, hash } = await presentScenario(recorded, run, world);
  if (hash === recorded.hash) return scenario;
  throw new UserError(
    say(
      'what scenario {id} plays has changed since this run: its instruction, greeting, names, user lines or sampling',
      {
        id: recorded.id,
      },
    ),
    {
      place: { file: fileOf(recorded, run, world) },
      remedy: say('Play it again, or score the run as it was: --scenario-of-run.'),
    },
  );
}

/** A file that is gone or broken cannot be compared; whoever asks for it is told. */
async function hasChanged(
  recorded: RecordedScenario,
  { then, run, world }: { then: ScenarioToScore; run: PastRun; world: World },
): Promise<boolean> {
  try {
    const now = await presentScenario(recorded, run, world);
    return now.scenario.id === recorded.id && toScore(now.scenario, 'now').checksHash !== then.checksHash;
  } catch (error) {
    if (error instanceof UserError) return false;
    throw error;
  }
}

/** As much of it as the run has played. */
async function presentScenario(recorded: RecordedScenario, run: PastRun, world: World) {
  const { scenario, hash } = await readScenario(fileOf(recorded, run, world));
  return { scenario: firstTurns(scenario, run.manifest.request.turns ?? null), hash };
}

function fileOf({ file }: RecordedScenario, { directory, manifest }: PastRun, world: World): string {
  const { workingDirectory } = manifest;
  return workingDirectory === undefined
    ? absolute(file, world)
    : absolute(file, { workingDirectory: path.join(directory, workingDirectory) });
}
