// From names to a plan: finds models, weights, templates and scenarios, and refuses what can be known to be wrong. Loads no model.
// Start at `loadPlan`.

import { apiKeyFor, isLoopback } from '../backend/hosted/api-key.ts';
import { createProviders } from '../backend/hosted/provider.ts';
import type { Measured } from '../backend/llama/llama.ts';
import { checkRequest, effectiveSamplingFor, type OpenRequest } from '../backend/open.ts';
import type { Respond } from '../backend/scripted.ts';
import { ExitCode, UserError } from '../core/errors.ts';
import { hashData } from '../core/hash.ts';
import type { Limits } from '../core/limits.ts';
import type { Sampling } from '../core/sampling.ts';
import { isGgufSelector } from '../prompt/gguf-template.ts';
import { loadTemplate } from '../prompt/load.ts';
import type { PromptTemplate } from '../prompt/prompt.ts';
import { findGguf } from '../registry/find-gguf.ts';
import { type ModelEntry, selectModels } from '../registry/load.ts';
import { ModelSpecSchema, type ScriptedSpec } from '../registry/schema.ts';
import { loadScenarios } from '../scenario/load.ts';
import type { PlayRequest } from '../store/records.ts';
import { type Plan, plannedCells, withoutIdleModels } from './plan.ts';
import { requestedFor } from './tasks.ts';
import { cacheDirectory, foldersNamed, searchPlaces, type World } from './world.ts';

/** A model whose replies a function of the caller's makes. */
export interface ScriptedModel {
  entry: ModelEntry<ScriptedSpec>;
  respond: Respond;
}

/** The name of a model, or a scripted one. */
export type GivenModel = string | ScriptedModel;

/** @param respond gives each turn's reply; its text stands for the weights in conversation keys, what it closes over does not */
export function scriptedModel({ id, respond }: { id: string; respond: Respond }): ScriptedModel {
  const spec = ModelSpecSchema.parse({ id, backend: 'scripted', replies: [''] });
  if (spec.backend !== 'scripted') throw new Error('a scripted model is scripted');
  return { entry: { spec, file: 'scripted', text: '' }, respond };
}

export interface PlanRequest extends Omit<PlayRequest, 'models'> {
  models: readonly GivenModel[];
  limits: Limits;
  /** In US dollars, for the whole run; null: no limit. */
  maxCostUsd: number | null;
}

/** @throws UserError for everything that can be known to be wrong before a model is loaded */
export async function loadPlan(
  request: PlanRequest,
  world: World,
  measured: (model: string) => Measured | null = () => null,
): Promise<Plan> {
  if (request.mode === 'strict' && request.parallel !== null) {
    throw new UserError('--parallel needs --mode fast: strict plays one conversation at a time');
  }
  const models = await openRequests(request, world, measured);
  const scenarios = await loadScenarios(request.scenarios, foldersNamed('scenarios', world));
  const { samples, filter, first, seed, mode, onOverflow, maxCostUsd } = request;
  const settings = distinct(request.settings);
  const plan = withoutIdleModels({
    models,
    scenarios,
    settings,
    samples,
    filter,
    first,
    seed,
    mode,
    onOverflow,
    maxCostUsd,
  });
  if (plan.models.length === 0) {
    throw new UserError(`--filter ${filter} leaves nothing to play`, {
      remedy: 'It is a glob over model/scenario, such as "*-q2_K/*".',
      exitCode: ExitCode.nothingMatched,
    });
  }
  noteKeys(plan.models, world);
  if (maxCostUsd !== null) requirePrices(plan.models);
  for (const model of plan.models) {
    // One that cannot be read is found before the first model is loaded; one inside a GGUF only after.
    requirePlaceForPersona(await templateFileOf(model));
    await checkRequest(model);
    if (onOverflow === 'drop-oldest' && model.backend !== 'llama' && model.backend !== 'scripted') {
      throw new UserError(`--on-overflow drop-oldest cannot be held for "${model.entry.spec.id}"`, {
        remedy:
          'An API does not say how long a prompt is before it is sent. Leave it out: what is too long fails its conversation.',
      });
    }
    const effectiveSampling = await effectiveSamplingFor(model);
    for (const cell of plannedCells(plan, model.entry.spec.id)) effectiveSampling(requestedFor(model, cell));
  }
  return plan;
}

/** @throws UserError for a key that is not set */
function noteKeys(models: readonly OpenRequest[], { environment, secrets }: World): void {
  for (const model of models) {
    if (model.backend === 'llama' || model.backend === 'scripted') continue;
    const { name, value } = apiKeyFor(model.entry, environment);
    if (name !== null && value !== null) secrets.add(name, value);
  }
}

/** @throws UserError for a provider whose prices nobody has written down: its costs would be nobody knows what */
function requirePrices(models: readonly OpenRequest[]): void {
  for (const { backend, entry } of models) {
    if (backend === 'llama' || backend === 'scripted') continue;
    const { spec, file } = entry;
    if (spec.price === undefined && !(spec.baseUrl !== undefined && isLoopback(spec.baseUrl))) {
      throw new UserError(`is missing: without it --max-cost cannot be held for the model "${spec.id}"`, {
        place: { file },
        field: 'price',
        remedy: 'Add price: { input: …, output: …, date: … }, in US dollars per million tokens.',
      });
    }
  }
}

/** @throws UserError for a template that would leave every scenario's persona out */
function requirePlaceForPersona(template: PromptTemplate | null): void {
  if (template?.persona !== 'none') return;
  throw new UserError(`the format "${template.id}" has no place for a persona, and every scenario has one`, {
    place: { file: template.file },
    field: 'persona',
    remedy: 'Take another template; this one can be looked at with: npm run prompts -- render --prompt ID',
  });
}

/** Two conversations that are the same in everything would be one in the journal. */
function distinct(settings: readonly Sampling[]): Sampling[] {
  return [...new Map(settings.map((variant) => [hashData(variant), variant])).values()];
}

/** The template, where it is a file of its own; null: the GGUF's, or none. */
export async function templateFileOf(request: OpenRequest): Promise<PromptTemplate | null> {
  const selector = request.prompt ?? request.entry.spec.prompt;
  if (selector === undefined || isGgufSelector(selector)) return null;
  return loadTemplate(selector, request.promptDirectories);
}

async function openRequests(
  request: PlanRequest,
  world: World,
  measured: (model: string) => Measured | null,
): Promise<OpenRequest[]> {
  const { prompt, mode, parallel } = request;
  const promptDirectories = foldersNamed('prompts', world);
  const names = request.models.filter((model) => typeof model === 'string');
  const entries = await selectModels(names, foldersNamed('models', world));
  const common = { prompt, promptDirectories };
  const hosted = {
    ...common,
    ignoreUnsupported: request.ignoreUnsupported,
    limits: request.limits,
    providers: createProviders(),
    environment: world.environment,
    now: () => world.now().getTime(),
  };
  const requestFor = async ({ spec, ...rest }: ModelEntry): Promise<OpenRequest> => {
    switch (spec.backend) {
      case 'llama':
        return {
          ...common,
          backend: 'llama',
          modelDirectories: foldersNamed('models', world),
          entry: { spec, ...rest },
          gguf: await findGguf({ spec, ...rest }, searchPlaces(world)),
          options: request.llama,
          limits: request.limits,
          mode,
          parallel,
          measured: measured(spec.id),
          cacheDirectory: cacheDirectory(world),
          spare: world.spare,
          signal: world.signal,
          environment: world.environment,
        };
      case 'scripted':
        return { ...common, backend: 'scripted', entry: { spec, ...rest }, mode, parallel };
      case 'openai':
        return { ...hosted, backend: 'openai', entry: { spec, ...rest } };
      case 'openai-completions':
        return { ...hosted, backend: 'openai-completions', entry: { spec, ...rest } };
      case 'anthropic':
        return { ...hosted, backend: 'anthropic', entry: { spec, ...rest } };
    }
  };
  const given = request.models
    .filter((model) => typeof model !== 'string')
    .map(({ entry, respond }): OpenRequest => ({ ...common, backend: 'scripted', entry, respond, mode, parallel }));
  const all = [...(await Promise.all(entries.map(requestFor))), ...given];
  const ids = all.map(({ entry }) => entry.spec.id);
  const twin = ids.find((id, index) => ids.indexOf(id) < index);
  if (twin !== undefined) throw new UserError(`two models have the id "${twin}"`);
  return all;
}
