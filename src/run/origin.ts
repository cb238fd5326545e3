import { randomBytes } from 'node:crypto';
import os from 'node:os';
import path from 'node:path';
import { packageVersion } from '../core/package-version.ts';
import { absolute, type World, wayTo } from '../core/world.ts';
import type { Manifest } from '../store/records.ts';
import { newRunId } from '../store/run-folder.ts';

type Origin = Pick<
  Manifest,
  'runId' | 'startedAt' | 'arguments' | 'workingDirectory' | 'resumed' | 'versions' | 'host'
>;

/** When, where and by what a run is made. */
export async function runOrigin(
  { out, arguments: argv }: { out: string; arguments: readonly string[] },
  world: World,
): Promise<Origin> {
  const now = world.now();
  const runId = newRunId(now, randomBytes(2).toString('hex'));
  const directory = path.join(absolute(out, world), runId);
  return {
    runId,
    startedAt: now.toISOString(),
    arguments: [...argv],
    workingDirectory: wayTo(world.workingDirectory, directory),
    resumed: [],
    versions: { hitogara: await packageVersion(world), node: world.nodeVersion },
    host: {
      platform: world.platform,
      release: os.release(),
      architecture: os.arch(),
      cpu: os.cpus()[0]?.model.trim() ?? 'unknown',
      cores: os.availableParallelism(),
      memoryBytes: os.totalmem(),
    },
  };
}
