// Chat logs of other programs. Knows nothing of runs and their records. Start at `readTranscript`.
import { UserError } from '../core/errors.ts';
import { say } from '../words/text.ts';
import type { ChatFormat } from './format-names.ts';
import { readOpenai } from './openai.ts';
import { readSharegpt } from './sharegpt.ts';
import { readSillytavern } from './sillytavern.ts';
import { readText } from './text.ts';
import type { FormatContext, ReadTranscript, Transcript } from './transcript.ts';

/** A new format is a file beside this one and a row here. */
const READERS: Record<ChatFormat, ReadTranscript> = {
  text: readText,
  openai: readOpenai,
  sharegpt: readSharegpt,
  sillytavern: readSillytavern,
};

/** @throws UserError naming the line, if the text is no log of this format */
export function readTranscript(format: ChatFormat, text: string, context: FormatContext): Transcript {
  if (text.trim() === '') throw new UserError(say('is empty'), { place: { file: context.file } });
  return READERS[format](text, context);
}
