// What is outside the program, passed in from its edge: folders, environment, clock, the request to stop. Paths are absolute everywhere
// inside; they are shortened only when printed or recorded. Start at `World`.
import path from 'node:path';
import type { Secrets } from './secrets.ts';

/** Folders in which files are searched; absolute paths. */
export interface Places {
  /** Relative paths are resolved against this folder. */
  workingDirectory: string;
  /** Where this package is, with its own prompts, scenarios and models. */
  packageDirectory: string;
}

/** The running process, and how to check others. */
export interface OwnProcess {
  id: number;
  isAlive(id: number): boolean;
  /** Where a socket may be that the process holds, on systems that do not say when one was started; undefined: among temporary files. */
  socketFolder?: string;
}

export type Environment = Readonly<Record<string, string | undefined>>;

export interface World extends Places {
  environment: Environment;
  homeDirectory: string;
  /** The keys in use: they must never reach a file or a screen. */
  secrets: Secrets;
  /** This process, and how to check whether another one is alive. */
  process: OwnProcess;
  /** For example `linux`. */
  platform: string;
  nodeVersion: string;
  /** The system's own, such as `ja-JP`, where environment variables do not say it. */
  locale: string;
  /** Aborted when the user asks for an orderly end. */
  signal: AbortSignal;
  now: () => Date;
}

/** A path as the user wrote it, made absolute. */
export function absolute(file: string, { workingDirectory }: Pick<Places, 'workingDirectory'>): string {
  return path.resolve(workingDirectory, file);
}

/**
 * Where relative paths mean what they meant when a run was started.
 * @param workingDirectory from the run's own folder; undefined: it does not say
 */
export function worldOfRun<Here extends Places>(
  world: Here,
  { directory, workingDirectory }: { directory: string; workingDirectory?: string | undefined },
): Here {
  if (workingDirectory === undefined) return world;
  return { ...world, workingDirectory: absolute(workingDirectory, { workingDirectory: directory }) };
}

/** The project's own folder of that name first, then the one that comes with the package. */
export function foldersNamed(name: 'prompts' | 'scenarios' | 'models', places: Places): string[] {
  return [...new Set([path.join(places.workingDirectory, name), path.join(places.packageDirectory, name)])];
}

/** Relative if possible, so that what is printed or recorded does not depend on one machine. @param system whose paths they are */
export function shorten(
  file: string,
  { workingDirectory }: Pick<Places, 'workingDirectory'>,
  system: path.PlatformPath = path,
): string {
  if (!system.isAbsolute(file)) return file;
  const way = wayTo(file, workingDirectory, system);
  return /^\.\.(\/|$)/.test(way) || system.isAbsolute(way) ? file : way;
}

/** From a folder to a file or another folder, with `/` on every system; absolute where no way leads there, as to another drive. */
export function wayTo(to: string, from: string, system: path.PlatformPath = path): string {
  const way = system.relative(from, to);
  if (system.isAbsolute(way)) return way;
  return way.replaceAll(system.sep, '/') || '.';
}

/** The same for every path in a text. */
export function shortenIn(text: string, { workingDirectory }: Pick<Places, 'workingDirectory'>): string {
  const folder = workingDirectory.endsWith(path.sep) ? workingDirectory : `${workingDirectory}${path.sep}`;
  if (folder === path.parse(folder).root) return text;
  return text
    .split(folder)
    .reduce((before, after) => (/[\w./\\~-]$/.test(before) ? `${before}${folder}${after}` : `${before}${after}`));
}

/** Facts about this machine that take long to compute are kept here. */
export function cacheDirectory({ environment, homeDirectory }: Pick<World, 'environment' | 'homeDirectory'>): string {
  const base = environment.XDG_CACHE_HOME || path.join(homeDirectory, '.cache');
  return environment.HITOGARA_CACHE || path.join(base, 'hitogara');
}
