import type { WriteStream } from 'node:tty';
import type { World } from '../run/world.ts';

/** What the process hands down to the command line. */
export interface Host extends World {
  stdout: NodeJS.WritableStream & Partial<Pick<WriteStream, 'isTTY' | 'columns'>>;
  stderr: NodeJS.WritableStream & Partial<Pick<WriteStream, 'isTTY' | 'columns'>>;
}
