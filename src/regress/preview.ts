// What a check for regressions will do and be able to tell, before anything is played. Start at `previewOf`.
import type { Anatomy } from '../backend/backend.ts';
import { anatomyOf } from '../backend/open.ts';
import { modelRequests } from '../backend/request.ts';
import { ExitCode, UserError } from '../core/errors.ts';
import { absolute, type World } from '../core/world.ts';
import { DEFAULT_PLAY_REQUEST } from '../run/default-request.ts';
import { describePlan } from '../run/dry-run.ts';
import { freeBytesAt } from '../store/measurements.ts';
import { say } from '../words/text.ts';
import { chosenModels } from './chosen-models.ts';
import { chosenScenarios } from './chosen-scenarios.ts';
import { requireComparable } from './comparable.ts';
import { chosenMetrics } from './metrics.ts';
import { powerBefore } from './power-before.ts';
import { PRESETS } from './presets.ts';
import type { RegressRequest } from './request.ts';
import { allowedBy, requireVaried } from './varied.ts';

export interface Preview {
  scenarios: number;
  turns: number;
  samples: number;
  tokens: number;
  /** The smallest worsening of one metric, as a share, that is found with 80 % power; null: none is. */
  detectable: number | null;
  canPass: boolean;
  /** From the speeds of earlier runs; null: not known. */
  minutes: number | null;
  /** That rows of logits take for the time of the run; null: none are kept, or not known. */
  diskBytes: number | null;
}

/** @throws UserError for everything that can be found wrong before a model is loaded, and for a disk without room */
export async function previewOf(request: RegressRequest, world: World): Promise<Preview> {
  requireVaried(request.vary);
  const { gates } = chosenMetrics(request.gates);
  const preset = PRESETS[request.preset];
  const { given } = await chosenModels(request, world);
  await requireComparable(given, [...request.allowed, ...allowedBy(request.vary)], { ...request, world });
  const scenarios = await chosenScenarios(request.scenarios, preset.scenarios, world);
  const turns = request.turns ?? preset.turns;
  const samples = request.samples ?? preset.samples;
  const tokens = request.tokens ?? preset.tokens;
  const { prompt, seed, mode, llama, limits, settings, out } = request;
  const common = { ...DEFAULT_PLAY_REQUEST, prompt, seed, mode, llama, limits, maxCostUsd: null };
  const plan = await describePlan(
    { ...common, models: given, scenarios, turns, samples, settings: [settings] },
    out,
    world,
  );
  const [reference] = await modelRequests(given, common, world);
  const anatomy = reference ? await anatomyOf(reference) : null;
  const diskBytes = request.isExact && anatomy ? bytesOfLogits(anatomy, tokens) : null;
  await requireDisk(diskBytes, request, world);
  const margin = request.margin ?? preset.margin;
  const power = powerBefore({ scenarios: plan.scenarios, turns, samples, margin }, gates.length);
  return {
    ...{ scenarios: plan.scenarios, turns, samples, tokens, diskBytes },
    detectable: power.detectable,
    canPass: power.canPass,
    minutes: plan.estimateMs === null ? null : plan.estimateMs / 60_000,
  };
}

/** A row of 32-bit floats for each token; a reply is taken whole, so there may be some more. */
function bytesOfLogits({ tensors }: Anatomy, tokens: number): number | null {
  const vocabulary = tensors.find(({ name }) => name === 'token_embd.weight')?.shape[1];
  return vocabulary === undefined ? null : tokens * vocabulary * Float32Array.BYTES_PER_ELEMENT;
}

async function requireDisk(needed: number | null, { out }: RegressRequest, world: World): Promise<void> {
  const folder = absolute(out, world);
  const free = await freeBytesAt(folder);
  if (needed === null || free === null || needed < free) return;
  throw new UserError(
    say(
      'the rows of logits for exact divergences need {needed} on the disk of {folder}, where {free} is free; use --bound, or name another folder with --out DIR',
      { needed: gigabytes(needed), free: gigabytes(free), folder: out },
    ),
    { exitCode: ExitCode.usage },
  );
}

function gigabytes(bytes: number): string {
  return `${(bytes / 1e9).toFixed(1)} GB`;
}
