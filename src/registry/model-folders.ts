// Where this program and others keep models, by system. Of their files only LM Studio's settings are read, since they may name another
// folder. Start at `modelFolders`.
import path from 'node:path';
import { isRecord } from '../core/plain-data.ts';
import { readTextFile } from '../core/text-file.ts';
import { absolute, foldersNamed, systemCaches, type World } from '../core/world.ts';

export type SearchPlaces = Pick<
  World,
  'workingDirectory' | 'packageDirectory' | 'homeDirectory' | 'environment' | 'platform'
>;

export interface ModelFolder {
  /** The kind of place, for people. */
  place: string;
  directory: string;
}

/** In the order in which they are searched, each once. */
export async function modelFolders(places: SearchPlaces): Promise<ModelFolder[]> {
  const own = foldersNamed('models', places).map((directory) => ({ place: 'models folder', directory }));
  const folders = [...own, ...foldersOfOthers(places, await lmStudioFolders(places))];
  return folders.filter(({ directory }, index) => folders.findIndex((each) => each.directory === directory) === index);
}

/** @param lmStudio as LM Studio's files name them, before its usual ones */
function foldersOfOthers(places: SearchPlaces, lmStudio: readonly string[]): ModelFolder[] {
  const { environment: env, platform } = places;
  const { join } = pathsOf(platform);
  const cache = env.XDG_CACHE_HOME || join('~', '.cache');
  const hub = env.HF_HUB_CACHE || env.HUGGINGFACE_HUB_CACHE || join(env.HF_HOME || join(cache, 'huggingface'), 'hub');
  const ollama = [
    join('~', '.ollama', 'models'),
    ...(platform === 'linux' ? ['/usr/share/ollama/.ollama/models'] : []),
  ];
  const named: [string, readonly string[]][] = [
    ['node-llama-cpp', [join('~', '.node-llama-cpp', 'models')]],
    ['Hugging Face cache', [hub]],
    ['llama.cpp', [env.LLAMA_CACHE || join(systemCaches(places), 'llama.cpp')]],
    ['LM Studio', [...lmStudio, ...LM_STUDIO_HOMES.map((home) => join(home, 'models'))]],
    ['Ollama', env.OLLAMA_MODELS ? [env.OLLAMA_MODELS] : ollama],
  ];
  return named.flatMap(([place, folders]) =>
    folders.map((folder) => ({ place, directory: absolute(folder, places, pathsOf(platform)) })),
  );
}

/** The newer one first. */
const LM_STUDIO_HOMES = ['~/.lmstudio', '~/.cache/lm-studio'];

/** Its home may have been moved, which a file in the user's home tells, and its models again, which its settings tell. */
async function lmStudioFolders(places: SearchPlaces): Promise<string[]> {
  const read = (file: string): Promise<string> =>
    readTextFile(absolute(file, places), SETTINGS_MEGABYTES).catch(() => '');
  const pointed = (await read('~/.lmstudio-home-pointer')).split('\n')[0]?.trim();
  const homes = [...(pointed ? [pointed] : []), ...LM_STUDIO_HOMES];
  const settings = [...homes, `${settingsOfPrograms(places)}/LM Studio`];
  const moved = await Promise.all(settings.map(async (folder) => folderIn(await read(`${folder}/settings.json`))));
  return [...moved.filter((folder) => folder !== null), ...(pointed ? [`${pointed}/models`] : [])];
}

const SETTINGS_MEGABYTES = 4;

function settingsOfPrograms({ environment, platform }: SearchPlaces): string {
  if (platform === 'win32') return environment.APPDATA || '~/AppData/Roaming';
  return platform === 'darwin' ? '~/Library/Application Support' : environment.XDG_CONFIG_HOME || '~/.config';
}

function folderIn(settings: string): string | null {
  try {
    const data: unknown = JSON.parse(settings);
    const folder = isRecord(data) ? data.downloadsFolder : null;
    return typeof folder === 'string' && folder.trim() !== '' ? folder : null;
  } catch {
    // Another program's file: nothing is known from it.
    return null;
  }
}

function pathsOf(platform: string): path.PlatformPath {
  return platform === 'win32' ? path.win32 : path.posix;
}
