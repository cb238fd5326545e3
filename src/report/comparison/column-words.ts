// What a column was played with, in words: file, engine, prompt template, settings, machine. Start at `factsOf`.
import type { Column, ComparedRun, Median } from '../../compare/comparison.ts';
import { joinTexts, type Label, plural, say, type Text } from '../../words/text.ts';
import { describeSampling, recorded, recordedProblem, shortCount } from '../wording.ts';
import { calmLine } from './calm-text.ts';
import { describeMedian, describeSize } from './figure-words.ts';

/** null: it played. */
export function describeFailed({ status, reason, label }: Column): Text | null {
  if (status !== 'failed') return null;
  const why = reason === null ? say('unknown') : recordedProblem(reason);
  return say('{model} could not play: {reason}', { model: calmLine(label), reason: why });
}

/** What it is, and how it was asked: names and values. The link is left to those who can make it one. */
export function factsOf(column: Column): Facts {
  const { facts, template, figures } = column;
  const { weightsDigest, title, notes } = facts;
  const all: [Label, Text | string | null][] = [
    ['title', title && calmLine(title)],
    ['file', describeFile(column)],
    ['digest', weightsDigest && `sha256 ${calmLine(weightsDigest)}`],
    ['notes', notes && calmLine(notes)],
    ['engine', describeEngine(column)],
    ['prompt template', template && describeTemplateOf(template)],
    ...describeSettingsOf(column),
    ['median tokens/s', figures && describeSpeed(figures.tokensPerSecond)],
    ['median first token', figures && describeSpeed(figures.timeToFirstTokenMs, ' ms')],
  ];
  return all.flatMap(([name, value]) => (value === null || String(value) === '' ? [] : [[name, value] as const]));
}

type Facts = readonly (readonly [Label, Text | string])[];

/** For example `x.gguf · Q4_K_M · 2.61 MB · llama · 4.20M parameters`. */
function describeFile({ facts }: Column): Text {
  const { file, fileType, fileBytes, parameters, architecture, server } = facts;
  return joinTexts(' · ', [
    file && calmLine(file),
    fileType && calmLine(fileType),
    fileBytes === null ? null : describeSize(fileBytes),
    architecture && calmLine(architecture),
    parameters === null ? null : say('{n} parameters', { n: shortCount(parameters) }),
    server && calmLine(server),
  ]);
}

/** What it ran on. */
function describeEngine({ facts: { engine, device, threads, contextSize, backend } }: Column): Text {
  return joinTexts(' · ', [
    calmLine(engine ?? backend ?? ''),
    device && calmLine(device),
    threads === null ? null : plural(threads, 'thread'),
    contextSize === null ? null : say('context {size}', { size: contextSize }),
  ]);
}

/** For example `chatml (named in the model entry)`. */
function describeTemplateOf({ id, why }: NonNullable<Column['template']>): Text | string {
  return why === null ? calmLine(id) : say('{template} ({why})', { template: calmLine(id), why: recorded(why) });
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
    : joinTexts(', ', [mode, say('seed {seed}', { seed }), plural(samples, 'sample')]);
  const { platform, architecture, cpu, cores } = machine;
  return joinTexts(' · ', [
    calmLine(id),
    calmLine(startedAt.slice(0, 10)),
    played,
    calmLine(program),
    joinTexts(', ', [calmLine(`${platform} ${architecture}`), calmLine(cpu), plural(cores, 'core')]),
  ]);
}
