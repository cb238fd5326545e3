// What there is to say of a past run, in words: the same in text and in Markdown. Texts from the run's files are not inert yet.
// Start at `describeRun`.

import { inertLine } from '../core/inert-text.ts';
import { shorten } from '../core/world.ts';
import type { PastRun, RecordedScenario } from '../store/past-run.ts';
import type { StoredConversation } from '../store/read-run.ts';
import type { Manifest } from '../store/records.ts';
import { inBoth, joinTexts, type Label, plural, say, type Text } from '../words/text.ts';
import type { Screen } from './screen.ts';
import { describeLoaded, describePlay, describeSampling, joined, recorded, recordedProblem } from './wording.ts';

/** Each part ends with a newline. */
export interface RunView {
  begin(): string;
  conversation(conversation: StoredConversation): string;
  end(): string;
}

/** Names and values. */
export type Facts = readonly (readonly [Label, Text | string])[];

const STATUS: Record<PastRun['status'], Label> = {
  done: 'done',
  failed: 'failed: no conversation was completed',
  interrupted: 'interrupted; --resume continues it',
  stopped: 'stopped; --resume continues it',
  running: 'running: it is being played now',
  'cut-off': 'cut off: the program ended before the run did; --resume continues it',
};

export function describeRun({ directory, status, manifest, summary }: PastRun, screen: Screen): Facts {
  const { startedAt, resumed, versions, host, imported } = manifest;
  const totals = summary?.totals;
  return [
    ['status', joined(describeStatus(status, manifest), summary?.reason ? recorded(summary.reason) : null)],
    [
      imported ? 'contents' : 'played',
      totals ? joinTexts(', ', [plural(totals.conversations, 'conversation'), plural(totals.turns, 'turn')]) : '',
    ],
    ['started', timeOf(startedAt)],
    ['resumed', resumed.map(({ at }) => timeOf(at)).join(', ')],
    ['ended', summary ? timeOf(summary.endedAt) : ''],
    ['command', manifest.arguments.length > 0 ? ['hitogara', ...manifest.arguments.map(quoted)].join(' ') : ''],
    ...(imported ? describeImport(imported) : [['settings', describeRequest(manifest)] as const]),
    ['program', `hitogara ${versions.hitogara}, Node ${versions.node}`],
    ['machine', joinTexts(', ', [`${host.platform} ${host.architecture}`, host.cpu, plural(host.cores, 'core')])],
    ['folder', shorten(directory, screen)],
  ];
}

function describeStatus(status: PastRun['status'], { imported }: Manifest): Text {
  if (!imported || status === 'running') return say(STATUS[status]);
  return status === 'done' ? say('imported') : say('cut off: the import did not end; import the chat log again');
}

function describeRequest({ request: { mode, seed, samples } }: Manifest): Text {
  return joinTexts(', ', [mode, say('seed {seed}', { seed }), plural(samples, 'sample')]);
}

function describeImport({ file, files, format, unplaced, notes }: NonNullable<Manifest['imported']>): Facts {
  const some = `${unplaced.slice(0, MOST_LINES).join(', ')}${unplaced.length > MOST_LINES ? ', …' : ''}`;
  return [
    [
      'chat log',
      say('{file} ({format})', { file: files ? describeFiles(files.map((each) => each.file)) : file, format }),
    ],
    ['lines not placed', some],
    ...notes.map((note): Facts[number] => ['note', recorded(note)]),
  ];
}

function describeFiles(files: readonly string[]): Text {
  const [first = '', last = ''] = [files[0], files.at(-1)];
  return say('{files}, from {first} to {last}', { files: plural(files.length, 'file'), first, last });
}

const MOST_LINES = 20;

/** One that did not play says why. */
export function describePastModel({
  status,
  reason,
  description,
  template,
}: PastRun['manifest']['models'][number]): Text[] {
  if (!description) {
    const [, ...remedy] = (reason ?? '').split('\n');
    return status === 'failed' ? [describeFailure(reason), ...remedy.map(recorded)] : [say('not loaded')];
  }
  const { id, from, why } = template ?? {};
  const format = say('prompt format {id}', { id: id === undefined ? say('unknown') : inertLine(id) });
  const isChosen = why !== undefined && from !== 'backend';
  return describeLoaded(
    description,
    isChosen ? say('{template} ({why})', { template: format, why: recorded(why) }) : format,
  );
}

/** For example `anime-fan #2 · hitogara-tiny-q8_0`. */
export function describeNames(conversation: StoredConversation): string {
  return `${describePlay(conversation)} · ${conversation.model}`;
}

export function describeTitle({ scenario }: RecordedScenario): Text | string {
  return scenario ? inBoth(scenario.title) : '';
}

export interface Speakers {
  user: string;
  char: string;
}

export function speakersOf(recorded: RecordedScenario | undefined): Speakers {
  const persona = recorded?.scenario?.persona;
  return { user: persona?.user ?? 'user', char: persona?.name ?? 'model' };
}

/** The persona as the model was told, or the scenario's file where this program cannot read it. */
export function personaOf({ scenario, text }: RecordedScenario): string {
  return scenario ? scenario.persona.instruction.trim() : text.trim();
}

/** The seed, and the sampling settings that were asked for, with the values that the first turn was sampled with. */
export function describeSettings({ seed, settings, turns: [first] }: StoredConversation): Text {
  const { requested, effective } = first?.sampling ?? { requested: settings ?? {}, effective: settings ?? {} };
  const used = Object.entries(effective).filter(([name]) => name in requested || name === 'maxTokens');
  const dropped = Object.keys(requested).filter((name) => !(name in effective));
  if (seed === null) return say('seed and sampling settings unknown');
  return joined(
    say('seed {seed}', { seed }),
    describeSampling(Object.fromEntries(used)),
    dropped.length > 0 ? say('not sent: {settings}', { settings: inertLine(dropped.join(', ')) }) : null,
  );
}

/** null: it was played to its end. */
export function describeStop({ status, reason, turns }: StoredConversation): Text | null {
  if (status === 'failed') return describeFailure(reason);
  return status === 'interrupted' ? say('not finished: {turns} so far', { turns: plural(turns.length, 'turn') }) : null;
}

function describeFailure(reason: string | undefined): Text {
  return say('failed: {reason}', { reason: reason === undefined ? say('unknown') : recordedProblem(reason) });
}

function timeOf(iso: string): string {
  return `${iso.replace('T', ' ').replace(/\.\d+Z$/, '')} UTC`;
}

/** As it would be typed into a shell. */
function quoted(argument: string): string {
  return /^[\w@%+=:,./-]+$/.test(argument) ? argument : `'${argument.replaceAll("'", "'\\''")}'`;
}
