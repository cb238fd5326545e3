import { openScorer, type ScorerRequest } from '../backend/llama/score.ts';
import { filesIn } from '../core/files-in.ts';
import { loadTemplate } from '../prompt/load.ts';
import type { PromptTemplate } from '../prompt/prompt.ts';
import { type RankRequest, rankTemplates, type TemplateRanking } from './rank.ts';

export interface RankModelRequest
  extends ScorerRequest,
    Pick<RankRequest, 'conversations' | 'maxConversations' | 'maxTurns' | 'onProgress'> {
  promptDirectories: readonly string[];
}

/**
 * Loads a model with its weights and ranks every text template of the given folders by it, and the one inside its file.
 * @throws ModelFailure, UserError as `rankTemplates` does; ModelFailure (fatal) when the file does not load
 */
export async function rankModel(request: RankModelRequest): Promise<TemplateRanking> {
  const templates = await textTemplates(request.promptDirectories);
  const scorer = await openScorer(request);
  try {
    const own = scorer.lens.chatTemplate === null ? null : await scorer.lens.openOwnTemplate('system');
    try {
      return await rankTemplates(scorer, { ...request, templates: own ? [...templates, own] : templates });
    } finally {
      await own?.close();
    }
  } finally {
    await scorer.close();
  }
}

async function textTemplates(directories: readonly string[]): Promise<PromptTemplate[]> {
  const ids = [...(await filesIn(directories, '.hbs')).keys()];
  const all = await Promise.all(ids.map((id) => loadTemplate(id, directories)));
  return all.filter(({ frontMatter }) => frontMatter.kind === 'text');
}
