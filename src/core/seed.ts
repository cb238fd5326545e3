import { hashData } from './hash.ts';

/**
 * Seeds form a tree: run → conversation → turn. A conversation's seed depends only on the run's seed, the scenario's text and the
 * sample, not on the model: two quantizations of one model draw the same random numbers, which makes paired comparison more precise,
 * and adding a model changes no other model's replies.
 */
export function conversationSeed(runSeed: number, scenarioHash: string, sample: number): number {
  return uint32(hashData(['conversation', runSeed, scenarioHash, sample]));
}

export function turnSeed(seedOfConversation: number, turn: number): number {
  return uint32(hashData(['turn', seedOfConversation, turn]));
}

/** llama.cpp takes 32-bit seeds and treats 0xffffffff as "random", so that value is never produced. */
function uint32(hexDigest: string): number {
  return Number.parseInt(hexDigest.slice(0, 8), 16) % 0xffff_ffff;
}
