// The reporters' wording: figures and records in words, each a function from data to one string. Untrusted text comes out inert.
// Start at `describeEnd`.
import { inertLine } from '../core/inert-text.ts';
import type { BackendDescription, LlamaDescription } from '../core/model-description.ts';
import { plural } from '../core/plural.ts';
import { SAMPLING_FIELDS, type Sampling, type SamplingField } from '../core/sampling.ts';
import type { TemplateChoice } from '../prompt/prompt.ts';
import type { Summary, Totals, TurnRecord } from '../store/records.ts';

export { plural };

export function describeEnd({ status, reason, totals, elapsedMs }: Summary, directory: string | null): string {
  const { done, failed } = totals;
  const conversations =
    done === 0 && failed > 0
      ? `${plural(failed, 'conversation')} failed, none was completed`
      : `${plural(done, 'conversation')}${failed > 0 ? `, ${failed} failed` : ''}`;
  const isUnfinished = (status === 'interrupted' || status === 'stopped') && directory !== null;
  return joined(
    `${status}: ${conversations}, ${plural(totals.turns, 'turn')} in ${(elapsedMs / 1_000).toFixed(1)} s`,
    reason === undefined ? null : inertLine(reason),
    directory,
    isUnfinished ? '--resume continues it' : null,
  );
}

/** What a model runs on. */
function describeDevice({ device, threads, parallel }: LlamaDescription): string {
  const where =
    device.gpu === false
      ? 'CPU'
      : `${device.gpu} (${inertLine(device.names.join(', '))}), ${device.gpuLayers} of ${device.totalLayers} layers`;
  return `${where}, ${plural(threads, 'thread')}${parallel > 1 ? `, ${parallel} conversations at once` : ''}`;
}

/** A loaded model in one line. */
export function describeModel(model: BackendDescription, template: ChosenTemplate): string {
  return inertLine(`${describeSource(model)}, ${describeTemplate(template)}`);
}

/** A loaded model in full, a line for each of its sides. */
export function describeLoaded(model: BackendDescription, template: string): string[] {
  if ('provider' in model) return [`${describeSource(model)}, ${template}`];
  const digest = `sha256 ${model.weightsDigest.slice(0, 12)}`;
  if (!('engine' in model)) return [`scripted replies, ${digest}, ${template}`];
  const { engine } = model;
  const from = { option: '', cache: ' (measured before)', calibration: ' (measured now)' }[model.threadsFrom];
  return [
    `${model.fileType}, ${shortCount(model.parameters)} parameters, ${(model.bytes / 1e6).toFixed(1)} MB, ${digest}`,
    `llama.cpp ${engine.release} ${engine.build} on ${describeDevice(model)}${from}, context ${model.contextSize}`,
    template,
  ];
}

export type ChosenTemplate = { id: string } & TemplateChoice;

/** For example `template llama3 (named with --prompt)`. */
export function describeTemplate({ id, from, why }: ChosenTemplate): string {
  return `template ${id}${from === 'backend' ? '' : ` (${why})`}`;
}

function describeSource(model: BackendDescription): string {
  if ('device' in model) return `${describeDevice(model)}, context ${model.contextSize}`;
  if ('provider' in model) return `${model.model} at ${model.provider}${model.price === null ? ', price unknown' : ''}`;
  return 'scripted replies';
}

function describePrompt({ promptTokens, reusedTokens }: TurnRecord): string {
  return `prompt ${promptTokens}${reusedTokens === null ? '' : ` (${reusedTokens} reused)`}`;
}

/** The figures of one turn; what was not measured is left out. */
export function describeTurn(record: TurnRecord, isReplay: boolean): string {
  const { unified, raw } = record.finishReason;
  return joined(
    isReplay ? 'same as before the interruption' : null,
    record.replyTokens === null ? null : plural(record.replyTokens, 'token'),
    record.tokensPerSecond === null ? null : `${significant(record.tokensPerSecond)} tokens/s`,
    record.timeToFirstTokenMs === null ? null : `first token ${significant(record.timeToFirstTokenMs)} ms`,
    record.promptTokens === null ? null : describePrompt(record),
    record.costUsd ? `$${record.costUsd.toPrecision(2)}` : null,
    record.attempts > 1 ? `${record.attempts} attempts` : null,
    record.outcome === 'ok' ? null : `${record.outcome}: ${unified}, ${inertLine(raw)}`,
  );
}

/** @param fields null: all */
export function describeSampling(sampling: Sampling, fields: readonly SamplingField[] | null = null): string {
  const settings = Object.entries(sampling)
    .filter(([name]) => fields === null || fields.some((field) => field === name))
    .map(([name, value]) => `${name} ${typeof value === 'object' ? JSON.stringify(value) : value}`);
  return inertLine(settings.join(', ') || 'default sampling');
}

/** What a conversation was played with; what its model's API does not have is named as such. */
export function describeSampled(sampling: Sampling, notSent: readonly SamplingField[]): string {
  if (notSent.length === 0) return describeSampling(sampling);
  const sent = SAMPLING_FIELDS.filter((field) => !notSent.includes(field));
  return joined(describeSampling(sampling, sent), `not sent: ${describeSampling(sampling, notSent)}`);
}

export function describeOutcomes(outcomes: Totals['outcomes']): string {
  return Object.entries(outcomes)
    .filter(([, count]) => count > 0)
    .map(([outcome, count]) => `${count} ${outcome}`)
    .join(', ');
}

/** The scenario, and the number of the sample after the first. */
export function describePlay({ scenario, sample }: { scenario: string; sample: number }): string {
  return inertLine(`${scenario}${sample > 1 ? ` #${sample}` : ''}`);
}

/** The character's name, and how its instruction begins. */
export function describePersona({ name, instruction }: { name: string; instruction: string }): string {
  const [...characters] = inertLine(instruction.trim());
  const beginning = characters.slice(0, PERSONA_CHARACTERS).join('').trimEnd();
  return `${inertLine(name)}: ${beginning}${characters.length > PERSONA_CHARACTERS ? '…' : ''}`;
}

const PERSONA_CHARACTERS = 60;

/** Two digits are all an estimate is worth. */
export function describeTime(milliseconds: number | null): string {
  if (milliseconds === null) return 'unknown';
  const seconds = milliseconds / 1_000;
  if (seconds < 60) return `${seconds < 10 ? seconds.toFixed(1) : seconds.toFixed(0)} s`;
  const minutes = Math.round(seconds / 60);
  return minutes < 60 ? `${minutes} min` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

/** How long it will take and, from an hour up, until when; in ASCII. */
export function describeLeft(leftMs: number, now: Date): string {
  const seconds = Math.max(1, Math.ceil(leftMs / 1_000));
  if (seconds < 60) return `${seconds} s left`;
  const left = `${describeTime(leftMs)} left`;
  if (seconds < 3_600) return left;
  const end = new Date(now.getTime() + leftMs);
  const day = end.toDateString() === now.toDateString() ? '' : `${end.toDateString().slice(0, 3)} `;
  return `${left} (until ${day}${end.toTimeString().slice(0, 5)})`;
}

/** The known parts, as one line. */
export function joined(...parts: readonly (string | null)[]): string {
  return parts.filter((part) => part !== null && part !== '').join(' · ');
}

export function significant(value: number): string {
  return value >= 100 ? value.toFixed(0) : value.toPrecision(3);
}

export function shortCount(count: number): string {
  if (count >= 1e9) return `${(count / 1e9).toPrecision(3)}B`;
  return count >= 1e6 ? `${(count / 1e6).toPrecision(3)}M` : String(count);
}
