// What a phrase is in which the model speaks as the program that it is. Start at `Break`.
import type { Phrase } from '../reading/phrases.ts';

export interface Break extends Phrase {
  /**
   * `machine`: true of a character that is an AI. `human`: to be no person, or without a body, is true of any that is none. `maker`: of no
   * character. `play`: of a game master it may be said.
   */
  of: 'machine' | 'human' | 'maker' | 'play';
  /** Counted only where the user asks whether the character is a machine. */
  whenAsked?: true;
  /** The phrase names its subject itself. */
  isFirstPerson?: true;
  /** Meant of the speaker only if nothing else is the topic. */
  needsNoTopic?: true;
}
