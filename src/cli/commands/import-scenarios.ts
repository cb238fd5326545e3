// `hitogara import --to scenario`: scenario files out of files of other programs. Start at `importToScenarios`.
import { stat } from 'node:fs/promises';
import path from 'node:path';
import { ExitCode, UserError } from '../../core/errors.ts';
import { inertJson, inertLine } from '../../core/inert-text.ts';
import { absolute, shorten } from '../../core/world.ts';
import { fold } from '../../report/fold.ts';
import { columnsOf, messageText, shown } from '../../report/screen.ts';
import { importScenarios, type ScenarioImportRequest } from '../../run/import-scenarios.ts';
import type { ImportedScenario } from '../../run/imported-scenario.ts';
import { plural, say, type Text } from '../../words/text.ts';
import type { Host } from '../host.ts';
import { writeNewFiles } from '../new-files.ts';
import type { ImportOptions } from './import-flags.ts';

export async function importToScenarios(
  files: ScenarioImportRequest['files'],
  { turnsOf, turns, personaOf, user, roles, greeting, output, json }: Omit<ImportOptions, 'as' | 'to'>,
  guessed: readonly Text[],
  host: Host,
): Promise<number> {
  if (turns !== null && turnsOf !== null) throw new UserError(say('--turns and --turns-of exclude each other'));
  const request = { files, turnsOf: turnsOf ?? turns, personaOf, user, roles, greeting };
  const { scenarios, notes } = await importScenarios(request, host);
  const target = output === null ? null : await targetOf(output, scenarios, host);
  const [only, ...others] = scenarios;
  const isPrinted = target === null && !json;
  if (isPrinted && others.length > 0) {
    throw new UserError(
      say('that is {scenarios}; name a folder for them', { scenarios: plural(scenarios.length, 'scenario') }),
      {
        remedy: say('For example: --output scenarios/'),
      },
    );
  }
  const written = target === null ? [] : scenarios.map(({ id }) => target(id));
  await writeNewFiles(
    scenarios.map(({ text }, index) => ({ file: written[index] ?? '', text })).filter(({ file }) => file !== ''),
  );
  const tell = (text: Text): void => {
    host.stderr.write(`${fold(inertLine(shown(text, host)), columnsOf(host.stderr), 2)}\n`);
  };
  for (const note of [...guessed, ...notes]) tell(say('note: {note}', { note }));
  const [first] = written;
  if (first !== undefined && written.length > MOST_NAMED) {
    const folder = shorten(path.dirname(first), host);
    tell(say('written: {n} files in {folder}', { n: written.length, folder }));
  } else for (const file of written) tell(say('written: {file}', { file: shorten(file, host) }));
  if (scenarios.some(({ turns: n }) => n === 0)) {
    tell(
      say('note: {note}', {
        note: say('what the user says is still missing: fill in turns, or use --turns-of anime-fan'),
      }),
    );
  }
  if (json) {
    const printed = scenarios.map(({ id, file, text, turns: n }, index) => ({
      ...{ id, turns: n, from: shorten(file, host) },
      file: written[index] === undefined ? null : shorten(written[index], host),
      text,
    }));
    host.stdout.write(`${inertJson({ scenarios: printed, notes: [...guessed, ...notes].map(String) })}\n`);
  } else if (isPrinted && only) host.stdout.write(messageText(only.text, host));
  return ExitCode.done;
}

/** Files; of more, only the folder is. */
const MOST_NAMED = 10;

/** A file for one scenario, or a folder: one that is there, a name with a slash at its end, or what several scenarios need. */
async function targetOf(
  output: string,
  scenarios: readonly ImportedScenario[],
  host: Host,
): Promise<(id: string) => string> {
  const place = absolute(output, host);
  const found = await stat(place).catch(() => null);
  const isFolder = scenarios.length > 1 || /[/\\]$/.test(output) || found?.isDirectory() === true;
  return isFolder ? (id) => path.join(place, `${id}.yaml`) : () => place;
}
