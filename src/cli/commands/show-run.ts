// `hitogara show`: a past run once more, read from its folder. Start at `showRun`.
import { ExitCode } from '../../core/errors.ts';
import { written } from '../../report/json.ts';
import { viewOf } from '../../report/show.ts';
import { onlyNamed } from '../../store/named-in-run.ts';
import { openPastRun } from '../../store/past-run.ts';
import { readConversations } from '../../store/read-run.ts';
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
