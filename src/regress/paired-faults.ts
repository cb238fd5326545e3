// Replies of two models to the same scenario, turn and sample. Start at `pairedFaults`.
import type { Faults, ReplyFaults } from './faults.ts';

/** The same replies by both, in any order. */
export interface BothFaults {
  reference: readonly ReplyFaults[];
  candidate: readonly ReplyFaults[];
}

export interface FaultPair {
  scenario: string;
  turn: number;
  reference: Faults;
  candidate: Faults;
}

export interface PairedFaults {
  pairs: FaultPair[];
  /** Replies of the one for which the other has none although it did not fail by itself: not known, and in no figure. */
  unpaired: { reference: number; candidate: number };
}

/** Where neither replied, there is no pair. */
export function pairedFaults({ reference, candidate }: BothFaults): PairedFaults {
  const candidates = new Map(candidate.map((reply) => [nameOf(reply), reply]));
  const references = new Set(reference.map(nameOf));
  const pairs = reference.flatMap((own): FaultPair[] => {
    const other = candidates.get(nameOf(own));
    if (!other || (own.isMissing && other.isMissing)) return [];
    return [{ scenario: own.scenario, turn: own.turn, reference: own.faults, candidate: other.faults }];
  });
  const isAlone = (others: { has(name: string): boolean }) => (reply: ReplyFaults) =>
    reply.turn > 0 && !reply.isMissing && !others.has(nameOf(reply));
  return {
    pairs,
    unpaired: {
      reference: reference.filter(isAlone(candidates)).length,
      candidate: candidate.filter(isAlone(references)).length,
    },
  };
}

function nameOf({ scenario, sample, turn }: ReplyFaults): string {
  return JSON.stringify([scenario, sample, turn]);
}
