// The world as a test wants it: a folder of its own, nothing of the machine's.
import { createSecrets } from '../../dist/core/secrets.js';
import type { Places, World } from '../../dist/core/world.js';
import { CACHE, ENVIRONMENT, REPOSITORY } from './cli.ts';

/** What comes along, and nothing else. */
export const SHIPPED: Places = { workingDirectory: REPOSITORY, packageDirectory: REPOSITORY };

/** @param workingDirectory models, scenarios and prompts are looked for there, then among what comes along */
export function worldIn(workingDirectory: string, change: Partial<World> = {}): World {
  return {
    environment: { ...ENVIRONMENT, HITOGARA_CACHE: CACHE },
    workingDirectory,
    packageDirectory: REPOSITORY,
    homeDirectory: workingDirectory,
    secrets: createSecrets(),
    process: { id: process.pid, isAlive: () => false },
    platform: process.platform,
    nodeVersion: process.versions.node,
    locale: 'en',
    signal: new AbortController().signal,
    now: () => new Date(),
    ...change,
  };
}
