// Where greedy replies to the same history part: for the reader, never for a decision. Start at `greedyDivergence`.
import { segmentsOf } from '../core/segments.ts';
import { quantile } from '../stats/quantile.ts';
import type { GreedyDivergence } from './report.ts';

export interface GreedyPair {
  scenario: string;
  turn: number;
  user: string;
  reference: string;
  candidate: string;
}

const MOST_EXAMPLES = 5;
/** Characters of each side that are shown. */
const SHOWN = 60;

export function greedyDivergence(pairs: readonly GreedyPair[]): GreedyDivergence {
  const parted = pairs.filter(({ reference, candidate }) => reference !== candidate).map(partingOf);
  const common = parted.map((each) => each.common.length).sort((a, b) => a - b);
  return {
    replies: pairs.length,
    equal: pairs.length - parted.length,
    medianCommon: common.length === 0 ? null : quantile(common, 0.5),
    examples: oneOfEachScenario(parted)
      .slice(0, MOST_EXAMPLES)
      .map(({ pair, common: before, reference, candidate }) => ({
        ...{ scenario: pair.scenario, turn: pair.turn, user: pair.user },
        common: endOf(before),
        reference: beginningOf(reference),
        candidate: beginningOf(candidate),
      })),
  };
}

/** In characters as people see them, so that none is cut. */
interface Parting {
  pair: GreedyPair;
  common: string[];
  reference: string[];
  candidate: string[];
}

function partingOf(pair: GreedyPair): Parting {
  const reference = segmentsOf(pair.reference, 'grapheme');
  const candidate = segmentsOf(pair.candidate, 'grapheme');
  const differs = reference.findIndex((character, index) => character !== candidate[index]);
  const common = differs === -1 ? reference.length : differs;
  return {
    pair,
    common: reference.slice(0, common),
    reference: reference.slice(common),
    candidate: candidate.slice(common),
  };
}

/** The first of each, then the others. */
function oneOfEachScenario(partings: readonly Parting[]): Parting[] {
  const seen = new Set<string>();
  const firsts = partings.filter(({ pair: { scenario } }) => !seen.has(scenario) && seen.add(scenario));
  return [...firsts, ...partings.filter((parting) => !firsts.includes(parting))];
}

function endOf(characters: readonly string[]): string {
  return (characters.length > SHOWN ? '…' : '') + characters.slice(-SHOWN).join('');
}

function beginningOf(characters: readonly string[]): string {
  return characters.slice(0, SHOWN).join('') + (characters.length > SHOWN ? '…' : '');
}
