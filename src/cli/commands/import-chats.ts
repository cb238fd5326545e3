// `hitogara import --to run`: a run out of chat logs. Start at `importChats`.
import { ExitCode, UserError } from '../../core/errors.ts';
import { inertJson, inertLine } from '../../core/inert-text.ts';
import { shorten } from '../../core/world.ts';
import type { ChatFormat } from '../../formats/format-names.ts';
import { fold } from '../../report/fold.ts';
import { progressLine } from '../../report/progress-line.ts';
import { columnsOf, shown } from '../../report/screen.ts';
import { type ImportedRun, type ImportProgress, importRun } from '../../run/import.ts';
import type { ImportRequest } from '../../run/import-request.ts';
import { joinTexts, plural, say, type Text } from '../../words/text.ts';
import type { Host } from '../host.ts';
import { bytesDone } from './bytes-done.ts';
import type { ImportOptions } from './import-flags.ts';

interface ChatOptions extends Omit<ImportOptions, 'as' | 'to'> {
  format: ChatFormat;
  guessed: readonly Text[];
}

export async function importChats(
  files: readonly string[],
  { format, guessed, json, scenario, model, roles, swipes, questions, out }: ChatOptions,
  argv: readonly string[],
  host: Host,
): Promise<number> {
  if (scenario === null || model === null) throw noNames();
  if (questions !== null && format !== 'mt-bench-answers')
    throw new UserError(say('--questions is only for --as mt-bench-answers'));
  const run = await importWatched(
    { files, format, scenario, model, roles, swipes, questions, out, arguments: argv },
    host,
  );
  const { runId, conversations, turns, unplaced, moreUnplaced, notes } = run;
  const hasOne = files.length === 1;
  const directory = shorten(run.directory, host);
  const columns = columnsOf(json ? host.stderr : host.stdout);
  const line = (text: Text): string => `${fold(inertLine(shown(text, host)), columns, 2)}\n`;
  const told = [...describeLosses({ ...run, notes: [...guessed, ...notes] }, hasOne, host)].map(line);
  const counts = [
    conversations > 1 ? plural(conversations, 'conversation') : null,
    plural(turns, 'turn'),
    hasOne ? null : plural(files.length, 'file'),
  ];
  if (json) {
    host.stderr.write(told.join(''));
    const printed = {
      ...{ runId, directory, conversations, turns },
      unplaced: unplaced.map(({ file, ...each }) => (hasOne ? each : { file: shorten(file, host), ...each })),
      ...(moreUnplaced > 0 && { unplacedLeftOut: moreUnplaced }),
      notes: [...guessed, ...notes].map(String),
    };
    host.stdout.write(`${inertJson(printed)}\n`);
  } else {
    const closing = say('imported {counts} · {folder}', { counts: joinTexts(', ', counts), folder: directory });
    host.stdout.write(`${told.join('')}${line(closing)}`);
  }
  return ExitCode.done;
}

/** Most logs are imported before anybody wonders. */
const PATIENCE_MS = 2_000;

async function importWatched(request: ImportRequest, host: Host): Promise<ImportedRun> {
  const start = host.now().getTime();
  const progress = progressLine(host);
  const show = ({ conversations: n, done, total }: ImportProgress): void => {
    if (host.now().getTime() - start < PATIENCE_MS) return;
    const [bytes, share] = bytesDone(done, total);
    progress.show(say('importing: {n} conversations, {bytes}', { n, bytes }), share);
  };
  return importRun(request, host, show).finally(() => progress.clear());
}

function* describeLosses(
  { notes, unplaced, moreUnplaced }: Pick<ImportedRun, 'notes' | 'unplaced' | 'moreUnplaced'>,
  hasOne: boolean,
  host: Host,
): Generator<Text> {
  for (const note of notes) yield say('note: {note}', { note });
  for (const { file, line, text } of unplaced.slice(0, MOST_LINES)) {
    const [place, said] = [`${shorten(file, host)}:${line}`, beginning(text)];
    yield hasOne
      ? say('line {line} not placed: {text}', { line, text: said })
      : say('{place} not placed: {text}', { place, text: said });
  }
  const more = Math.max(0, unplaced.length - MOST_LINES) + moreUnplaced;
  if (more > 0) yield say('lines not placed besides these: {n}', { n: more });
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
