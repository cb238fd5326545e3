// `hitogara import --as preset`: a prompt template or sampling settings out of presets of SillyTavern. Start at `importPresetFiles`.
import { ExitCode, UserError } from '../../core/errors.ts';
import { inertJson, inertLine } from '../../core/inert-text.ts';
import { absolute, shorten } from '../../core/world.ts';
import type { ImportFormat } from '../../formats/format-names.ts';
import { fold } from '../../report/fold.ts';
import { columnsOf, messageText, shown } from '../../report/screen.ts';
import { importPresets } from '../../run/import-presets.ts';
import { say, type Text } from '../../words/text.ts';
import type { Host } from '../host.ts';
import { writeNewFiles } from '../new-files.ts';
import type { ImportOptions } from './import-flags.ts';

interface PresetOptions extends Pick<ImportOptions, 'to' | 'output' | 'json'> {
  guessed: readonly Text[];
}

export async function importPresetFiles(
  files: readonly string[],
  formats: readonly ImportFormat[],
  { to, output, json, guessed }: PresetOptions,
  host: Host,
): Promise<number> {
  if (formats.some((format) => format !== 'preset')) {
    throw new UserError(say('presets and other files cannot be imported together'));
  }
  if (to === 'run' || to === 'scenario')
    throw new UserError(say('a preset becomes a template or settings: --to template'));
  const imported = await importPresets(files, to, host);
  const file = output === null ? null : absolute(output, host);
  if (file !== null) await writeNewFiles([{ file, text: imported.text }]);
  const notes = [...guessed, ...imported.notes];
  const told = [
    ...notes.map((note) => say('note: {note}', { note })),
    ...(file === null ? [] : [say('written: {file}', { file: shorten(file, host) })]),
  ];
  for (const text of told) host.stderr.write(`${fold(inertLine(shown(text, host)), columnsOf(host.stderr), 2)}\n`);
  if (json) {
    const printed = {
      to: imported.to,
      file: file && shorten(file, host),
      text: imported.text,
      notes: notes.map(String),
    };
    host.stdout.write(`${inertJson(printed)}\n`);
  } else if (file === null) host.stdout.write(messageText(imported.text, host));
  return ExitCode.done;
}
