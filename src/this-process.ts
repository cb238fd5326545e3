// The world as this process sees it: besides the program's edge, the only file that uses `process`. Start at `thisProcess`.
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { createSecrets } from './core/secrets.ts';
import { cacheDirectory, type World } from './core/world.ts';

/** Their values reach no file and no screen, whether they are used or not; those that a model entry names are added when it is opened. */
const KEYS = ['OPENAI_API_KEY', 'ANTHROPIC_API_KEY', 'HF_TOKEN'];

/** @param change what should differ, such as the working directory; a relative path is resolved against the process's own */
export function thisProcess(change: Partial<World> = {}): World {
  const { environment = process.env, homeDirectory = os.homedir(), platform = process.platform } = change;
  const caches = { environment, homeDirectory, platform };
  const secrets = change.secrets ?? createSecrets();
  for (const name of KEYS) secrets.add(name, environment[name] ?? '');
  return {
    environment,
    homeDirectory,
    packageDirectory: path.resolve(fileURLToPath(import.meta.url), '../..'),
    process: { id: process.pid, isAlive: hasProcess, socketFolder: cacheDirectory(caches) },
    platform,
    nodeVersion: process.versions.node,
    // Asking costs milliseconds; elsewhere a terminal sets LANG.
    locale: platform === 'win32' ? Intl.DateTimeFormat().resolvedOptions().locale : 'en',
    signal: new AbortController().signal,
    now: () => new Date(),
    ...change,
    secrets,
    workingDirectory: path.resolve(change.workingDirectory ?? '.'),
  };
}

/** Signal 0 only tests for existence; EPERM means the process exists but belongs to another user. */
function hasProcess(id: number): boolean {
  try {
    return process.kill(id, 0);
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}
