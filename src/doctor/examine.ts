// One model and the template that would be used for it: everything the doctor finds. Loads the vocabulary, never the weights.
// Start at `examineModel`.
import { evidenceOf } from '../backend/llama/choose-template.ts';
import { openReader, type ReaderRequest } from '../backend/llama/prompt-tokenizer.ts';
import type { LoadedModel } from '../backend/llama/protocol.ts';
import { ModelFailure, UserError } from '../core/errors.ts';
import { loadTemplate } from '../prompt/load.ts';
import type { TemplateChoice } from '../prompt/prompt.ts';
import { loadFamilies } from '../registry/families.ts';
import { chosenFamily, matchFamily } from '../registry/match-family.ts';
import { diagnose } from './diagnose.ts';
import { type Finding, worstFirst } from './finding.ts';
import type { FamilyFormat } from './material.ts';
import type { ReferenceConversation } from './reference-conversation.ts';
import { flawsRule } from './rules/flaws.ts';

export interface Examination {
  model: string;
  /** Path of the GGUF. */
  file: string;
  /** null: none was found, or the file does not load. */
  template: ({ id: string; file: string } & TemplateChoice) | null;
  /** In tokens. */
  contextSize: number | null;
  /** Worst first. */
  findings: Finding[];
}

export interface ExamineRequest extends ReaderRequest {
  references: readonly ReferenceConversation[];
}

/**
 * A file that does not load and a model without a template are findings, so that the rest of a list is still examined.
 * @throws the signal's reason, or the ModelFailure of a process that it ended
 */
export async function examineModel({ references, ...request }: ExamineRequest): Promise<Examination> {
  const { entry, gguf, world } = request;
  const { signal } = world;
  const examination = { model: entry.spec.id, file: gguf.path, template: null, contextSize: null };
  let flaws: Finding[] = [];
  try {
    const reader = await openReader(request);
    try {
      const { template, choice, tokenizer, loaded } = reader;
      flaws = flawsRule(tokenizer.vocabulary.flaws);
      const family = await familyFormatOf(loaded, request);
      const findings = await diagnose({ template, tokenizer, family, references, signal });
      signal.throwIfAborted();
      return {
        ...examination,
        template: { id: template.id, file: template.file, ...choice },
        contextSize: tokenizer.contextSize,
        findings,
      };
    } finally {
      await reader.close();
    }
  } catch (error) {
    if (signal.aborted || !(error instanceof ModelFailure || error instanceof UserError)) throw error;
    return { ...examination, findings: worstFirst([obstacle(error), ...flaws]) };
  }
}

function obstacle(error: ModelFailure | UserError): Finding {
  if (error instanceof ModelFailure) return { severity: 'error', code: error.code, message: error.text };
  const { problem, remedy } = error;
  return {
    severity: 'error',
    code: 'no-template',
    message: problem,
    ...(remedy !== null && { remedy }),
  };
}

/** null: its names do not clearly belong to one family, or the family's format is not known. */
async function familyFormatOf(loaded: LoadedModel, { world }: ReaderRequest): Promise<FamilyFormat | null> {
  const chosen = chosenFamily(matchFamily(evidenceOf(loaded), await loadFamilies(world)));
  if (!chosen) return null;
  const template = await loadTemplate(chosen.prompt, world);
  return { name: chosen.family.name, template, isSure: chosen.sure === 'verified' };
}
