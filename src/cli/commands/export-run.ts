// `hitogara export`: a past run in the format of another program. Start at `runExport`.
import { ExitCode, UserError } from '../../core/errors.ts';
import { inertLine } from '../../core/inert-text.ts';
import { absolute, shorten } from '../../core/world.ts';
import { writeFolder } from '../../report/exported-files.ts';
import { fold } from '../../report/fold.ts';
import { written } from '../../report/json.ts';
import { columnsOf, shown } from '../../report/screen.ts';
import { type Export, exportRun } from '../../run/export.ts';
import { storedTally } from '../../score/stored-tally.ts';
import { joinTexts, plural, say, type Text } from '../../words/text.ts';
import type { Host } from '../host.ts';
import { intoFile } from '../into-file.ts';
import type { ExportOptions } from './export-flags.ts';

export async function runExport(run: string, { output, ...options }: ExportOptions, host: Host): Promise<number> {
  const exported = await exportRun({ run, ...options }, host, storedTally);
  if (!exported.isFolder) {
    if (output === null) return printed(exported, host);
    return intoFile(output, host, (writing) => printed(exported, writing));
  }
  if (output === null) {
    throw new UserError(say('{format} makes several files', { format: options.format }), {
      remedy: say('Name a folder for them: --output FOLDER'),
    });
  }
  const folder = absolute(output, host);
  await writeFolder(folder, exported.pieces, host);
  const { conversations, turns, notes } = exported.told();
  tellNotes(notes, host);
  const counts = joinTexts(', ', [plural(conversations, 'conversation'), plural(turns, 'turn')]);
  const told = exported.hasConversations
    ? say('exported {counts} · {folder}', { counts, folder: shorten(folder, host) })
    : say('written: {file}', { file: shorten(folder, host) });
  host.stdout.write(line(told, host));
  return ExitCode.done;
}

async function printed({ pieces, told }: Export, host: Host): Promise<number> {
  for await (const { data } of pieces) if (!(await written(host.stdout, String(data)))) return ExitCode.done;
  tellNotes(told().notes, host);
  return ExitCode.done;
}

function tellNotes(notes: readonly Text[], host: Host): void {
  for (const note of notes) host.stderr.write(line(say('note: {note}', { note }), host));
}

function line(text: Text, host: Host): string {
  return `${fold(inertLine(shown(text, host)), columnsOf(host.stderr), 2)}\n`;
}
