// What a person is asked about: one reply, or two replies to the same. Start at `Question`.
import { inertText } from '../core/inert-text.ts';
import type { Said, Talk } from './talks.ts';

/** A reply in its conversation. */
export interface Reply {
  talk: Talk;
  said: Said;
}

export type Question = { kind: 'reply'; reply: Reply } | { kind: 'pair'; first: Reply; second: Reply };

/** Which of several things that a run compares: a model with one of its settings. */
export function subjectOf({ run, model, variant }: Talk): string {
  return JSON.stringify([run.id, model, variant?.settings ?? null]);
}

/** Replies that failed, and those in which there is nothing to see, are not asked about. */
export function repliesOf(talk: Talk): Reply[] {
  return talk.turns
    .filter((said) => said.outcome !== 'failed' && said.outcome !== 'empty' && !isBlank(said.reply))
    .map((said) => ({ talk, said }));
}

/** Whether a person would see the same twice. */
export function looksSame(one: string, other: string): boolean {
  return one === other || seen(one) === seen(other);
}

/** Whether there is nothing to see. */
export function isBlank(text: string): boolean {
  return seen(text) === '';
}

function seen(text: string): string {
  return inertText(text).trim();
}

/** What was said before it, without the greeting. */
export function turnsBefore({ talk, said }: Reply): readonly Said[] {
  return talk.turns.filter(({ turn }) => turn < said.turn);
}
