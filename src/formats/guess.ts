// Which format a file has, where nobody says it. Start at `guessFormat`.
import { UserError } from '../core/errors.ts';
import { textOf } from '../core/text-file.ts';
import { say } from '../words/text.ts';
import { isCard, isCardContainer } from './cards/card.ts';
import { formatOf } from './chat-text.ts';
import type { ImportFormat } from './format-names.ts';
import { firstJsonIn } from './json-stream.ts';
import { isModelfile } from './ollama.ts';
import { presetIn } from './presets/preset.ts';

/**
 * A text is a chat with names, unless it is JSON of a known form.
 * @param isCut whether the bytes are only the beginning of the file
 * @throws UserError if it is not UTF-8, and if its beginning says too little
 */
export function guessFormat(bytes: Buffer, file: string, isCut = false): ImportFormat {
  if (isCardContainer(bytes)) return 'card';
  const text = textOf(bytes, file).trimStart();
  if (!/^[[{]/.test(text)) return isModelfile(text) ? 'ollama' : 'text';
  const first = firstOf(bytes, { file, isCut, isSurely: /^(?:\{|\[\s*[[{"])/.test(text) });
  const value = first && first.array === null ? first.value : undefined;
  if (isCard(value)) return 'card';
  return presetIn(value, file) ? 'preset' : (formatOf(first?.value) ?? 'text');
}

/** @param isSurely whether it can be nothing but JSON: `[12:34]` may begin a chat with names */
function firstOf(bytes: Buffer, { file, isCut, isSurely }: { file: string; isCut: boolean; isSurely: boolean }) {
  try {
    return firstJsonIn(bytes, file);
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    if (isSurely && isCut) {
      throw new UserError(say('is too large for one value of JSON, or is broken: what it is cannot be seen'), {
        place: { file },
        remedy: say('Name its format with --as.'),
        cause: error,
      });
    }
    if (isSurely) throw error;
    return null;
  }
}
