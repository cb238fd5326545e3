// The world as this process sees it: the only file, beside the program's edge, that asks the process. Start at `thisProcess`.
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { createSecrets } from './core/secrets.ts';
import type { World } from './core/world.ts';

/** @param change what is to be otherwise, such as the working directory; a relative one is read from the process's own */
export function thisProcess(change: Partial<World> = {}): World {
  return {
    environment: process.env,
    homeDirectory: os.homedir(),
    packageDirectory: path.resolve(fileURLToPath(import.meta.url), '../..'),
    secrets: createSecrets(),
    process: { id: process.pid, isAlive: hasProcess },
    platform: process.platform,
    nodeVersion: process.versions.node,
    signal: new AbortController().signal,
    now: () => new Date(),
    ...change,
    workingDirectory: path.resolve(change.workingDirectory ?? '.'),
  };
}

/** Signal 0 is only asked about; a process of another user may not be signalled, but is there. */
function hasProcess(id: number): boolean {
  try {
    return process.kill(id, 0);
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}
