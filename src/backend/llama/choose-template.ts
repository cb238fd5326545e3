import { UserError } from '../../core/errors.ts';
import { isGgufSelector, openGgufTemplate } from '../../prompt/gguf-template.ts';
import { loadTemplate } from '../../prompt/load.ts';
import type { PromptTemplate } from '../../prompt/prompt.ts';
import type { ModelEntry } from '../../registry/load.ts';
import type { LoadedModel } from './protocol.ts';

/** Mistakes in a template file are found before anything heavy begins. null: the GGUF's own template is wanted. */
export async function fileTemplateOf(
  selector: string | undefined,
  directories: readonly string[],
): Promise<PromptTemplate | null> {
  if (selector === undefined || isGgufSelector(selector)) return null;
  const template = await loadTemplate(selector, directories);
  if (template.frontMatter.kind === 'text') return template;
  throw new UserError(`the prompt template "${template.id}" is for chat APIs; a GGUF file needs one of kind text`, {
    place: { file: template.file },
  });
}

/** The template inside the file. */
export async function ownTemplate(
  selector: string | undefined,
  loaded: LoadedModel,
  { text, file }: Pick<ModelEntry, 'text' | 'file'>,
): Promise<PromptTemplate> {
  if (loaded.chatTemplate === null) {
    throw new UserError(
      `${loaded.path} has no chat template inside, and ${selector ? 'that is what was asked for' : 'none was named'}`,
      {
        remedy: `Name one with --prompt, such as --prompt chatml${text ? `, or with "prompt:" in ${file}` : ''}. npm run prompts -- list shows them.`,
      },
    );
  }
  return openGgufTemplate({
    file: loaded.path,
    template: loaded.chatTemplate,
    bosToken: loaded.bosToken,
    eosToken: loaded.eosToken,
    specialTokens: loaded.specialTokens,
    persona: selector === 'gguf:first-user' ? 'first-user' : 'system',
  });
}
