// A place in a reply where two models differ: its sentence, and what either finds likeliest. Start at `sentenceOf`.

import { visibleText } from '../../core/inert-text.ts';
import { segmentsOf } from '../../core/segments.ts';
import type { PlaceInReply } from '../../regress/report.ts';
import { joinTexts, say, type Text } from '../../words/text.ts';
import { calmLine, calmName } from '../comparison/calm-text.ts';
import { nats } from './figures.ts';

export interface SentencePart {
  before: string;
  token: string;
  after: string;
}

/**
 * One line around the token, in which spaces of the token can be seen.
 * @param most characters before and after it
 */
export function sentenceOf({ before, token, after }: PlaceInReply, most = { before: 24, after: 16 }): SentencePart {
  const said = segmentsOf(calmLine(before.slice(-LONGEST)), 'grapheme');
  const rest = segmentsOf(calmLine(after.slice(0, LONGEST)), 'grapheme');
  return {
    before: `${said.length > most.before || before.length > LONGEST ? '…' : ''}${said.slice(-most.before).join('')}`,
    token: tokenText(token),
    after: `${rest.slice(0, most.after).join('')}${rest.length > most.after || after.length > LONGEST ? '…' : ''}`,
  };
}

/** In code units: no more of a text is cut into characters. */
const LONGEST = 400;

export function tokenText(token: string): string {
  const cut = token.length > LONGEST_TOKEN ? `${token.slice(0, LONGEST_TOKEN)}…` : token;
  return calmLine(visibleText(cut));
}

const LONGEST_TOKEN = 40;

/** For example `anime-fan · turn 3 · 4.21`. */
export function describePlaceInReply({ scenario, turn, divergence }: PlaceInReply): Text {
  return joinTexts(' · ', [
    calmName(scenario),
    say('turn {turn}', { turn }),
    divergence === null
      ? say('impossible for the candidate')
      : say('KL divergence {value}', { value: nats(divergence) }),
  ]);
}

/** For example `見 62.1 %, 観 20.0 %`; what stood there is among them, or is added with its own probability. */
export function describeLikeliest(place: PlaceInReply, of: 'reference' | 'candidate'): string {
  const likeliest = place[of].slice(0, MOST_TOKENS);
  const own = of === 'reference' ? place.referenceLogProbability : place.candidateLogProbability;
  const told = likeliest.map(({ text, logProbability }) => likelihood(text, logProbability));
  const has = likeliest.some(({ text }) => text === place.token);
  return [...told, ...(has ? [] : [`… ${likelihood(place.token, own ?? Number.NEGATIVE_INFINITY)}`])].join('  ');
}

const MOST_TOKENS = 5;

/** The two stay together in one line. */
function likelihood(text: string, logProbability: number): string {
  return `${tokenText(text) || '∅'}\u00a0${chance(Math.exp(logProbability))}`;
}

export function chance(probability: number): string {
  if (probability < 0.001) return '<0.1\u00a0%';
  return `${(probability * 100).toFixed(probability < 0.01 ? 1 : 0)}\u00a0%`;
}
