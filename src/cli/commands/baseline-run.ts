// `hitogara baseline`: options → one call → printing and exit code. Start at `blessRun`.
import { ExitCode } from '../../core/errors.ts';
import { inertJson, inertLine } from '../../core/inert-text.ts';
import { shorten } from '../../core/world.ts';
import { readBaseline } from '../../regress/baseline.ts';
import { bless } from '../../regress/bless.ts';
import { differencesBetween } from '../../regress/diff-baselines.ts';
import { describeBaseline, type ListedBaseline, listBaselines } from '../../regress/list-baselines.ts';
import { fold } from '../../report/fold.ts';
import { progressLine } from '../../report/progress-line.ts';
import { baselineChanges, baselineList, baselineText, type ShownBaseline } from '../../report/regress/baseline-text.ts';
import { columnsOf, messageText, shown } from '../../report/screen.ts';
import { say } from '../../words/text.ts';
import type { Host } from '../host.ts';
import { tellBroken } from '../tell-broken.ts';
import type { BaselineOptions, BlessOptions } from './baseline-flags.ts';

export async function blessRun(run: string, options: BlessOptions, host: Host): Promise<number> {
  const { name, model, replace, probabilities, tokens, dir, out, json } = options;
  const progress = progressLine(host);
  const request = {
    ...{ run, name, folder: dir, model, tokens, out },
    isReplacing: replace,
    withProbabilities: probabilities,
  };
  const { directory, notes } = await bless(request, host, ({ model: id, done, total }) =>
    progress.show(say('{model}: measured {done} of {total} replies', { model: id, done, total }), done / total),
  ).finally(() => progress.clear());
  const blessed = await shownBaseline(directory, host);
  const told = notes.map((note) =>
    fold(inertLine(shown(say('note: {note}', { note }), host)), columnsOf(host.stderr), 2),
  );
  if (told.length > 0) host.stderr.write(`${told.join('\n')}\n`);
  host.stdout.write(json ? `${inertJson(blessed)}\n` : baselineText(blessed, host));
  return ExitCode.done;
}

export async function listAll({ dir, json }: BaselineOptions, host: Host): Promise<number> {
  const { baselines, broken } = await listBaselines(dir, host);
  const rows = baselines.map((each) => shownOf(each, host));
  if (json) {
    const problems = broken.map(({ text }) => ({ problem: messageText(String(text), host) }));
    host.stdout.write(`${inertJson([...rows, ...problems])}\n`);
    return broken.length > 0 ? ExitCode.usage : ExitCode.done;
  }
  if (rows.length > 0 || broken.length === 0) host.stdout.write(baselineList(rows, host));
  return tellBroken(broken, host);
}

export async function showOne(name: string, { dir, json }: BaselineOptions, host: Host): Promise<number> {
  const { directory } = await readBaseline({ name, folder: dir }, host);
  const row = await shownBaseline(directory, host);
  host.stdout.write(json ? `${inertJson(row)}\n` : baselineText(row, host));
  return ExitCode.done;
}

/** @returns 0 if the two have the same facts, 1 if they differ */
export async function diffTwo(
  [name, other]: readonly [string, string],
  { dir, json }: BaselineOptions,
  host: Host,
): Promise<number> {
  const before = await readBaseline({ name, folder: dir }, host);
  const now = await readBaseline({ name: other, folder: dir }, host);
  const changes = differencesBetween(before.record, now.record);
  host.stdout.write(json ? `${inertJson(changes)}\n` : baselineChanges(changes, host));
  return changes.length > 0 ? ExitCode.gateFailed : ExitCode.done;
}

async function shownBaseline(directory: string, host: Host): Promise<ShownBaseline> {
  return shownOf(await describeBaseline(directory), host);
}

function shownOf({ directory, record, bytes }: ListedBaseline, host: Host): ShownBaseline {
  const { name, model, createdAt, manifest, tokens, replies } = record;
  const description = manifest.models.find(({ id }) => id === model)?.description;
  return {
    ...{ name, model, bytes, createdAt, replies },
    fileType: description && 'fileType' in description ? description.fileType : null,
    scenarios: manifest.scenarios.length,
    tokens: tokens.kept,
    hasDistributions: tokens.kept > 0,
    file: shorten(directory, host),
  };
}
