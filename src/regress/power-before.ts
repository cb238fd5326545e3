// What a comparison will be able to tell, before anything is played. Start at `powerBefore`.
import { ASSUMED_DESIGN_EFFECT, detectableWorsening, metricsThatCount } from './detectable.ts';
import { CONFIDENCE, LEAST_SCENARIOS } from './levels.ts';
import type { Preset } from './presets.ts';
import { unseenBound } from './unseen.ts';

/** The share of pairs whose verdicts differ between two runs of one model, measured on re-runs of Japanese prompts: 7 to 15 %, 11 % on average. */
const ASSUMED_DISAGREEMENT = 0.11;

export interface PowerBefore {
  pairs: number;
  /** The smallest worsening of one metric, as a share, that is found with 80 % power; null: none is. */
  detectable: number | null;
  /** Whether `pass` is possible at all: whether the margin is wider than what stays unseen in so few scenarios. */
  canPass: boolean;
}

/** @param gates how many metrics decide, at least one */
export function powerBefore({ scenarios, turns, samples, margin }: Omit<Preset, 'tokens'>, gates: number): PowerBefore {
  const perScenario = turns * samples;
  const pairs = scenarios * perScenario;
  const isEnough = scenarios >= LEAST_SCENARIOS && pairs > 0;
  // Where two pairs of a scenario differ in opposite directions, it does not: this is the most that can be expected.
  const differing = scenarios * (1 - (1 - ASSUMED_DISAGREEMENT) ** perScenario);
  const unseen = unseenBound(
    Array.from({ length: scenarios }, () => perScenario),
    CONFIDENCE,
  );
  return {
    pairs,
    detectable: isEnough
      ? detectableWorsening({
          pairs,
          disagreementRate: ASSUMED_DISAGREEMENT,
          designEffect: ASSUMED_DESIGN_EFFECT,
          metrics: metricsThatCount(Array.from({ length: gates - 1 }, () => differing)),
        })
      : null,
    canPass: isEnough && unseen !== null && unseen < margin,
  };
}
