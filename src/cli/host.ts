import type { Readable } from 'node:stream';
import type { ReadStream } from 'node:tty';
import type { World } from '../core/world.ts';
import type { Screen } from '../report/screen.ts';

/** What somebody answers on. */
export type Input = Readable & Partial<Pick<ReadStream, 'isTTY' | 'setRawMode'>>;

/** What the process passes to the command line. */
export interface Surroundings extends World, Omit<Screen, 'words'> {
  /** Opened only by a command that asks something; left out: nobody can be asked. */
  stdin?: () => Input;
  /** Why standard output takes no more; null: it does. */
  outputError?: () => Error | null;
}

/** The same, with the user's language, as commands get it. */
export interface Host extends Surroundings, Screen {}
