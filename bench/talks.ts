// Runs to score: conversations of the Japanese scenarios, their replies made from reference replies by code and seed. Start at `playTalks`.
import { evaluate, scriptedModel } from '../dist/index.js';
import { loadScenarios } from '../dist/scenario/load.js';
import { createChance } from '../dist/score/planted/chance.js';
import { FAULT_KINDS, STRENGTHS } from '../dist/score/planted/fault.js';
import { plant } from '../dist/score/planted/plant.js';
import { goodsOf } from '../test/support/planted-faults.ts';
import { SHIPPED, worldIn } from '../test/support/world.ts';
import { HOSTILE_TEXTS } from './hostile-texts.ts';

export interface TalksOptions {
  directory: string;
  /** The number of turns is the next one that whole conversations make. */
  turns: number;
  /** The share of replies that are replaced by long hostile text. */
  hostile: number;
}

/** @returns how many turns the run has */
export async function playTalks({ directory, turns, hostile }: TalksOptions): Promise<number> {
  const all = (await loadScenarios(['tag:ja'], SHIPPED)).map((loaded) => ({ loaded, goods: goodsOf(loaded) }));
  const perSample = all.reduce((sum, { loaded }) => sum + loaded.scenario.turns.length, 0);
  const samples = Math.ceil(turns / perSample);
  const others = all.flatMap(({ goods }) => goods.flatMap(({ replies }) => replies));
  const conversations = new Map(
    all.map(({ loaded: { scenario }, goods }) => [scenario.persona.instruction, { goods, said: new Map() }]),
  );
  const talks = scriptedModel({
    id: 'talks',
    respond({ turn, prompt, seed }) {
      const chance = createChance(seed, 'held-out');
      const own = prompt.kind === 'messages' ? conversations.get(prompt.system ?? '') : undefined;
      const good = chance.pick(own?.goods ?? []);
      if (!good) throw new Error('not a scenario of this bench');
      if (chance.whole(1_000) < hostile * 1_000) return chance.pick(HOSTILE_TEXTS) ?? '';
      const [kind, strength] = [chance.pick(FAULT_KINDS), chance.pick(STRENGTHS)];
      const isFaulty = chance.whole(4) === 0 && kind !== undefined && strength !== undefined;
      const planted = isFaulty ? plant(good, { kind, strength, seed, half: 'held-out' }) : null;
      const reply = (planted ?? good).replies[turn - 1] ?? '';
      // No two replies are alike, so that nothing is remembered of one for the other.
      return chance.whole(2) === 0 ? reply : `${reply}${chance.pick(others) ?? ''}`;
    },
  });
  const { summary } = await evaluate(
    { models: [talks], scenarios: ['tag:ja'], samples, mode: 'fast' },
    { world: worldIn(directory) },
  );
  return summary.totals.turns;
}
