import type { Backend } from '../backend/backend.ts';
import { diagnose } from './diagnose.ts';
import { countOf } from './finding.ts';
import type { GoodConversation } from './good-conversation.ts';

/** The cheap part of an examination, for the start of every run: one line about what would spoil its replies; null: nothing. */
export async function quickLook(
  { lens, template, choice }: Pick<Backend, 'lens' | 'template' | 'choice'>,
  model: string,
  good: readonly GoodConversation[],
): Promise<string | null> {
  if (!lens) return null;
  const findings = (await diagnose({ template, lens, good, family: null }, 'quick')).filter(
    ({ severity }) => severity !== 'note',
  );
  const [worst] = findings;
  if (!worst) return null;
  const more = findings.length > 1 ? ` (and ${findings.length - 1} more)` : '';
  const kind = countOf(findings, 'error') > 0 ? 'is wrong' : 'may be wrong';
  const asked =
    choice.from === 'option' ? ` --prompt ${template.id.startsWith('gguf') ? template.id : template.file}` : '';
  return `the prompt format ${kind}: ${worst.message}${more}; npm run doctor -- --model ${model}${asked} says more`;
}
