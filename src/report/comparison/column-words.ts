// What a column was played with, in words: file, engine, prompt template, settings, machine. Start at `identityOf`.
import type { Column, ComparedRun, Median } from '../../compare/comparison.ts';
import { joinTexts, type Label, plural, say, type Text } from '../../words/text.ts';
import { describeSampling, recorded, recordedProblem, shortCount } from '../wording.ts';
import { calmLine, calmName, calmText } from './calm-text.ts';
import { describeMedian, describeSize } from './figure-words.ts';

/** null: it played. */
export function describeFailed({ status, reason, label }: Column): Text | null {
  if (status !== 'failed') return null;
  const why = reason === null ? say('unknown') : recordedProblem(reason);
  return say('{model} could not play: {reason}', { model: calmName(label), reason: why });
}

/** What it is: names and values. The link is left to those who can make it one. */
export function identityOf(column: Column): Facts {
  const { weightsDigest, title, notes } = column.facts;
  return known([
    ['title', title && calmLine(title)],
    ['file', describeFile(column)],
    ['digest', weightsDigest && `sha256 ${calmName(weightsDigest)}`],
    ['notes', notes && calmLine(notes)],
  ]);
}

/** How it was asked, and how fast it answered. */
export function playOf(column: Column): Facts {
  const { figures } = column;
  return known([
    ...describeSettingsOf(column),
    ['median tokens/s', figures && describeSpeed(figures.tokensPerSecond)],
    ['median first token', figures && describeSpeed(figures.timeToFirstTokenMs, ' ms')],
    ['memory', figures && figures.peakMemoryBytes !== null ? describeSize(figures.peakMemoryBytes) : null],
    ['engine', describeEngine(column)],
  ]);
}

function known(facts: readonly (readonly [Label, Text | string | null])[]): Facts {
  return facts.flatMap(([name, value]) => (value === null || String(value) === '' ? [] : [[name, value] as const]));
}

type Template = NonNullable<Column['template']>;

/** The template as it is recorded, without the line that is for editors. */
export function templateText({ text }: Template): string {
  return calmText(text.replace(/^# yaml-language-server: .*\n/m, '').trim());
}

type Facts = readonly (readonly [Label, Text | string])[];

/** For example `x.gguf · Q4_K_M · 2.61 MB · llama · 4.20M parameters`. */
function describeFile({ facts }: Column): Text {
  const { file, fileType, fileBytes, parameters, architecture, server } = facts;
  return joinTexts(' · ', [
    file && calmName(file),
    fileType && calmName(fileType),
    fileBytes === null ? null : describeSize(fileBytes),
    architecture && calmName(architecture),
    parameters === null ? null : say('{n} parameters', { n: shortCount(parameters) }),
    server && calmName(server),
  ]);
}

/** What it ran on. */
function describeEngine({ facts: { engine, device, threads, contextSize, backend } }: Column): Text {
  return joinTexts(' · ', [
    calmName(engine ?? backend ?? ''),
    device && calmName(device),
    threads === null ? null : plural(threads, 'thread'),
    contextSize === null ? null : say('context {size}', { size: contextSize }),
  ]);
}

/** For example `chatml (named in the model entry)`. */
export function describeTemplateOf({ id, why }: Template): Text | string {
  return why === null ? calmName(id) : say('{template} ({why})', { template: calmName(id), why: recorded(why) });
}

/** As asked for, and as used. */
function describeSettingsOf({ sampling }: Column): [Label, Text | null][] {
  if (sampling === null) return [];
  const { requested, effective, varies } = sampling;
  const more = varies ? say('other settings in other scenarios') : null;
  return [
    ['sampling as asked for', joinTexts(' · ', [describeSampling(requested), more])],
    ['sampling as used', describeSampling(effective)],
  ];
}

function describeSpeed(median: Median, unit = ''): Text | string | null {
  // Without a number of turns, its n is always said.
  return median.median === null ? null : describeMedian(median, -1, unit);
}

/** How it was played. */
export function describeRunOf({ id, mode, seed, samples, program, machine, isImported, startedAt }: ComparedRun): Text {
  const played = isImported
    ? say('imported')
    : joinTexts(', ', [mode, seed === null ? null : say('seed {seed}', { seed }), plural(samples, 'sample')]);
  const { platform, architecture, cpu, cores } = machine;
  return joinTexts(' · ', [
    calmName(id),
    calmName(startedAt.slice(0, 10)),
    played,
    calmName(program),
    joinTexts(', ', [calmName(`${platform} ${architecture}`), calmName(cpu), plural(cores, 'core')]),
  ]);
}
