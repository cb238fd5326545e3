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
  /** What `~` means; left out: a part of a name like any other. */
  homeDirectory?: string;
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

/**
 * A path as the user wrote it, made absolute. Few shells know `~` in the middle of a word, those of Windows nowhere, and no file does.
 * @param paths of another system, if that is meant
 */
export function absolute(
  file: string,
  { workingDirectory, homeDirectory }: Pick<Places, 'workingDirectory' | 'homeDirectory'>,
  paths: path.PlatformPath = path,
): string {
  const [inHome, below = ''] = /^~(?:[\\/]+(.*))?$/s.exec(file) ?? [];
  return inHome === undefined || homeDirectory === undefined
    ? paths.resolve(workingDirectory, file)
    : paths.resolve(homeDirectory, below);
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
export function shortenIn(
  text: string,
  { workingDirectory }: Pick<Places, 'workingDirectory'>,
  paths: path.PlatformPath = path,
): string {
  const { sep } = paths;
  const folder = workingDirectory.endsWith(sep) ? workingDirectory : `${workingDirectory}${sep}`;
  if (folder === paths.parse(folder).root) return text;
  const relative = (after: string): string => after.replace(/^[^\s"'<>|?*]+/, (name) => name.replaceAll(sep, '/'));
  return text
    .split(folder)
    .reduce((before, after) => `${before}${/[\w./\\~-]$/.test(before) ? folder + after : relative(after)}`);
}

/** Where the system wants what can be made again. */
export function systemCaches({ environment, homeDirectory, platform }: CachePlaces): string {
  if (platform === 'win32') return environment.LOCALAPPDATA || path.win32.join(homeDirectory, 'AppData', 'Local');
  if (platform === 'darwin') return path.posix.join(homeDirectory, 'Library', 'Caches');
  return environment.XDG_CACHE_HOME || path.join(homeDirectory, '.cache');
}

type CachePlaces = Pick<World, 'environment' | 'homeDirectory' | 'platform'>;

/** Facts about this machine that take long to compute are kept here. */
export function cacheDirectory(places: CachePlaces): string {
  const { HITOGARA_CACHE, XDG_CACHE_HOME } = places.environment;
  return HITOGARA_CACHE || path.join(XDG_CACHE_HOME || systemCaches(places), 'hitogara');
}
