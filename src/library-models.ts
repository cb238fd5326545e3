// What the command line does with models, as functions: see `library.ts`. Start at `examineModels`.
import type { InspectedModel } from './backend/inspect-model.ts';
import type { ListedModel } from './backend/list-models.ts';
import type { OpenRequest } from './backend/open.ts';
import { type GivenModel, type ModelOptions, modelRequests } from './backend/request.ts';
import type { VerifiedFile } from './backend/verify-model.ts';
import { DEFAULT_LIMITS } from './core/limits.ts';
import { DEFAULT_LLAMA_OPTIONS } from './core/play-choices.ts';
import { absolute } from './core/world.ts';
import type { ConsultedModel, ConsultProgress, RankingOptions } from './doctor/consult.ts';
import type { LibraryContext, PartialGroups } from './library.ts';
import type { PromptTemplate, RenderedPrompt } from './prompt/prompt.ts';
import { DEFAULT_PLAY_REQUEST } from './run/default-request.ts';
import { thisProcess } from './this-process.ts';

export interface ExamineOptions {
  /** Ids, globs of ids, paths of `.gguf` files; left out: every model on this machine. */
  models?: readonly string[];
  prompt?: string | null;
  /** In tokens. */
  contextSize?: number | null;
  /** Whose reference replies are used. */
  scenarios?: readonly string[];
  /** Left out: templates are not ranked. */
  ranking?: Partial<Omit<RankingOptions, 'options' | 'limits'>> & PartialGroups;
  tell?: (progress: ConsultProgress) => void;
}

/** What is wrong with the prompt formats that models would be played with, and which template each model was made for. */
export async function examineModels(
  options: ExamineOptions = {},
  { world }: LibraryContext = {},
): Promise<{ name: string; examination: ConsultedModel }[]> {
  const { models, prompt = null, contextSize = null, scenarios = [], ranking, tell } = options;
  const here = thisProcess(world);
  const [{ consult }, { everySubject, subjectsNamed }] = await Promise.all([
    import('./doctor/consult.ts'),
    import('./doctor/subjects.ts'),
  ]);
  const { llama, limits, ...sizes } = ranking ?? {};
  const whole = {
    maxConversations: 12,
    maxTurns: 3,
    ...sizes,
    options: { ...DEFAULT_LLAMA_OPTIONS, ...llama },
    limits: { ...DEFAULT_LIMITS, ...limits },
  };
  const subjects = models ? await subjectsNamed(models, here) : await everySubject(here);
  return consult({ subjects, prompt, contextSize, scenarios, ranking: ranking ? whole : null }, here, tell);
}

/** Every model entry, and what it needs to be played. */
export async function listModels({ world }: LibraryContext = {}): Promise<ListedModel[]> {
  return (await import('./backend/list-models.ts')).listModels(thisProcess(world));
}

/** What a model's file says about itself, and which template it would be played with; loads no weights. */
export async function inspectModel(model: string, { world }: LibraryContext = {}): Promise<InspectedModel> {
  return (await import('./backend/inspect-model.ts')).inspectNamed(model, thisProcess(world));
}

export interface PullOptions {
  /** `hf:user/repo:quant`, `hf:user/repo/file.gguf` or an http(s) address. */
  file: string;
  /** The folder for models; files of a hub go into `user/repo` under it. */
  directory: string;
  onProgress?: (downloadedBytes: number, totalBytes: number | null) => void;
  /** Told what could not be checked. */
  onNote?: (note: string) => void;
}

/**
 * Downloads a GGUF file, or continues where an earlier attempt stopped. `HF_TOKEN` opens gated files, `HF_ENDPOINT` names another hub.
 * @returns the path of the file, or of the first part if there are several
 * @throws UserError if the server refuses or cannot be reached, or if something is in the way
 */
export async function pullGguf(
  { file, directory, onProgress = () => {}, onNote = () => {} }: PullOptions,
  { world }: LibraryContext = {},
): Promise<string> {
  const here = thisProcess(world);
  return (await import('./backend/pull-model.ts')).pullModel({
    ...{ file, directory: absolute(directory, here), onProgress, world: here },
    onNote: (note) => onNote(String(note)),
  });
}

/** Reads every file of a model anew, and compares it with the checksum that was recorded for it. */
export async function verifyModel(model: string, { world }: LibraryContext = {}): Promise<VerifiedFile[]> {
  return (await import('./backend/verify-model.ts')).verifyNamed(model, thisProcess(world));
}

export type OpenOptions = Partial<Omit<ModelOptions, 'llama' | 'limits'>> & PartialGroups;

/** From names to what `openBackend` and `openLogLikelihood` take. */
export function findModels(
  models: readonly GivenModel[],
  { llama, limits, ...rest }: OpenOptions = {},
  { world }: LibraryContext = {},
): Promise<OpenRequest[]> {
  const { prompt, mode, parallel, ignoreUnsupported } = DEFAULT_PLAY_REQUEST;
  const options = {
    ...{ prompt, mode, parallel, ignoreUnsupported, ...rest },
    llama: { ...DEFAULT_LLAMA_OPTIONS, ...llama },
    limits: { ...DEFAULT_LIMITS, ...limits },
  };
  return modelRequests(models, options, thisProcess(world));
}

export interface TokenizedWith {
  prompt: RenderedPrompt;
  tokens: number[];
  /** Each token's own text. */
  pieces: string[];
  warnings: string[];
}

/**
 * The prompt that a model would receive, as text and as token ids; loads a vocabulary, but no weights.
 * @param prompt a template's id or path, `gguf` or `gguf:first-user`; null: the one that the model would be played with
 */
export async function tokenizeWith(
  { model, prompt = null }: { model: string; prompt?: string | null },
  render: (template: PromptTemplate) => Promise<RenderedPrompt>,
  { world }: LibraryContext = {},
): Promise<TokenizedWith> {
  const here = thisProcess(world);
  const { tokenizeNamed } = await import('./backend/llama/tokenize-with.ts');
  return tokenizeNamed({ model, prompt }, render, here);
}
