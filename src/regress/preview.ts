// What a check for regressions will do and be able to tell, before anything is played. Start at `previewOf`.
import type { Anatomy } from '../backend/anatomy.ts';
import { anatomyOf } from '../backend/open.ts';
import { modelRequests } from '../backend/request.ts';
import { ExitCode, UserError } from '../core/errors.ts';
import { gigabytes } from '../core/gigabytes.ts';
import { absolute, type World } from '../core/world.ts';
import { estimatePlan } from '../run/dry-run.ts';
import { freeBytesAt } from '../store/measurements.ts';
import { say } from '../words/text.ts';
import { chosenMetrics } from './metrics.ts';
import { plannedCheck } from './planned.ts';
import { powerBefore } from './power-before.ts';
import type { RegressRequest } from './request.ts';

export interface Preview {
  scenarios: number;
  turns: number;
  samples: number;
  /** Of the reference's replies that are scored, at most. */
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
  const { limits } = request;
  const { baseline, tokens, play, models, margin } = await plannedCheck(request, world);
  const { gates } = chosenMetrics(request.gates);
  const plan = await estimatePlan({ ...play, models: models.given, limits, maxCostUsd: null }, request.out, world);
  const [reference] = baseline ? [] : await modelRequests(models.given, { ...play, limits }, world);
  const anatomy = reference && request.isExact ? await anatomyOf(reference) : null;
  const diskBytes = anatomy && bytesOfLogits(anatomy, tokens);
  await requireDisk(diskBytes, request, world);
  const { samples, turns = null } = play;
  // A baseline of whole scenarios has no number of turns that holds for all of them.
  const onAverage = Math.round(plan.turns / Math.max(1, plan.conversations));
  const planned = { scenarios: plan.scenarios, turns: turns ?? onAverage, samples };
  const power = powerBefore({ ...planned, margin }, gates.length);
  return {
    ...{ ...planned, tokens, diskBytes },
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
