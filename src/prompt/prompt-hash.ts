import { hashData, sha256 } from '../core/hash.ts';
import { promptText, type RenderedPrompt } from './prompt.ts';

/** What the record of a turn has in place of the prompt itself. */
export function promptHash(prompt: RenderedPrompt): string {
  return prompt.kind === 'text' ? sha256(promptText(prompt.parts)) : hashData([prompt.system, prompt.messages]);
}
