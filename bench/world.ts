import os from 'node:os';
import { createSecrets } from '../dist/core/secrets.js';
import type { World } from '../dist/run/world.js';
import { repository } from './places.ts';

/** This machine and process, as the program would see them from a folder. */
export function benchWorld(workingDirectory: string, environment: World['environment']): World {
  return {
    environment,
    workingDirectory,
    homeDirectory: os.homedir(),
    packageDirectory: repository,
    secrets: createSecrets(),
    process: { id: process.pid, isAlive: () => true },
    platform: process.platform,
    nodeVersion: process.versions.node,
    signal: new AbortController().signal,
    now: () => new Date(),
  };
}
