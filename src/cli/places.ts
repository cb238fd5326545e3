import path from 'node:path';
import type { Host } from './host.ts';

/** The project's own folder of that name first, then the one that comes with the package. */
export function foldersNamed(name: 'prompts' | 'scenarios' | 'models', host: Host): string[] {
  const own = path.join(host.workingDirectory, name);
  const shipped = path.join(host.packageDirectory, name);
  return [...new Set([own, shipped])].map((folder) => shorten(folder, host));
}

/** Relative where that is shorter: messages and records then do not speak of one machine. */
export function shorten(file: string, { workingDirectory }: Pick<Host, 'workingDirectory'>): string {
  const relative = path.relative(workingDirectory, file);
  return relative === '' ? '.' : relative.startsWith('..') ? file : relative;
}

export function searchPlaces(host: Host) {
  return {
    workingDirectory: host.workingDirectory,
    homeDirectory: host.homeDirectory,
    modelDirectories: foldersNamed('models', host),
    environment: host.environment,
  };
}

/** Facts about this machine that take long to find out are kept here. */
export function cacheDirectory({ environment, homeDirectory }: Host): string {
  const base = environment['XDG_CACHE_HOME'] || path.join(homeDirectory, '.cache');
  return environment['HITOGARA_CACHE'] || path.join(base, 'hitogara');
}
