// `hitogara import`: a run out of a chat log, or scenarios out of cards. Start at `importFiles`.
import { UserError } from '../../core/errors.ts';
import { beginningOf } from '../../core/plain-file.ts';
import { absolute } from '../../core/world.ts';
import { type ImportFormat, isChatFormat } from '../../formats/format-names.ts';
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
  const isChat = isChatFormat(format);
  // Of thousands of chats, the first says what all are: one of another kind is refused when it is read.
  const all = isChat || as !== null ? [format] : await formatsOf(files, host);
  const guessed = as === null ? all.map((each) => say('read as --as {format}', { format: each })) : [];
  if (all.includes('preset')) {
    const { importPresetFiles } = await import('./import-presets.ts');
    return importPresetFiles(files, as === null ? all : files.map(() => as), { to, guessed, ...options }, host);
  }
  if (to === 'template' || to === 'sampling') throw new UserError(say('only presets become that: --to {to}', { to }));
  if (isChat && to !== 'scenario') {
    const { importChats } = await import('./import-chats.ts');
    return importChats(files, { format, guessed, ...options }, argv, host);
  }
  if (all.some(isChatFormat))
    throw new UserError(say('only character cards become scenarios; a chat becomes a run: --to run'));
  if (to === 'run') throw new UserError(say('a character card is no chat, and becomes a scenario: --to scenario'));
  const { importToScenarios } = await import('./import-scenarios.ts');
  return importToScenarios(files, options, guessed, host);
}

async function formatsOf(files: readonly string[], host: Host): Promise<ImportFormat[]> {
  const formats: ImportFormat[] = [];
  for (const file of files) formats.push(await formatOfFile(absolute(file, host)));
  return formats;
}

/** In megabytes: enough to see what a file is. */
const BEGINNING = 8;

async function formatOfFile(file: string): Promise<ImportFormat> {
  const { bytes, isCut } = await beginningOf(file, BEGINNING);
  return guessFormat(bytes, file, isCut);
}
