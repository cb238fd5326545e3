// `hitogara report`: models beside each other as one HTML file. Start at `runReport`.
import { tabulate } from '../../compare/tabulate.ts';
import { ExitCode } from '../../core/errors.ts';
import { inertLine } from '../../core/inert-text.ts';
import { absolute, shorten } from '../../core/world.ts';
import { fold } from '../../report/fold.ts';
import { columnsOf, recordedLine, shown } from '../../report/screen.ts';
import { joined } from '../../report/wording.ts';
import { writeHtmlReport } from '../../view/write-report.ts';
import { plural, say, type Text } from '../../words/text.ts';
import type { Host } from '../host.ts';
import type { ReportOptions } from './report-flags.ts';

export async function runReport(names: readonly string[], options: ReportOptions, host: Host): Promise<number> {
  const { output, ...request } = options;
  const file = absolute(output, host);
  const comparison = await tabulate({ names, ...request }, host);
  const { bytes } = await writeHtmlReport(comparison, file, host);
  const columns = columnsOf(host.stderr);
  for (const note of comparison.notes) {
    const line = shown(say('note: {note}', { note: recordedLine(note, host) }), host);
    host.stderr.write(`${fold(inertLine(line), columns, 2)}\n`);
  }
  const told: Text = joined(
    shorten(file, host),
    say('{megabytes} MB', { megabytes: (bytes / 1e6).toFixed(1) }),
    plural(comparison.columns.length, 'column'),
    plural(comparison.scenarios.length, 'scenario'),
    say('open it in a browser'),
  );
  host.stdout.write(`${inertLine(shown(told, host))}\n`);
  return ExitCode.done;
}
