// From a model's name to what is needed to open it: finds entries and weights, loads nothing. Used for every role that a model can have in
// a run. Start at `modelRequests`.
import pLimit from 'p-limit';
import { UserError } from '../core/errors.ts';
import type { Limits } from '../core/limits.ts';
import type { LlamaOptions, Mode } from '../core/play-choices.ts';
import type { World } from '../core/world.ts';
import { isGgufSelector } from '../prompt/gguf-template.ts';
import { loadTemplate } from '../prompt/load.ts';
import type { PromptTemplate } from '../prompt/prompt.ts';
import { findGguf } from '../registry/find-gguf.ts';
import { type ModelEntry, selectModels } from '../registry/load.ts';
import { say } from '../words/text.ts';
import { createProviders } from './hosted/provider.ts';
import type { Measured } from './llama/llama.ts';
import type { SpareProcess } from './llama/spare-process.ts';
import type { OpenRequest } from './open.ts';
import type { ScriptedModel } from './scripted.ts';

/** What selects models, as in `selectModels`, or a scripted one, or an entry with options of its own. */
export type GivenModel = string | ScriptedModel | VariedModel;

/** A model that is to run otherwise than the others of the run. */
export interface VariedModel {
  entry: ModelEntry;
  varied: Partial<Pick<ModelOptions, 'prompt' | 'llama'>>;
}

export interface ModelOptions {
  /** Template id, path, `gguf` or `gguf:first-user`; overrides the model entry. null: what the entry says. */
  prompt: string | null;
  mode: Mode;
  /** Parallel conversations in fast mode; null: measured. */
  parallel: number | null;
  /** Whether settings that a model's API does not support are dropped instead of rejected. */
  ignoreUnsupported: boolean;
  llama: LlamaOptions;
  limits: Limits;
  /** Whether it will be asked how probable given replies are. Default: false. */
  scores?: boolean;
}

/** What else the caller knows. */
export interface ModelContext {
  /** What an earlier session of the run measured and chose for a model; null: nothing. */
  measured?: (model: string) => Measured | null;
  /** A model process that was started ahead, for the first model that wants one. */
  spare?: SpareProcess | undefined;
}

/** How many are looked up in parallel: folders are read for each. */
const AT_ONCE = 8;

/** @throws UserError for an unknown name, a missing file, or two models with one id */
export async function modelRequests(
  models: readonly GivenModel[],
  options: ModelOptions,
  world: World,
  context: ModelContext = {},
): Promise<OpenRequest[]> {
  const names = models.filter((model) => typeof model === 'string');
  const entries = await selectModels(names, world);
  const requestOf = requestMaker(options, world, context);
  const limit = pLimit(AT_ONCE);
  const others = models.filter((model) => typeof model !== 'string');
  const otherRequest = (model: ScriptedModel | VariedModel): Promise<OpenRequest> | OpenRequest =>
    'varied' in model
      ? requestMaker({ ...options, ...model.varied }, world, context)(model.entry)
      : scriptedRequest(model.entry, options, world, model.respond);
  const all = [
    ...(await Promise.all(entries.map((entry) => limit(() => requestOf(entry))))),
    ...(await Promise.all(others.map((model) => limit(async () => otherRequest(model))))),
  ];
  const ids = all.map(({ entry }) => entry.spec.id);
  const twin = ids.find((id, index) => ids.indexOf(id) < index);
  if (twin !== undefined) throw new UserError(say('two models have the id "{id}"', { id: twin }));
  return all;
}

function requestMaker(options: ModelOptions, world: World, { measured = () => null, spare }: ModelContext) {
  const { prompt, mode, parallel, limits } = options;
  // Models with the same server and key share what is known about it.
  const providers = createProviders();
  const hosted = { prompt, ignoreUnsupported: options.ignoreUnsupported, limits, providers, world };
  return async ({ spec, ...rest }: ModelEntry): Promise<OpenRequest> => {
    switch (spec.backend) {
      case 'llama': {
        const entry = { spec, ...rest };
        const gguf = await findGguf(entry, world);
        const llama = { gguf, options: options.llama, measured: measured(spec.id), spare };
        const { scores = false } = options;
        return { backend: 'llama', entry, ...llama, prompt, limits, mode, parallel, scores, world };
      }
      case 'scripted':
        return scriptedRequest({ spec, ...rest }, options, world);
      case 'openai':
        return { ...hosted, backend: 'openai', entry: { spec, ...rest } };
      case 'openai-completions':
        return { ...hosted, backend: 'openai-completions', entry: { spec, ...rest } };
      case 'anthropic':
        return { ...hosted, backend: 'anthropic', entry: { spec, ...rest } };
    }
  };
}

function scriptedRequest(
  entry: ScriptedModel['entry'],
  { prompt, mode, parallel }: ModelOptions,
  world: World,
  respond?: ScriptedModel['respond'],
): OpenRequest {
  return { backend: 'scripted', entry, respond, prompt, mode, parallel, world };
}

/** The template, if it is a separate file; null: the GGUF's, or none. */
export async function templateFileOf({ prompt, entry, world }: OpenRequest): Promise<PromptTemplate | null> {
  const selector = prompt ?? entry.spec.prompt;
  if (selector === undefined || isGgufSelector(selector)) return null;
  return loadTemplate(selector, world);
}
