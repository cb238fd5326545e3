// `hitogara import`: a run out of chat logs, or scenarios out of cards, question sets and chats. Start at `importFiles`.
import { UserError } from '../../core/errors.ts';
import { beginningOf } from '../../core/plain-file.ts';
import { absolute } from '../../core/world.ts';
import { type ChatFormat, type ImportFormat, isChatFormat } from '../../formats/format-names.ts';
import { guessFormat } from '../../formats/guess.ts';
import type { DraftFormat } from '../../run/import-drafts.ts';
import { say } from '../../words/text.ts';
import type { Host } from '../host.ts';
import type { ImportOptions } from './import-flags.ts';
import { requireUsed } from './import-unused.ts';
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
  const told = (formats: readonly ImportFormat[]) =>
    as === null ? formats.map((each) => say('read as --as {format}', { format: each })) : [];
  if (isChatFormat(format) && (to ?? 'run') === 'run') {
    requireUsed(options, 'run', [format]);
    // Of thousands of chats, the first says what all are: one of another kind is refused when it is read.
    const { importChats } = await import('./import-chats.ts');
    return importChats(files, { format, guessed: told([format]), ...options }, argv, host);
  }
  const formats = as === null ? await formatsOf(files, host) : files.map(() => as);
  if (formats.includes('preset')) {
    requireUsed(options, 'preset', formats);
    const { importPresetFiles } = await import('./import-presets.ts');
    return importPresetFiles(files, formats, { to, guessed: told(formats), ...options }, host);
  }
  if (to === 'template' || to === 'sampling') throw new UserError(say('--to {to} is for presets only', { to }));
  const isOfChats = to === null && formats.some(isChatFormat);
  if (!isChatFormat(format) && (to === 'run' || isOfChats)) throw noChat(format);
  requireUsed(options, 'scenario', formats);
  const { importToScenarios } = await import('./import-scenarios.ts');
  const sources = files.map((file, index) => ({ file, format: sourceFormat(formats[index]) }));
  return importToScenarios(sources, options, told(formats), host);
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

/** Presets have been told apart before. */
function sourceFormat(format: ImportFormat = 'card'): DraftFormat | 'card' {
  return format === 'preset' ? 'card' : format;
}

function noChat(format: Exclude<ImportFormat, ChatFormat>): UserError {
  return new UserError(
    format === 'card'
      ? say('a character card is not a chat; it becomes a scenario: --to scenario')
      : say('this is not a chat (--as {format}); it becomes scenarios: --to scenario', { format }),
  );
}
