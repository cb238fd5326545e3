// Faults put into good conversations by code and seed, to measure what finds them: checks, and judges. Pure. Start at `plant`.
import { hashData } from '../../core/hash.ts';
import type { CheckId } from '../../scenario/check-settings.ts';
import { createChance, type Half } from './chance.ts';
import type { Conversation, Fault, FaultKind, Strength } from './fault.ts';
import { contradictedFact } from './faults/contradicted-fact.ts';
import { cutInMidSentence } from './faults/cut-in-mid-sentence.ts';
import { echoOfUser } from './faults/echo-of-user.ts';
import { farewellInMidChat } from './faults/farewell-in-mid-chat.ts';
import { filler } from './faults/filler.ts';
import { firstPersonSwapped } from './faults/first-person-swapped.ts';
import { loop } from './faults/loop.ts';
import { otherLanguage } from './faults/other-language.ts';
import { personaBreak } from './faults/persona-break.ts';
import { registerFlip } from './faults/register-flip.ts';
import { repeatsPrevious } from './faults/repeats-previous.ts';
import { serviceTalk } from './faults/service-talk.ts';
import { speaksForUser } from './faults/speaks-for-user.ts';
import { templateToken } from './faults/template-token.ts';

export interface PlantOptions {
  kind: FaultKind;
  strength: Strength;
  /** The same seed plants the same fault. */
  seed: number;
  half: Half;
}

export interface Planted {
  kind: FaultKind;
  strength: Strength;
  /** All replies of the conversation, the changed ones among them. Each of them ended as if the model had wanted it to. */
  replies: readonly string[];
  /** 1-based turns, ascending. */
  changed: readonly number[];
  /** Any of these is for this fault. */
  checks: readonly CheckId[];
}

const FAULTS: Record<FaultKind, Fault> = {
  'persona-break': personaBreak,
  'register-flip': registerFlip,
  'first-person-swapped': firstPersonSwapped,
  'cut-in-mid-sentence': cutInMidSentence,
  'template-token': templateToken,
  'speaks-for-user': speaksForUser,
  'other-language': otherLanguage,
  loop,
  'repeats-previous': repeatsPrevious,
  'service-talk': serviceTalk,
  'contradicted-fact': contradictedFact,
  filler,
  'farewell-in-mid-chat': farewellInMidChat,
  'echo-of-user': echoOfUser,
};

/** null: the fault would be none in this conversation. */
export function plant(conversation: Conversation, { kind, strength, seed, half }: PlantOptions): Planted | null {
  const { checks, plant: change } = FAULTS[kind];
  const changes = change({
    ...conversation,
    strength,
    chance: createChance(seedOf(conversation, { kind, strength, seed }), half),
  });
  const isReal = changes.every(({ turn, reply }) => reply !== conversation.replies[turn - 1] && reply.trim() !== '');
  if (changes.length === 0 || !isReal) return null;
  const replies = [...conversation.replies];
  for (const { turn, reply } of changes) replies[turn - 1] = reply;
  return { kind, strength, replies, changed: changes.map(({ turn }) => turn).toSorted((a, b) => a - b), checks };
}

/** What is drawn for one conversation says nothing of what is drawn for another. */
function seedOf({ scenario, replies }: Conversation, { kind, strength, seed }: Omit<PlantOptions, 'half'>): number {
  return Number.parseInt(hashData([scenario.id, replies, kind, strength, seed]).slice(0, 8), 16);
}
