import type { WriteStream } from 'node:tty';

/** What the process hands down: the program below knows no other world. */
export interface Host {
  stdout: NodeJS.WritableStream & Partial<Pick<WriteStream, 'isTTY' | 'columns'>>;
  stderr: NodeJS.WritableStream & Partial<Pick<WriteStream, 'isTTY' | 'columns'>>;
  environment: Readonly<Record<string, string | undefined>>;
  workingDirectory: string;
  homeDirectory: string;
  /** Where this package lies, with its own prompts, scenarios and models. */
  packageDirectory: string;
  platform: string;
  nodeVersion: string;
  /** Aborted at the first SIGINT or SIGTERM. */
  signal: AbortSignal;
  now: () => Date;
}
