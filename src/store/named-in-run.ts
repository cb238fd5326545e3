// The models and scenarios of a past run that a user names. Start at `onlyNamed`.
import { ExitCode, UserError } from '../core/errors.ts';
import { globToRegExp } from '../core/glob.ts';
import { didYouMean } from '../core/suggest.ts';
import { say, type Text } from '../words/text.ts';
import type { PastRun } from './past-run.ts';

/** Ids or globs of ids; empty: everything. */
interface NamedInRun {
  models: readonly string[];
  scenarios: readonly string[];
}

/** @throws UserError for a filter that matches nothing in the run */
export function onlyNamed(run: PastRun, { models, scenarios }: NamedInRun): PastRun {
  const { manifest } = run;
  return {
    ...run,
    manifest: { ...manifest, models: modelsNamed(models, manifest.models) },
    scenarios: scenariosNamed(scenarios, run.scenarios),
  };
}

/**
 * Whether a conversation is one of those that a user names.
 * @throws UserError for a filter that matches nothing in any of the runs
 */
export function wantedIn(
  runs: readonly PastRun[],
  { models, scenarios }: NamedInRun,
): (conversation: { model: string; scenario: string }) => boolean {
  const ofModels = idsOf(
    modelsNamed(
      models,
      runs.flatMap(({ manifest }) => manifest.models),
    ),
  );
  const ofScenarios = idsOf(
    scenariosNamed(
      scenarios,
      runs.flatMap((run) => run.scenarios),
    ),
  );
  return ({ model, scenario }) => ofModels.has(model) && ofScenarios.has(scenario);
}

function idsOf(named: readonly { id: string }[]): Set<string> {
  return new Set(named.map(({ id }) => id));
}

function modelsNamed<Model extends { id: string }>(globs: readonly string[], models: readonly Model[]): Model[] {
  return matching(globs, models, (id) => say('the run has no model "{id}"', { id }));
}

function scenariosNamed<Scenario extends { id: string }>(
  globs: readonly string[],
  all: readonly Scenario[],
): Scenario[] {
  return matching(globs, all, (id) => say('the run has no scenario "{id}"', { id }));
}

function matching<Named extends { id: string }>(
  globs: readonly string[],
  known: readonly Named[],
  problem: (id: string) => Text,
): Named[] {
  const patterns = globs.map(globToRegExp);
  const found = known.filter(({ id }) => patterns.length === 0 || patterns.some((pattern) => pattern.test(id)));
  const idle = globs.find((_, index) => !known.some(({ id }) => patterns[index]?.test(id)));
  if (idle === undefined) return found;
  throw new UserError(problem(idle), {
    remedy: didYouMean(
      idle,
      known.map(({ id }) => id),
    ),
    exitCode: ExitCode.nothingMatched,
  });
}
