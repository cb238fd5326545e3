// What people read: two streams, and what decides how to write to them. Start at `Screen`.
import type { WriteStream } from 'node:tty';
import { inertText } from '../core/inert-text.ts';
import { type Places, shortenIn, type World } from '../core/world.ts';
import { retell } from '../words/retell.ts';
import { Text, type Words } from '../words/text.ts';

type Output = NodeJS.WritableStream & Partial<Pick<WriteStream, 'isTTY' | 'columns' | 'rows'>>;

export interface Screen extends Pick<World, 'environment' | 'workingDirectory' | 'packageDirectory' | 'now'> {
  stdout: Output;
  stderr: Output;
  /** The user's language. */
  words: Words;
}

/** The width of the terminal that a stream goes to; null: it goes to a file or another program, where lines have any length. */
export function columnsOf({ isTTY, columns }: Output): number | null {
  return isTTY ? Math.max(columns || 80, NARROWEST) : null;
}

/** Of prose where there is no terminal. */
export const PIPE_COLUMNS = 100;

/** Nothing is laid out for less. */
const NARROWEST = 24;

/**
 * A message as this user should see it: inert, with paths relative to the working folder, and with commands that can be typed as shown.
 * Messages name commands in their installed form, such as `hitogara models list`.
 */
export function messageText(text: string, places: Typed): string {
  return inertText(shortenIn(typable(text, places), places));
}

/** The same for a place that is one line. */
export function messageLine(text: string, places: Typed): string {
  return messageText(text, places).replace(/[\n\t]+/g, ' ');
}

/** In the user's language. */
export function shown(text: Text | string, { words }: Pick<Screen, 'words'>): string {
  return text instanceof Text ? text.in(words) : text;
}

/** What a record says, in the user's language. */
export function recordedLine(text: string, screen: Places & Pick<Screen, 'words'>): string {
  return messageLine(retell(text, screen.words), screen);
}

/** Inside the program's own repository, commands are run through npm; elsewhere, they are typed as this one was. */
function typable(text: string, { workingDirectory, packageDirectory, environment }: Typed): string {
  const isInRepository = workingDirectory === packageDirectory;
  if (!isInRepository && environment?.npm_command !== 'exec') return text;
  return text.replace(
    /\bhitogara (eval|show|compare|report|view|score|rate|import|init|doctor|choices|selftest|models|scenarios|prompts)\b(?=( ["'\w-]|))/g,
    (whole, command: string, rest: string) =>
      isInRepository ? `npm run ${command}${rest === '' ? '' : ' --'}` : `npx ${whole}`,
  );
}

/** Where a command is typed, and how: `npx` says so in the environment. */
type Typed = Places & Partial<Pick<World, 'environment'>>;
