// The port of a check: a pure function of a conversation, with a version. What it knows is in a `Talk`; it reads no file and asks no
// model. Start at `TurnCheck`.
import type { Outcome } from '../core/finish-reason.ts';
import type { CheckId, CheckSettings, SettingsOf } from '../scenario/check-settings.ts';
import type { Persona, Probe } from '../scenario/schema.ts';
import { say, type Text } from '../words/text.ts';
import type { Span } from './reading/code-points.ts';
import type { Sentence } from './reading/sentences.ts';
import type { Token } from './reading/token.ts';

/** not-applicable: the persona does not state what the check needs, or the reply is not whole. */
export type CheckResult = 'pass' | 'warn' | 'fail' | 'not-applicable';

export interface Finding {
  result: CheckResult;
  /** What was measured, in the check's own unit; null: nothing was. */
  value: number | null;
  spans: Span[];
  /** One sentence for a person. */
  message: Text;
}

/** One turn as checks see it. */
export interface TalkTurn {
  /** 1-based. */
  turn: number;
  user: string;
  probe: Probe | null;
  /** Without thinking. */
  reply: string;
  outcome: Outcome;
  /** The reply's sentences, with narration and quotations marked. */
  sentences: readonly Sentence[];
  /** The reply's words; empty unless the check declares that it needs them and the persona speaks Japanese. */
  tokens: readonly Token[];
  /** Checks that this turn has settings of its own for. */
  checks: CheckSettings;
}

/** A conversation as checks see it. */
export interface Talk {
  persona: Persona;
  /** Said by the character before the first turn; never scored. */
  greeting: string | null;
  /** In the order in which they were said; a conversation that broke off has fewer than its scenario. */
  turns: readonly TalkTurn[];
  /** How many turns the scenario has; the last one of a complete conversation may be a farewell. */
  scenarioTurns: number;
  /** How many of them require words of their own. */
  turnsWithRequiredWords: number;
  /** Texts of the special tokens of this model's file; empty: not known. */
  specialTokens: readonly string[];
  /** ISO 639-1, such as `ja`; empty: undecided. */
  languageOf(text: string): string;
}

interface AnyCheck<Id extends CheckId> {
  id: Id;
  /** Raised when the same reply may be judged differently. */
  version: number;
  needsTokens?: boolean;
}

/** Judges one reply. */
export interface TurnCheck<Id extends CheckId = CheckId> extends AnyCheck<Id> {
  unit: 'turn';
  /**
   * What the check says of a reply that is not whole (truncated at the token limit). `never`: not-applicable. `faults`: a fault that is
   * there counts, but its absence proves nothing. `always`: the check is about just that.
   */
  onPartial: 'never' | 'faults' | 'always';
  run(turn: TalkTurn, talk: Talk, settings: SettingsOf<Id>): Finding;
}

/** Judges a conversation; turns that are not whole are left out by the check itself (`wholeTurns`). */
export interface ConversationCheck<Id extends CheckId = CheckId> extends AnyCheck<Id> {
  unit: 'conversation';
  run(talk: Talk, settings: SettingsOf<Id>): Finding;
}

export function passed(message: Text, value: number | null = null): Finding {
  return { result: 'pass', value, spans: [], message };
}

export function notApplicable(message: Text): Finding {
  return { result: 'not-applicable', value: null, spans: [], message };
}

/** Replies that may be judged as replies. */
export function wholeTurns({ turns }: Talk): TalkTurn[] {
  return turns.filter(({ outcome }) => outcome === 'ok');
}

export function onlyJapanese(): Finding {
  return notApplicable(say('this check is for Japanese'));
}

export function personaDoesNotSay(field: string): Finding {
  return notApplicable(say('the persona does not say: {field}', { field }));
}
