// A check for regressions as it will be made, with everything that can be found wrong before a model is loaded. Start at `plannedCheck`.
import type { World } from '../core/world.ts';
import { type Baseline, readBaseline } from './baseline.ts';
import { type ChosenModels, chosenModels } from './chosen-models.ts';
import { requireComparable } from './comparable.ts';
import { blessedDesign, type Design, presetDesign } from './design.ts';
import { PRESETS } from './presets.ts';
import type { RegressRequest, StoredRequest } from './request.ts';
import { allowedBy, requireVaried } from './varied.ts';

interface PlannedCheck extends Pick<Design, 'preset' | 'tokens'> {
  /** null: the reference is played. */
  baseline: Baseline | null;
  blessed: StoredRequest['baseline'];
  /** What is played, and how. */
  play: Omit<Design, 'preset' | 'tokens'>;
  models: ChosenModels;
  /** Preconditions that may differ. */
  allowed: string[];
  margin: number;
}

/** @throws UserError, with exit code 6 for files that cannot be compared */
export async function plannedCheck(request: RegressRequest, world: World): Promise<PlannedCheck> {
  requireVaried(request.vary);
  const { baseline: asked = null, limits } = request;
  const baseline = asked && (await readBaseline(asked, world));
  const design = baseline ? await blessedDesign(request, baseline, world) : await presetDesign(request, world);
  const { preset, tokens, ...play } = design;
  const blessed = baseline && { name: baseline.record.name, model: baseline.record.model };
  const models = await chosenModels({ ...request, llama: play.llama, blessed }, world);
  const allowed = [...new Set([...request.allowed, ...allowedBy(request.vary)])];
  const before = baseline && { id: models.ids[0] ?? '', anatomy: baseline.record.anatomy };
  await requireComparable(before, models.given, allowed, { ...play, limits, world });
  const margin = request.margin ?? PRESETS[preset].margin;
  return { baseline, blessed, preset, tokens, play, models, allowed, margin };
}
