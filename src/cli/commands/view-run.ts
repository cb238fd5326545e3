// `hitogara view`: serves the viewer until the user ends it. Start at `viewRun`.
import { type CompareRequest, planComparison } from '../../compare/plan.ts';
import { ExitCode } from '../../core/errors.ts';
import { written } from '../../report/json.ts';
import { openBrowser } from '../../view/open-browser.ts';
import { readPage } from '../../view/read-page.ts';
import { startViewer } from '../../view/viewer.ts';
import { say } from '../../words/text.ts';
import type { Host } from '../host.ts';
import type { ViewOptions } from './view-flags.ts';

export async function viewRun(
  names: readonly string[],
  { port, open, who, out, ...narrowed }: ViewOptions,
  host: Host,
): Promise<number> {
  const { others, wanted } = await beginningOf({ names, ...narrowed, out }, host);
  const viewer = await startViewer({ out, others, port, who, template: await readPage() }, host);
  const address = wanted === '' ? viewer.address : `${viewer.address}#${wanted}`;
  await written(host.stdout, `${address}\n`);
  host.stderr.write(`${say('Ctrl-C ends it.').in(host.words)}\n`);
  if (open) openBrowser(address, host);
  await untilEnded(host.signal);
  await viewer.close();
  return ExitCode.done;
}

/**
 * What the page begins with, as it writes it after the # of its address; empty: the list of runs.
 * @throws UserError for what the runs do not have
 */
async function beginningOf(request: CompareRequest, host: Host): Promise<{ others: string[]; wanted: string }> {
  const { names, models, scenarios, baseline } = request;
  if (names.length + models.length + scenarios.length === 0 && baseline === null) return { others: [], wanted: '' };
  const { runs, sources, head } = await planComparison(request, host);
  const wanted = new URLSearchParams();
  for (const { manifest } of runs) wanted.append('run', manifest.runId);
  const subjects = runs.flatMap(({ manifest }) => manifest.models.filter(({ role }) => role === 'subject'));
  const chosen = new Set(sources.map(({ model }) => model.id));
  if (subjects.some(({ id }) => !chosen.has(id))) for (const model of chosen) wanted.append('model', model);
  if (baseline !== null) wanted.append('baseline', head.baseline);
  if (scenarios.length > 0) for (const { id } of head.scenarios) wanted.append('scenario', id);
  return { others: runs.map(({ directory }) => directory), wanted: wanted.toString() };
}

function untilEnded(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });
}
