// From names to a plan: finds models, weights, templates and scenarios, and rejects what can already be seen to be wrong. Loads no model.
// Start at `loadPlan`.
import { checkRequest, effectiveSamplingFor, type OpenRequest, traitsOf } from '../backend/open.ts';
import { type GivenModel, type ModelContext, modelRequests, templateFileOf } from '../backend/request.ts';
import { ExitCode, UserError } from '../core/errors.ts';
import { hashData } from '../core/hash.ts';
import type { Limits } from '../core/limits.ts';
import { leftOutFields, type Sampling } from '../core/sampling.ts';
import type { World } from '../core/world.ts';
import type { PromptTemplate } from '../prompt/prompt.ts';
import { requireSwitches } from '../prompt/switches.ts';
import { firstTurns } from '../scenario/first-turns.ts';
import { loadScenarios } from '../scenario/load.ts';
import type { LoadedScenario } from '../scenario/loaded.ts';
import { chosenTurns } from '../scenario/turns-of.ts';
import type { PlayRequest } from '../store/records.ts';
import { say } from '../words/text.ts';
import { noPlaceForGreeting, requirePlaceForGreeting } from './greeting.ts';
import { type Plan, plannedCells, variedSettings, withoutIdleModels } from './plan.ts';
import { requestedFor } from './tasks.ts';
import { toldBy } from './turn.ts';

export interface PlanRequest extends Omit<PlayRequest, 'models'> {
  models: readonly GivenModel[];
  limits: Limits;
  /** In US dollars, for the whole run; null: no limit. */
  maxCostUsd: number | null;
  /** See `ModelOptions`. */
  scores?: boolean;
  /** The scenarios as they were recorded, in place of their files. */
  recorded?: readonly LoadedScenario[] | undefined;
}

/** @throws UserError for everything that can be found wrong before a model is loaded */
export async function loadPlan(request: PlanRequest, world: World, context: ModelContext = {}): Promise<Plan> {
  if (request.mode === 'strict' && request.parallel !== null) {
    throw new UserError(say('--parallel needs --mode fast: strict plays one conversation at a time'));
  }
  const models = await modelRequests(request.models, request, world, context);
  const { samples, filter, first, turns = null, turnsOf, seed, mode, onOverflow, maxCostUsd } = request;
  const found =
    request.recorded ??
    (await loadScenarios(request.scenarios, world, { turns: await chosenTurns(turnsOf ?? null, world) }));
  const scenarios = found.map((loaded) => {
    return { ...loaded, scenario: firstTurns(loaded.scenario, turns) };
  });
  const settings = distinct(request.settings);
  const plan = withoutIdleModels({
    models,
    scenarios,
    settings,
    samples,
    filter,
    first,
    turns,
    seed,
    mode,
    onOverflow,
    maxCostUsd,
  });
  if (plan.models.length === 0) {
    throw new UserError(say('--filter {filter} leaves nothing to play', { filter: filter ?? '' }), {
      remedy: say('Give a glob over model/scenario, such as "*-q2_K/*".'),
      exitCode: ExitCode.nothingMatched,
    });
  }
  if (maxCostUsd !== null) requirePrices(plan.models);
  for (const model of plan.models) {
    await checkRequest(model);
    // A template file that cannot be read is found before the first model is loaded; a bad template inside a GGUF only after.
    const template = await templateFileOf(model);
    requirePlaceForPersona(template);
    if (onOverflow === 'drop-oldest' && !traitsOf(model).measuresPrompts) {
      throw new UserError(
        say('--on-overflow drop-oldest is not possible for "{model}"', { model: model.entry.spec.id }),
        {
          remedy: say(
            'An API does not say how long a prompt is before it is sent. Drop the flag: a prompt that is too long then fails its conversation.',
          ),
        },
      );
    }
    const effectiveSampling = await effectiveSamplingFor(model);
    requirePlayableSettings(plan, { model, template, effectiveSampling });
    await requireGreetings(plan, { model, template, effectiveSampling });
  }
  return plan;
}

interface PlannedModel {
  model: OpenRequest;
  /** null: it is inside the GGUF. */
  template: PromptTemplate | null;
  effectiveSampling: (requested: Sampling) => Sampling;
}

/**
 * @throws UserError for settings that the model or its template does not have, and for variants that are the same once those are left out
 */
function requirePlayableSettings(plan: Plan, { model, template, effectiveSampling }: PlannedModel): void {
  const { id } = model.entry.spec;
  const variants = new Set<string>();
  for (const cell of plannedCells(plan, id)) {
    const effective = effectiveSampling(requestedFor(model, cell));
    if (template) requireSwitches(template, effective);
    const variant = hashData([cell.scenario.scenario.id, effective]);
    const fields = leftOutFields(cell.settings, effective).filter((field) => variedSettings(plan).includes(field));
    if (variants.has(variant) && fields.length > 0) {
      throw new UserError(
        say('{settings}: given with several values, but "{model}" gets none of them', {
          settings: fields.join(', '),
          model: id,
        }),
        {
          remedy: say('What is not sent cannot be varied. Give one value, or play this model in a run of its own.'),
        },
      );
    }
    variants.add(variant);
  }
}

/** @throws UserError for scenarios with a greeting that the model's API or its template cannot take */
async function requireGreetings(plan: Plan, { model, template, effectiveSampling }: PlannedModel): Promise<void> {
  for (const cell of plannedCells(plan, model.entry.spec.id)) {
    const { scenario, file } = cell.scenario;
    if (scenario.greeting === undefined) continue;
    if (traitsOf(model).userBegins) {
      const problem = say('the API of the model "{model}" requires that the user speaks first', {
        model: model.entry.spec.id,
      });
      throw noPlaceForGreeting(file, problem);
    }
    // The one inside a GGUF is looked at once it is loaded.
    if (!template) continue;
    await requirePlaceForGreeting(template, cell.scenario, toldBy(effectiveSampling(requestedFor(model, cell))));
  }
}

/** @throws UserError for a provider without prices, because its cost would be unknown */
function requirePrices(models: readonly OpenRequest[]): void {
  for (const model of models) {
    if (traitsOf(model).cost !== 'unknown') continue;
    const { spec, file } = model.entry;
    throw new UserError(
      say('is missing: without it --max-cost cannot be enforced for the model "{model}"', { model: spec.id }),
      {
        place: { file },
        field: 'price',
        remedy: say('Add price: { input: …, output: …, date: … }, in US dollars per million tokens.'),
      },
    );
  }
}

/** @throws UserError for a template that would leave every scenario's persona out */
function requirePlaceForPersona(template: PromptTemplate | null): void {
  if (template?.persona !== 'none') return;
  throw new UserError(
    say('the format "{format}" has no place for a persona, and every scenario has one', { format: template.id }),
    {
      place: { file: template.file },
      field: 'persona',
      remedy: say('Use another template. To see what this one renders: hitogara prompts render --prompt ID'),
    },
  );
}

/** Two identical conversations would be one in the journal. */
function distinct(settings: readonly Sampling[]): Sampling[] {
  return [...new Map(settings.map((variant) => [hashData(variant), variant])).values()];
}
