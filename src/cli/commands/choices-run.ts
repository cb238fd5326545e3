// `hitogara choices`: multiple-choice questions, scored by how likely a model finds each choice. Start at `runChoices`.
import { type ChoicesContext, type ChoicesRequest, measureChoices, resumeChoices } from '../../choices/measure.ts';
import { type ChoiceRecord, readRecord } from '../../choices/records.ts';
import { type ChoicesTally, tallyChoices } from '../../choices/tally.ts';
import { ExitCode, UserError } from '../../core/errors.ts';
import { inertJson, inertLine } from '../../core/inert-text.ts';
import { shellWord } from '../../core/shell-word.ts';
import { absolute, shorten } from '../../core/world.ts';
import { describeChoices } from '../../report/choices.ts';
import { fold } from '../../report/fold.ts';
import { progressLine } from '../../report/progress-line.ts';
import { columnsOf, messageText, shown } from '../../report/screen.ts';
import { say, type Text } from '../../words/text.ts';
import { optionsOf } from '../flags.ts';
import type { Host } from '../host.ts';
import { limitsOf, llamaFlags } from '../shared-flags.ts';
import { unwritten } from '../unwritten.ts';
import type { ChoicesOptions } from './choices-flags.ts';

/** Exit 3 if a model failed, 130 if the user ended it. */
export async function runChoices(
  files: readonly string[],
  options: ChoicesOptions,
  given: ReadonlySet<PropertyKey>,
  host: Host,
): Promise<number> {
  requireOneTask(files, options, given);
  if (options.from.length > 0) {
    const records = await Promise.all(options.from.map((file) => readRecord(absolute(file, host))));
    tell(records, options.from, options.json, host);
    return ExitCode.done;
  }
  const progress = progressLine(host);
  const context: ChoicesContext = {
    limits: limitsOf(options),
    onProgress: ({ model, done, total, share }) =>
      progress.show(say('{name}: {done} of {total} questions', { name: model, done, total }), share),
  };
  try {
    const { resume, out } = options;
    const measured =
      resume === null
        ? await measureChoices(requestOf(files, options), out, host, context)
        : await resumeChoices(resume, host, context);
    progress.clear();
    const file = shorten(measured.file, host);
    const hasItems = measured.record.models.some(({ items }) => items.length > 0);
    if (hasItems || !measured.isInterrupted) tell([measured.record], [file], options.json, host);
    note(say('record: {file}', { file }), host);
    if (measured.isInterrupted) {
      note(say('interrupted; to go on: {command}', { command: `hitogara choices --resume ${shellWord(file)}` }), host);
      return ExitCode.interrupted;
    }
    const hasFailed = measured.record.models.some(({ line }) => line.status === 'failed');
    return hasFailed ? ExitCode.someFailed : ExitCode.done;
  } catch (error) {
    throw unwritten(error, true);
  } finally {
    progress.clear();
  }
}

/** What a test was asked for stands in its record. */
const WITH_RESUME: readonly PropertyKey[] = ['resume', 'limit', 'json'];
const WITH_FROM: readonly PropertyKey[] = ['from', 'json'];

/** @throws UserError for what is missing, and for what would be ignored */
function requireOneTask(files: readonly string[], options: ChoicesOptions, given: ReadonlySet<PropertyKey>): void {
  const { from, resume, models, shots } = options;
  const isOnly = (names: readonly PropertyKey[]): boolean =>
    files.length === 0 && [...given].every((name) => names.includes(name));
  if (resume !== null) {
    if (isOnly(WITH_RESUME)) return;
    throw new UserError(
      say('--resume goes on as the test was asked for; only --limit and --json can be given with it'),
    );
  }
  if (from.length > 0) {
    if (isOnly(WITH_FROM)) return;
    throw new UserError(say('--from shows what was recorded; only --json can be given with it'));
  }
  if (files.length === 0)
    throw new UserError(say('no file with questions is named'), {
      remedy: say('For example: {command}', { command: 'hitogara choices questions.jsonl --model ./my-model.gguf' }),
    });
  if (models.length === 0) {
    throw new UserError(say('no model is named: use --model'), {
      remedy: say('Give a model id or the path of a .gguf file. To see the ids: hitogara models list'),
    });
  }
  if (options.examples !== null && shots === 0) throw new UserError(say('--examples has no effect without --shots'));
}

function requestOf(files: readonly string[], options: ChoicesOptions): ChoicesRequest {
  const { models, answer, shots, examples, seed, first, instruction, system, prompt } = options;
  return {
    files: [...files],
    ...{ models, answer, shots, examples, seed, first, instruction, system, prompt },
    llama: optionsOf(options, llamaFlags),
  };
}

function tell(records: readonly ChoiceRecord[], files: readonly string[], isJson: boolean, host: Host): void {
  const tally = tallyChoices(records);
  if (!isJson) host.stdout.write(describeChoices(tally, host));
  else host.stdout.write(`${inertJson(printed(records, files, tally, host))}\n`);
}

/** As a program reads it, with every log-likelihood. */
function printed(records: readonly ChoiceRecord[], files: readonly string[], tally: ChoicesTally, host: Host) {
  return {
    ...tally,
    records: records.map(({ set, models }, index) => ({
      file: shorten(files[index] ?? '', host),
      set,
      models: models.map(({ line, items }) => ({ ...line, items })),
    })),
  };
}

function note(text: Text, host: Host): void {
  host.stderr.write(`${fold(inertLine(messageText(shown(text, host), host)), columnsOf(host.stderr), 2)}\n`);
}
