// `hitogara show`: a past run once more, read from its folder. Start at `showRun`.
import { ExitCode, UserError } from '../../core/errors.ts';
import { globToRegExp } from '../../core/glob.ts';
import { didYouMean } from '../../core/suggest.ts';
import { written } from '../../report/json.ts';
import { viewOf } from '../../report/show.ts';
import { openPastRun, type PastRun } from '../../store/past-run.ts';
import { readConversations } from '../../store/read-run.ts';
import { say } from '../../words/text.ts';
import type { Host } from '../host.ts';
import type { ShowOptions } from './show-flags.ts';

export async function showRun(
  name: string,
  { format, models, scenarios, out }: ShowOptions,
  host: Host,
): Promise<number> {
  const run = onlyNamed(await openPastRun(name, out, host), { models, scenarios });
  const view = viewOf(run, format, host);
  const isShown = (known: readonly { id: string }[], id: string): boolean => known.some((each) => each.id === id);
  if (!(await written(host.stdout, view.begin()))) return ExitCode.done;
  for await (const conversation of readConversations(run.directory)) {
    if (!isShown(run.manifest.models, conversation.model) || !isShown(run.scenarios, conversation.scenario)) continue;
    if (!(await written(host.stdout, view.conversation(conversation)))) return ExitCode.done;
  }
  await written(host.stdout, view.end());
  return ExitCode.done;
}

/** @throws UserError for a filter that matches nothing in the run */
function onlyNamed(run: PastRun, { models, scenarios }: Pick<ShowOptions, 'models' | 'scenarios'>): PastRun {
  const { manifest } = run;
  return {
    ...run,
    manifest: { ...manifest, models: matching('model', models, manifest.models) },
    scenarios: matching('scenario', scenarios, run.scenarios),
  };
}

function matching<Named extends { id: string }>(
  what: 'model' | 'scenario',
  globs: readonly string[],
  known: readonly Named[],
): Named[] {
  const patterns = globs.map(globToRegExp);
  const found = known.filter(({ id }) => patterns.length === 0 || patterns.some((pattern) => pattern.test(id)));
  const idle = globs.find((_, index) => !known.some(({ id }) => patterns[index]?.test(id)));
  if (idle === undefined) return found;
  const problem =
    what === 'model'
      ? say('the run has no model "{id}"', { id: idle })
      : say('the run has no scenario "{id}"', { id: idle });
  throw new UserError(problem, {
    remedy: didYouMean(
      idle,
      known.map(({ id }) => id),
    ),
    exitCode: ExitCode.nothingMatched,
  });
}
