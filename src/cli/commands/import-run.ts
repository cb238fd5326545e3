// `hitogara import`: a run out of a chat log, or scenarios out of cards and question sets. Start at `importFiles`.
import { ExitCode, UserError } from '../../core/errors.ts';
import { inertJson, inertLine } from '../../core/inert-text.ts';
import { readPlainFile } from '../../core/plain-file.ts';
import { MOST_MEGABYTES } from '../../core/text-file.ts';
import { absolute, shorten } from '../../core/world.ts';
import { type ChatFormat, type ImportFormat, isChatFormat } from '../../formats/format-names.ts';
import { guessFormat } from '../../formats/guess.ts';
import { fold } from '../../report/fold.ts';
import { columnsOf, shown } from '../../report/screen.ts';
import { importRun } from '../../run/import.ts';
import type { DraftFormat } from '../../run/import-drafts.ts';
import { joinTexts, plural, say, type Text } from '../../words/text.ts';
import type { Host } from '../host.ts';
import type { ImportOptions } from './import-flags.ts';

export async function importFiles(
  files: readonly string[],
  { as, to, ...options }: ImportOptions,
  argv: readonly string[],
  host: Host,
): Promise<number> {
  const formats = await Promise.all(files.map(async (file) => as ?? (await formatOfFile(absolute(file, host)))));
  const guessed = as === null ? formats.map((format) => say('read as --as {format}', { format })) : [];
  if (formats.includes('preset')) {
    const { importPresetFiles } = await import('./import-presets.ts');
    return importPresetFiles(files, formats, { to, guessed, ...options }, host);
  }
  if (to === 'template' || to === 'sampling') throw new UserError(say('--to {to} is for presets only', { to }));
  const chats = formats.filter(isChatFormat);
  if ((to ?? (chats.length > 0 ? 'run' : 'scenario')) === 'scenario') {
    const { importToScenarios } = await import('./import-scenarios.ts');
    const sources = files.map((file, index) => ({ file, format: sourceFormat(formats[index]) }));
    return importToScenarios(sources, options, guessed, host);
  }
  const [file = '', ...others] = files;
  const [format = 'text'] = formats;
  if (!isChatFormat(format)) throw noChat(format);
  if (others.length > 0) throw new UserError(say('a run is made of one file; import them one by one'));
  return importLog(file, { format, guessed, ...options }, argv, host);
}

async function formatOfFile(file: string): Promise<ImportFormat> {
  return guessFormat(await readPlainFile(file, MOST_MEGABYTES), file);
}

interface LogOptions extends Omit<ImportOptions, 'as' | 'to'> {
  format: ChatFormat;
  guessed: readonly Text[];
}

async function importLog(
  file: string,
  { format, guessed, json, scenario, model, roles, out }: LogOptions,
  argv: readonly string[],
  host: Host,
): Promise<number> {
  if (scenario === null || model === null) throw noNames();
  const request = { file, format, scenario, model, roles, out, arguments: argv };
  const run = await importRun(request, host);
  const { runId, conversations, turns, unplaced, notes } = run;
  const directory = shorten(run.directory, host);
  const columns = columnsOf(json ? host.stderr : host.stdout);
  const line = (text: Text): string => `${fold(inertLine(shown(text, host)), columns, 2)}\n`;
  const told = [
    ...[...guessed, ...notes].map((note) => line(say('note: {note}', { note }))),
    ...unplaced
      .slice(0, MOST_LINES)
      .map((each) => line(say('line {line} not placed: {text}', { line: each.line, text: beginning(each.text) }))),
    ...(unplaced.length > MOST_LINES
      ? [line(say('lines not placed besides these: {n}', { n: unplaced.length - MOST_LINES }))]
      : []),
  ];
  const counts = [conversations > 1 ? plural(conversations, 'conversation') : null, plural(turns, 'turn')];
  const closing = line(say('imported {counts} · {folder}', { counts: joinTexts(', ', counts), folder: directory }));
  if (json) {
    host.stderr.write(told.join(''));
    const printed = { runId, directory, conversations, turns, unplaced, notes: [...guessed, ...notes].map(String) };
    host.stdout.write(`${inertJson(printed)}\n`);
  } else host.stdout.write(`${told.join('')}${closing}`);
  return ExitCode.done;
}

/** Presets have been told apart before. */
function sourceFormat(format: ImportFormat = 'card'): DraftFormat | 'card' {
  return format === 'preset' ? 'card' : format;
}

function noChat(format: Exclude<ImportFormat, ChatFormat>): UserError {
  return new UserError(
    format === 'card'
      ? say('a character card is not a chat; it becomes a scenario: --to scenario')
      : say('this is not a chat (--as {format}); it becomes scenarios: --to scenario', { format }),
  );
}

function noNames(): UserError {
  return new UserError(say('a chat becomes a run of a scenario and a model: --scenario and --model are missing'), {
    remedy: say('For example: --scenario anime-fan --model gpt-4. The model may have any name.'),
  });
}

/** More are only in `--json`. */
const MOST_LINES = 20;

/** In characters. */
const LONGEST = 60;

function beginning(text: string): string {
  const [...characters] = text.trim().slice(0, LONGEST * 2);
  return characters.length > LONGEST ? `${characters.slice(0, LONGEST).join('')}…` : characters.join('');
}
