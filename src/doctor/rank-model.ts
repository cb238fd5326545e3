import type { LogLikelihoodModel } from '../backend/backend.ts';
import { type LogLikelihoodRequest, openLlamaLogLikelihood } from '../backend/llama/log-likelihood.ts';
import { UserError } from '../core/errors.ts';
import { filesIn } from '../core/files-in.ts';
import { foldersNamed, type Places } from '../core/world.ts';
import { loadTemplate } from '../prompt/load.ts';
import type { PromptTemplate } from '../prompt/prompt.ts';
import { type RankRequest, rankTemplates, type TemplateRanking } from './rank.ts';

export interface RankModelRequest
  extends LogLikelihoodRequest,
    Pick<RankRequest, 'conversations' | 'maxConversations' | 'maxTurns' | 'onProgress'> {
  /** The template that the model would be played with, ranked wherever it comes from; null: there is none. */
  examined: { id: string; file: string } | null;
}

/**
 * Loads a model with its weights and ranks with it every text template in the folders named `prompts`, the one inside its file, and the one
 * that it would be played with. A template that cannot be read is listed with the reason.
 * @throws ModelFailure, UserError as `rankTemplates` does; ModelFailure (fatal) when the file does not load
 */
export async function rankModel(request: RankModelRequest): Promise<TemplateRanking> {
  const { templates, unusable } = await textTemplates(request.world);
  const model = await openLlamaLogLikelihood(request);
  try {
    const more = await templatesBeside(model, request);
    try {
      // Each id can stand for only one template; the examined one is what the user asks about.
      const byId = new Map([...templates, ...more].map((template) => [template.id, template]));
      const ranking = await rankTemplates(model, {
        ...request,
        signal: request.world.signal,
        templates: [...byId.values()],
      });
      return { ...ranking, unusable: [...unusable, ...ranking.unusable] };
    } finally {
      await Promise.all(more.map((template) => template.close()));
    }
  } finally {
    await model.close();
  }
}

/** Templates that are in no folder; the examined one last. */
async function templatesBeside(
  { tokenizer }: Pick<LogLikelihoodModel, 'tokenizer'>,
  { examined, world }: RankModelRequest,
): Promise<PromptTemplate[]> {
  const own = tokenizer.chatTemplate === null ? [] : [await tokenizer.openOwnTemplate('system')];
  if (examined === null) return own;
  if (examined.file.endsWith('.hbs')) return [...own, await loadTemplate(examined.file, world)];
  return examined.id === 'gguf:first-user' ? [...own, await tokenizer.openOwnTemplate('first-user')] : own;
}

async function textTemplates(
  world: Places,
): Promise<{ templates: PromptTemplate[]; unusable: TemplateRanking['unusable'] }> {
  const templates: PromptTemplate[] = [];
  const unusable: TemplateRanking['unusable'] = [];
  for (const id of (await filesIn(foldersNamed('prompts', world), '.hbs')).keys()) {
    try {
      const template = await loadTemplate(id, world);
      if (template.frontMatter.kind === 'text') templates.push(template);
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      unusable.push({ template: id, reason: String(error.problem) });
    }
  }
  return { templates, unusable };
}
