// What a planted fault is: a kind, a strength, the replies that it changes, and the checks that are for it. Start at `Fault`.
import type { CheckId } from '../../scenario/check-settings.ts';
import type { Scenario, Turn } from '../../scenario/schema.ts';
import type { Chance } from './chance.ts';

export const FAULT_KINDS = [
  'persona-break',
  'register-flip',
  'first-person-swapped',
  'cut-in-mid-sentence',
  'template-token',
  'speaks-for-user',
  'other-language',
  'loop',
  'repeats-previous',
  'service-talk',
  'contradicted-fact',
  'filler',
  'farewell-in-mid-chat',
  'echo-of-user',
] as const;

export type FaultKind = (typeof FAULT_KINDS)[number];

export const STRENGTHS = ['weak', 'medium', 'strong'] as const;

export type Strength = (typeof STRENGTHS)[number];

/** A conversation without faults: one reply for each of the scenario's first turns. */
export interface Conversation {
  scenario: Scenario;
  replies: readonly string[];
}

export interface Planting extends Conversation {
  strength: Strength;
  chance: Chance;
}

/** One reply with its fault. */
export interface Change {
  /** 1-based. */
  turn: number;
  reply: string;
}

export interface Fault {
  /** Any of them finds it. */
  checks: readonly CheckId[];
  /** Empty where the fault cannot be one: the persona allows it, or no reply has what it needs. */
  plant(planting: Planting): readonly Change[];
}

/** A turn with its reply in the good conversation. */
export interface GoodTurn extends Turn {
  /** 1-based. */
  turn: number;
  reply: string;
}

export function goodTurns({ scenario, replies }: Conversation): GoodTurn[] {
  return scenario.turns.flatMap((turn, index) => {
    const reply = replies[index];
    return reply === undefined ? [] : [{ ...turn, turn: index + 1, reply }];
  });
}

/** Turns in the midst of the chat: neither its greeting nor its farewell. */
export function middleTurns(conversation: Conversation): GoodTurn[] {
  return goodTurns(conversation)
    .slice(1, -1)
    .filter(({ probe }) => probe !== 'greeting' && probe !== 'farewell');
}

export function isJapanese({ persona }: Scenario): boolean {
  return persona.language === 'ja';
}

/** Puts a sentence behind a reply. */
export function append(reply: string, sentence: string): string {
  if (!/[\x21-\x7e]$/.test(reply) || !/^[\x21-\x7e]/.test(sentence)) return `${reply}${sentence}`;
  return /[a-z]$/i.test(reply) ? `${reply}. ${sentence}` : `${reply} ${sentence}`;
}

/** Puts a sentence in front of a reply. */
export function prepend(sentence: string, reply: string): string {
  return /[\x21-\x7e]$/.test(sentence) ? `${sentence} ${reply}` : `${sentence}${reply}`;
}
