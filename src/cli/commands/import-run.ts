// `hitogara import`: a run out of a chat log, or scenarios out of cards. Start at `importFiles`.
import { UserError } from '../../core/errors.ts';
import { beginningOf } from '../../core/plain-file.ts';
import { absolute } from '../../core/world.ts';
import type { ImportFormat } from '../../formats/format-names.ts';
import { guessFormat } from '../../formats/guess.ts';
import { say } from '../../words/text.ts';
import type { Host } from '../host.ts';
import type { ImportOptions } from './import-flags.ts';
import { filesNamed } from './named-files.ts';

export async function importFiles(
  names: readonly string[],
  { as, to, ...options }: ImportOptions,
  argv: readonly string[],
  host: Host,
): Promise<number> {
  const files = await filesNamed(names, host);
  const [first = ''] = files;
  const format = as ?? (await formatOfFile(absolute(first, host)));
  if ((to ?? (format === 'card' ? 'scenario' : 'run')) === 'scenario') {
    const formats = as === null ? await Promise.all(files.map((file) => formatOfFile(absolute(file, host)))) : [as];
    if (formats.some((each) => each !== 'card'))
      throw new UserError(say('only character cards become scenarios; a chat becomes a run: --to run'));
    const guessed = as === null ? formats.map((each) => say('read as --as {format}', { format: each })) : [];
    const { importToScenarios } = await import('./import-scenarios.ts');
    return importToScenarios(files, options, guessed, host);
  }
  if (format === 'card') throw new UserError(say('a character card is no chat, and becomes a scenario: --to scenario'));
  const guessed = as === null ? [say('read as --as {format}', { format })] : [];
  const { importChats } = await import('./import-chats.ts');
  return importChats(files, { format, guessed, ...options }, argv, host);
}

/** In megabytes: enough to see what a file is. */
const BEGINNING = 8;

async function formatOfFile(file: string): Promise<ImportFormat> {
  const { bytes, isCut } = await beginningOf(file, BEGINNING);
  return guessFormat(bytes, file, isCut);
}
