// How much is played and measured. Start at `PRESETS`.
export const PRESET_NAMES = ['smoke', 'standard', 'thorough'] as const;
export type PresetName = (typeof PRESET_NAMES)[number];

export interface Preset {
  scenarios: number;
  /** The first of each scenario. */
  turns: number;
  samples: number;
  /** Of the reference's replies that are scored, at most, over all scenarios. */
  tokens: number;
  /** A worsening of a metric below this share is accepted. */
  margin: number;
}

export const PRESETS: Readonly<Record<PresetName, Preset>> = {
  smoke: { scenarios: 8, turns: 5, samples: 1, tokens: 1_280, margin: 0.1 },
  standard: { scenarios: 20, turns: 5, samples: 3, tokens: 3_840, margin: 0.1 },
  thorough: { scenarios: 40, turns: 5, samples: 3, tokens: 6_400, margin: 0.1 },
};
