import { z } from 'zod';
import type { Backend } from '../backend/backend.ts';
import type { FactCache } from '../core/fact-cache.ts';
import { shellWord } from '../core/shell-word.ts';
import { isGgufSelector } from '../prompt/gguf-template.ts';
import { say, type Text } from '../words/text.ts';
import { diagnose } from './diagnose.ts';
import { countOf } from './finding.ts';
import type { ReferenceConversation } from './reference-conversation.ts';

/** Raised when the quick check finds different things than before. */
const REVISION = 2;

/** null: nothing is wrong. */
type Doubt = { isError: boolean; message: Text; more: number } | null;

/**
 * The quick part of an examination, for the start of every run: one line about what would spoil its replies; null: nothing. A sound
 * combination of weights and template is checked only once.
 */
export async function quickLook(
  backend: Pick<Backend, 'tokenizer' | 'template' | 'choice' | 'identity'>,
  model: string,
  references: readonly ReferenceConversation[],
  cache: FactCache,
  signal: AbortSignal,
): Promise<Text | null> {
  const { tokenizer, template, choice, identity } = backend;
  if (!tokenizer) return null;
  const key = ['quick-look', REVISION, identity.weightsDigest, template.id, template.hash, references];
  let doubt: Doubt | undefined = await cache.read(key, z.null());
  if (doubt === undefined) {
    doubt = await doubtOf({ tokenizer, template }, references, signal);
    // Problems are not cached: a busy machine may have been the cause.
    if (doubt === null) await cache.write(key, doubt);
  }
  if (doubt === null) return null;
  const asked =
    choice.from === 'option' ? ` --prompt ${shellWord(isGgufSelector(template.id) ? template.id : template.file)}` : '';
  const { message, more } = doubt;
  const finding = more === 0 ? message : say('{finding} (and {n} more)', { finding: message, n: more });
  const values = { finding, command: `hitogara doctor --model ${shellWord(model)}${asked}` };
  return doubt.isError
    ? say('the prompt format is wrong: {finding}; for details: {command}', values)
    : say('the prompt format may be wrong: {finding}; for details: {command}', values);
}

async function doubtOf(
  { tokenizer, template }: { tokenizer: NonNullable<Backend['tokenizer']>; template: Backend['template'] },
  references: readonly ReferenceConversation[],
  signal: AbortSignal,
): Promise<Doubt> {
  const findings = await diagnose({ template, tokenizer, references, family: null, signal }, 'quick');
  const [worst, ...others] = findings.filter(({ severity }) => severity !== 'note');
  return worst ? { isError: countOf([worst], 'error') > 0, message: worst.message, more: others.length } : null;
}
