// What lies outside the program, handed down from its edge: folders, environment, clock, the wish to stop.
import path from 'node:path';
import type { SpareProcess } from '../backend/llama/spare-process.ts';
import type { Secrets } from '../core/secrets.ts';
import type { SearchPlaces } from '../registry/find-gguf.ts';
import type { OwnProcess } from '../store/lock.ts';

export interface World {
  environment: Readonly<Record<string, string | undefined>>;
  /** The process's own: relative paths are read from there. */
  workingDirectory: string;
  homeDirectory: string;
  /** Where this package lies, with its own prompts, scenarios and models. */
  packageDirectory: string;
  /** A model process that was started ahead; left out, one is started when a model is loaded. */
  spare?: SpareProcess;
  /** The keys that are in use: they reach neither a file nor a screen. */
  secrets: Secrets;
  /** This process, and how to ask whether another one lives. */
  process: OwnProcess;
  /** Such as `linux`. */
  platform: string;
  nodeVersion: string;
  /** Aborted when the user wants an orderly end. */
  signal: AbortSignal;
  now: () => Date;
}

/** The project's own folder of that name first, then the one that comes with the package. */
export function foldersNamed(name: 'prompts' | 'scenarios' | 'models', world: World): string[] {
  const own = path.join(world.workingDirectory, name);
  const shipped = path.join(world.packageDirectory, name);
  return [...new Set([own, shipped])].map((folder) => shorten(folder, world));
}

/** Relative where that is shorter: messages and records then do not speak of one machine. */
export function shorten(file: string, { workingDirectory }: Pick<World, 'workingDirectory'>): string {
  const relative = path.relative(workingDirectory, file);
  return relative === '' ? '.' : relative.startsWith('..') ? file : relative;
}

export function searchPlaces(world: World): SearchPlaces {
  return {
    workingDirectory: world.workingDirectory,
    homeDirectory: world.homeDirectory,
    modelDirectories: foldersNamed('models', world),
    environment: world.environment,
  };
}

/** Facts about this machine that take long to find out are kept here. */
export function cacheDirectory({ environment, homeDirectory }: World): string {
  const base = environment.XDG_CACHE_HOME || path.join(homeDirectory, '.cache');
  return environment.HITOGARA_CACHE || path.join(base, 'hitogara');
}
