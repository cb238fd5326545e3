// The reporters' wording: figures and records in words, each a function from data to one text. Untrusted text comes out inert.
// Start at `describeEnd`.
import { inertLine } from '../core/inert-text.ts';
import type { BackendDescription, LlamaDescription } from '../core/model-description.ts';
import type { Sampling, SamplingField } from '../core/sampling.ts';
import type { TemplateChoice } from '../prompt/prompt.ts';
import type { RunEvent } from '../run/events.ts';
import type { Summary, Totals, TurnRecord } from '../store/records.ts';
import { retell } from '../words/retell.ts';
import { asIs, joinTexts, type Label, plural, say, Text } from '../words/text.ts';

/** How a run ended, by the words of its record. */
const STATUS: Record<Summary['status'], Label> = {
  done: 'done',
  failed: 'failed',
  interrupted: 'interrupted',
  stopped: 'stopped',
};

export function describeEnd({ status, reason, totals, elapsedMs }: Summary, directory: string | null): Text {
  const { done, failed } = totals;
  const conversations =
    done === 0 && failed > 0
      ? say('{conversations} failed, none was completed', { conversations: plural(failed, 'conversation') })
      : joinTexts(', ', [plural(done, 'conversation'), failed > 0 ? say('{n} failed', { n: failed }) : null]);
  const isUnfinished = (status === 'interrupted' || status === 'stopped') && directory !== null;
  return joined(
    say('{status}: {conversations}, {turns} in {seconds} s', {
      status: say(STATUS[status]),
      conversations,
      turns: plural(totals.turns, 'turn'),
      seconds: (elapsedMs / 1_000).toFixed(1),
    }),
    reason === undefined ? null : recorded(reason),
    directory,
    isUnfinished ? say('--resume continues it') : null,
  );
}

/** For example `run 20261126-… : 3 conversations on 1 model`. */
export function describeStart({ runId, conversations, models }: Extract<RunEvent, { type: 'run-start' }>): Text {
  return say('run {run}: {conversations} on {models}', {
    run: runId,
    conversations: plural(conversations, 'conversation'),
    models: plural(models, 'model'),
  });
}

/** What a record says in English, in the user's language. */
export function recorded(text: string): Text {
  return new Text((words) => inertLine(retell(text, words)));
}

/** The same without what can be done about it, which stands in further lines. */
export function recordedProblem(reason: string): Text {
  return recorded(reason.split('\n')[0] ?? '');
}

/** What a model runs on. */
function describeDevice({ device, threads, parallel }: LlamaDescription): Text {
  const where =
    device.gpu === false
      ? 'CPU'
      : say('{gpu} ({names}), {some} of {layers}', {
          gpu: device.gpu,
          names: inertLine(device.names.join(', ')),
          some: device.gpuLayers,
          layers: plural(device.totalLayers, 'layer'),
        });
  return joinTexts(', ', [
    where,
    plural(threads, 'thread'),
    parallel > 1 ? say('{conversations} at once', { conversations: plural(parallel, 'conversation') }) : null,
  ]);
}

/** A loaded model in one line. */
export function describeModel(model: BackendDescription, template: ChosenTemplate): Text {
  return joinTexts(', ', [describeSource(model), describeTemplate(template)]);
}

/** A loaded model in full, a line for each of its sides. */
export function describeLoaded(model: BackendDescription, template: Text): Text[] {
  if ('provider' in model) return [joinTexts(', ', [describeSource(model), template])];
  const digest = `sha256 ${model.weightsDigest.slice(0, 12)}`;
  if ('format' in model) return [joinTexts(', ', [describeSource(model), digest, template])];
  if (!('engine' in model)) return [joinTexts(', ', [say('scripted replies'), digest, template])];
  const { engine } = model;
  const from = { option: null, cache: say('measured before'), calibration: say('measured now') }[model.threadsFrom];
  const device = describeDevice(model);
  return [
    say('{type}, {parameters} parameters, {megabytes} MB, {digest}', {
      type: inertLine(model.fileType),
      parameters: shortCount(model.parameters),
      megabytes: (model.bytes / 1e6).toFixed(1),
      digest,
    }),
    say('llama.cpp {release} {build} on {device}, context {size}', {
      release: engine.release,
      build: engine.build,
      device: from === null ? device : say('{device} ({from})', { device, from }),
      size: model.contextSize,
    }),
    template,
  ];
}

export type ChosenTemplate = { id: string } & TemplateChoice;

/** For example `template llama3 (named with --prompt)`. */
export function describeTemplate({ id, from, why }: ChosenTemplate): Text {
  const template = say('template {id}', { id: inertLine(id) });
  return from === 'backend' ? template : say('{template} ({why})', { template, why: recorded(why) });
}

function describeSource(model: BackendDescription): Text {
  if ('device' in model) {
    return joinTexts(', ', [describeDevice(model), say('context {size}', { size: model.contextSize })]);
  }
  if ('format' in model) return say('replies from a chat log ({format})', { format: inertLine(model.format) });
  if (!('provider' in model)) return say('scripted replies');
  const source = say('{model} at {server}', { model: inertLine(model.model), server: inertLine(model.provider) });
  return joinTexts(', ', [source, model.price === null ? say('price unknown') : null]);
}

function describePrompt({ promptTokens, reusedTokens }: TurnRecord): Text | null {
  if (promptTokens === null) return null;
  return reusedTokens === null
    ? say('prompt {n}', { n: promptTokens })
    : say('prompt {n} ({reused} reused)', { n: promptTokens, reused: reusedTokens });
}

/** The figures of one turn; what was not measured is left out. */
export function describeTurn(record: TurnRecord, isReplay: boolean): Text {
  const { unified, raw } = record.finishReason;
  const { timeToFirstTokenMs } = record;
  return joined(
    isReplay ? say('same as before the interruption') : null,
    record.replyTokens === null ? null : plural(record.replyTokens, 'token'),
    record.tokensPerSecond === null ? null : describeSpeed(record.tokensPerSecond),
    timeToFirstTokenMs === null ? null : say('first token {ms} ms', { ms: significant(timeToFirstTokenMs) }),
    describePrompt(record),
    record.costUsd ? `$${record.costUsd.toPrecision(2)}` : null,
    record.attempts > 1 ? say('{n} attempts', { n: record.attempts }) : null,
    record.outcome === 'ok' ? null : joinTexts(': ', [say(OUTCOMES[record.outcome]), `${unified}, ${inertLine(raw)}`]),
  );
}

export function describeSpeed(tokensPerSecond: number): Text {
  return say('{n} tokens/s', { n: significant(tokensPerSecond) });
}

const OUTCOMES: Record<TurnRecord['outcome'], Label> = {
  ok: 'ok',
  empty: 'empty',
  truncated: 'truncated',
  failed: 'failed',
  refused: 'refused',
};

/** @param fields null: all */
export function describeSampling(sampling: Sampling, fields: readonly string[] | null = null): Text {
  const settings = Object.entries(sampling)
    .filter(([name]) => fields === null || fields.includes(name))
    .map(([name, value]) => `${name} ${typeof value === 'object' ? JSON.stringify(value) : value}`);
  return settings.length === 0 ? say('default sampling') : asIs(inertLine(settings.join(', ')));
}

/** What a conversation was played with; what its model's API does not have is named as such. */
export function describeSampled(sampling: Sampling, notSent: readonly SamplingField[]): Text {
  if (notSent.length === 0) return describeSampling(sampling);
  const sent = Object.keys(sampling).filter((name) => !notSent.some((field) => field === name));
  return joined(
    describeSampling(sampling, sent),
    say('not sent: {settings}', { settings: describeSampling(sampling, notSent) }),
  );
}

export function describeOutcomes(outcomes: Totals['outcomes']): Text {
  const some = Object.entries(OUTCOMES).flatMap(([outcome, label]) =>
    Object.entries(outcomes)
      .filter(([name, count]) => name === outcome && count > 0)
      .map(([, count]) => say('{n} {outcome}', { n: count, outcome: say(label) })),
  );
  return joinTexts(', ', some);
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
export function describeTime(milliseconds: number | null): Text {
  if (milliseconds === null) return say('unknown');
  const seconds = milliseconds / 1_000;
  if (seconds < 60) return say('{seconds} s', { seconds: seconds < 10 ? seconds.toFixed(1) : seconds.toFixed(0) });
  const minutes = Math.round(seconds / 60);
  return minutes < 60
    ? say('{minutes} min', { minutes })
    : say('{hours} h {minutes} min', { hours: Math.floor(minutes / 60), minutes: minutes % 60 });
}

/** How long it will take and, from an hour up, until when. */
export function describeLeft(leftMs: number, now: Date): Text {
  const seconds = Math.max(1, Math.ceil(leftMs / 1_000));
  if (seconds < 60) return say('{time} left', { time: say('{seconds} s', { seconds }) });
  const time = describeTime(leftMs);
  if (seconds < 3_600) return say('{time} left', { time });
  const end = new Date(now.getTime() + leftMs);
  const clock = end.toTimeString().slice(0, 5);
  if (end.toDateString() === now.toDateString()) return say('{time} left (until {clock})', { time, clock });
  const day = say(WEEKDAYS[end.getDay()] ?? 'Sun');
  return say('{time} left (until {day} {clock})', { time, day, clock });
}

const WEEKDAYS = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'] as const;

/** The known parts, as one line. */
export function joined(...parts: readonly (Text | string | null)[]): Text {
  return joinTexts(' · ', parts);
}

export function significant(value: number): string {
  return value >= 100 ? value.toFixed(0) : value.toPrecision(3);
}

export function shortCount(count: number): string {
  if (count >= 1e9) return `${(count / 1e9).toPrecision(3)}B`;
  return count >= 1e6 ? `${(count / 1e6).toPrecision(3)}M` : String(count);
}
