// One model and the template that would be used for it: everything the doctor has to say. Loads the vocabulary, never the weights.
// Start at `examineModel`.
import type { TemplateChoice } from '../backend/llama/choose-template.ts';
import { openReader } from '../backend/llama/lens.ts';
import type { LlamaRequest } from '../backend/llama/llama.ts';
import { ModelFailure, reasonOf, UserError } from '../core/errors.ts';
import { diagnose, type GoodTalk } from './diagnose.ts';
import type { Finding } from './finding.ts';

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

export type ExamineRequest = Pick<
  LlamaRequest,
  'entry' | 'gguf' | 'prompt' | 'promptDirectories' | 'modelDirectories' | 'environment' | 'signal'
> & {
  /** In tokens; null: what the entry says, or what the model was trained on, at most 8192. */
  contextSize: number | null;
  good: readonly GoodTalk[];
};

/** A file that does not load, and a model without a template, are findings: the others of a list are examined all the same. */
export async function examineModel({ good, ...request }: ExamineRequest): Promise<Examination> {
  const { entry, gguf, signal } = request;
  const examination = { model: entry.spec.id, file: gguf.path, template: null, contextSize: null };
  try {
    const reader = await openReader(request);
    try {
      const { template, choice, lens } = reader;
      return {
        ...examination,
        template: { id: template.id, file: template.file, ...choice },
        contextSize: lens.contextSize,
        findings: await diagnose({ template, lens, good }),
      };
    } finally {
      await reader.close();
    }
  } catch (error) {
    if (signal.aborted || !(error instanceof ModelFailure || error instanceof UserError)) throw error;
    const code = error instanceof ModelFailure ? error.code : 'no-template';
    return { ...examination, findings: [{ severity: 'error', code, message: reasonOf(error) }] };
  }
}
