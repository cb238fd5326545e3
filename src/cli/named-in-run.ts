// The models and scenarios of a past run that a user names. Start at `onlyNamed`.
import { ExitCode, UserError } from '../core/errors.ts';
import { globToRegExp } from '../core/glob.ts';
import { didYouMean } from '../core/suggest.ts';
import type { PastRun } from '../store/past-run.ts';
import { say, type Text } from '../words/text.ts';
import type { NamedInRun } from './shared-flags.ts';

/** @throws UserError for a filter that matches nothing in the run */
export function onlyNamed(run: PastRun, { models, scenarios }: NamedInRun): PastRun {
  const { manifest } = run;
  return {
    ...run,
    manifest: {
      ...manifest,
      models: matching(models, manifest.models, (id) => say('the run has no model "{id}"', { id })),
    },
    scenarios: matching(scenarios, run.scenarios, (id) => say('the run has no scenario "{id}"', { id })),
  };
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
