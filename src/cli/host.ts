import type { ReadStream } from 'node:tty';
import type { World } from '../core/world.ts';
import type { Screen } from '../report/screen.ts';

/** What the process passes to the command line. */
export interface Host extends World, Screen {
  /** Opened only by a command that asks something; left out: nobody can be asked. */
  stdin?: () => ReadStream;
}
