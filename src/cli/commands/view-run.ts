// `hitogara view`: serves the viewer until the user ends it. Start at `viewRun`.
import { ExitCode } from '../../core/errors.ts';
import { written } from '../../report/json.ts';
import { openPastRun } from '../../store/past-run.ts';
import { openBrowser } from '../../view/open-browser.ts';
import { readPage } from '../../view/read-page.ts';
import { startViewer } from '../../view/viewer.ts';
import { say } from '../../words/text.ts';
import type { Host } from '../host.ts';
import type { ViewOptions } from './view-flags.ts';

export async function viewRun(
  names: readonly string[],
  { port, open, who, out }: ViewOptions,
  host: Host,
): Promise<number> {
  const runs = await Promise.all(names.map((name) => openPastRun(name, out, host)));
  const others = runs.map(({ directory }) => directory);
  const viewer = await startViewer({ out, others, port, who, template: await readPage() }, host);
  const wanted = runs.map(({ manifest }) => `run=${encodeURIComponent(manifest.runId)}`).join('&');
  const address = wanted === '' ? viewer.address : `${viewer.address}#${wanted}`;
  await written(host.stdout, `${address}\n`);
  host.stderr.write(`${say('Ctrl-C ends it.').in(host.words)}\n`);
  if (open) openBrowser(address, host);
  await untilEnded(host.signal);
  await viewer.close();
  return ExitCode.done;
}

function untilEnded(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });
}
