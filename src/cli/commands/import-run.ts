// `hitogara import`: a run out of a chat log. Start at `importLog`.
import { ExitCode } from '../../core/errors.ts';
import { inertJson, inertLine } from '../../core/inert-text.ts';
import { shorten } from '../../core/world.ts';
import { fold } from '../../report/fold.ts';
import { columnsOf, shown } from '../../report/screen.ts';
import { importRun } from '../../run/import.ts';
import { joinTexts, plural, say, type Text } from '../../words/text.ts';
import type { Host } from '../host.ts';
import type { ImportOptions } from './import-flags.ts';

export async function importLog(
  file: string,
  { as: format, json, ...options }: ImportOptions,
  argv: readonly string[],
  host: Host,
): Promise<number> {
  const run = await importRun({ file, format, ...options, arguments: argv }, host);
  const { runId, conversations, turns, unplaced, notes } = run;
  const directory = shorten(run.directory, host);
  const columns = columnsOf(json ? host.stderr : host.stdout);
  const line = (text: Text): string => `${fold(inertLine(shown(text, host)), columns, 2)}\n`;
  const told = [
    ...notes.map((note) => line(say('note: {note}', { note }))),
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
    const printed = { runId, directory, conversations, turns, unplaced, notes: notes.map(String) };
    host.stdout.write(`${inertJson(printed)}\n`);
  } else host.stdout.write(`${told.join('')}${closing}`);
  return ExitCode.done;
}

/** More are only in `--json`. */
const MOST_LINES = 20;

/** In characters. */
const LONGEST = 60;

function beginning(text: string): string {
  const [...characters] = text.trim().slice(0, LONGEST * 2);
  return characters.length > LONGEST ? `${characters.slice(0, LONGEST).join('')}…` : characters.join('');
}
