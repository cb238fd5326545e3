// Figures of scores in words. Start at `describeRate`.
import { inertLine } from '../core/inert-text.ts';
import type { JudgedGate } from '../score/gates.ts';
import type { Failure } from '../score/report-on.ts';
import type { ModelScores, Rate } from '../score/score-tally.ts';
import { joinTexts, plural, say, type Text } from '../words/text.ts';
import { describePlay, describeSampling } from './wording.ts';

/** For example `3.4 %`; a tenth is all that a rate is worth. */
export function percent(share: number): string {
  const value = share * 100;
  return `${value > 0 && value < 9.95 ? value.toFixed(1) : value.toFixed(0)} %`;
}

/** For example `3 of 40 · 7.5 % (1.6–20 %)`; without an interval a share is not a figure, and only the counts are given. */
export function describeRate({ n, failed, rate, low, high }: Rate): Text | string {
  if (n === 0 || rate === null) return '–';
  const counts = say('{n} of {all}', { n: failed, all: n });
  return low === null || high === null
    ? counts
    : say('{counts} · {rate} ({low}–{high})', {
        counts,
        rate: percent(rate),
        low: percent(low).replace(' %', ''),
        high: percent(high),
      });
}

/** For example `+3 points (−2 to +8)`. */
export function describeDrift(drift: ModelScores['drift']): Text | string {
  if (drift === null) return '–';
  const { difference, low, high } = drift;
  return say('{difference} points ({low} to {high})', {
    difference: points(difference),
    low: points(low),
    high: points(high),
  });
}

function points(share: number): string {
  const value = (share * 100).toFixed(0);
  return value === '0' || value === '-0' ? '0' : `${share > 0 ? '+' : '−'}${value.replace('-', '')}`;
}

export function describeScoredModel({ model, settings }: Pick<ModelScores, 'model' | 'settings'>): Text | string {
  const name = inertLine(model);
  return settings === null || Object.keys(settings).length === 0
    ? name
    : say('{model}, {settings}', { model: name, settings: describeSampling(settings) });
}

/** For example `anime-fan #2 · turn 3 · hitogara-tiny-q8_0`. */
export function describeFailurePlace({ model, scenario, sample, row }: Failure): Text {
  const play = describePlay({ scenario, sample });
  return row.turn === null
    ? say('{play} · {model}', { play, model: inertLine(model) })
    : say('{play} · turn {turn} · {model}', { play, turn: row.turn, model: inertLine(model) });
}

export function describeGate(gate: JudgedGate): Text {
  const { check, limit, result, reason, errors } = gate;
  const values = { check, model: describeScoredModel(gate), limit: percent(limit), rate: describeRate(gate) };
  if (result === 'fail') return say('gate {check} failed for {model}: {rate}; the limit is {limit}', values);
  switch (reason) {
    case 'errors':
      return say('gate {check} cannot be judged for {model}: errors of the check itself: {n}', {
        ...values,
        n: errors,
      });
    case 'nothing':
      return say('gate {check} cannot be judged for {model}: the check applies to nothing here', values);
    case 'unfinished':
      return say('gate {check} cannot be judged for {model}: the run is not over; so far {rate}', values);
    case null:
      return say('gate {check} passed for {model}: {rate}; the limit is {limit}', values);
  }
}

/** A part of a reply, around what a check means. */
export interface Excerpt {
  before: string;
  meant: string;
  after: string;
}

/** null: there is no such part. */
export function excerptOf({ reply, row }: Failure): Excerpt | null {
  const [first] = row.spans;
  if (!first || reply === '') return null;
  const characters = [...reply];
  const from = Math.max(0, first.start - BEFORE);
  const to = Math.min(characters.length, first.start + LONGEST, first.end + BEFORE);
  const text = (start: number, end: number): string => inertLine(characters.slice(start, end).join(''));
  const end = Math.min(first.end, to);
  return {
    before: `${from > 0 ? '…' : ''}${text(from, first.start)}`,
    meant: text(first.start, end),
    after: `${text(end, to)}${to < characters.length ? '…' : ''}`,
  };
}

const BEFORE = 8;
const LONGEST = 60;

export function describeUnfinished({ conversations, unfinished, refused }: ModelScores): Text | null {
  if (unfinished === 0 && refused === 0) return null;
  return joinTexts(', ', [
    unfinished === 0
      ? null
      : say('{n} of {conversations} failed or were not finished; what they have is scored', {
          n: unfinished,
          conversations: plural(conversations, 'conversation'),
        }),
    refused === 0 ? null : say('{n} refused replies are not scored', { n: refused }),
  ]);
}
