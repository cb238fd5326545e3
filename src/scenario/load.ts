// Scenario files: finding them by id, path or glob, and reading them. Knows nothing of models or prompts.
// Start at `loadScenarios`.
import path from 'node:path';
import { ExitCode, UserError } from '../core/errors.ts';
import { filesIn } from '../core/files-in.ts';
import { globToRegExp, isGlob } from '../core/glob.ts';
import { hashData } from '../core/hash.ts';
import { settingsOf } from '../core/sampling.ts';
import { didYouMean } from '../core/suggest.ts';
import { readTextFile } from '../core/text-file.ts';
import { absolute, foldersNamed, type Places } from '../core/world.ts';
import { parseYaml } from '../core/yaml-file.ts';
import { type Scenario, ScenarioSchema } from './schema.ts';

export interface LoadedScenario {
  scenario: Scenario;
  file: string;
  /** The file's text, for the record; without a byte order mark, line ends are LF. */
  text: string;
  /** Digest of what is played: seeds and keys derive from it. See `playedPart`. */
  hash: string;
}

/**
 * @param selectors ids, globs over ids, `tag:` with a tag (or a glob over tags), or paths of `.yaml` files
 * @throws UserError for an unknown id (with the nearest ones), an unreadable or an invalid file
 */
export async function loadScenarios(selectors: readonly string[], places: Places): Promise<LoadedScenario[]> {
  const directories = foldersNamed('scenarios', places);
  const known = await filesIn(directories, '.yaml');
  const files: string[] = [];
  for (const selector of selectors) files.push(...(await select(selector)));
  const loaded = await Promise.all([...new Set(files)].map(readScenario));
  for (const { scenario, file } of loaded) {
    const isOwn = [...known.values()].includes(file);
    if (isOwn && scenario.id !== path.basename(file, '.yaml')) {
      throw new UserError(`is "${scenario.id}", but the file is named ${path.basename(file)}`, {
        place: { file },
        field: 'id',
        remedy: 'Make them the same.',
      });
    }
    const twin = loaded.find((other) => other.file !== file && other.scenario.id === scenario.id);
    if (twin) throw new UserError(`has the same id "${scenario.id}" as ${twin.file}`, { place: { file }, field: 'id' });
  }
  return loaded;

  async function select(selector: string): Promise<string[]> {
    if (/\.ya?ml$/.test(selector)) return [absolute(selector, places)];
    if (selector.startsWith('tag:')) return tagged(selector.slice('tag:'.length));
    const ids = isGlob(selector) ? [...known.keys()].filter((id) => globToRegExp(selector).test(id)) : [selector];
    const found = ids.flatMap((id) => known.get(id) ?? []);
    if (found.length > 0) return found;
    throw new UserError(`there is no scenario "${selector}" in ${directories.join(' or ')}`, {
      remedy: `${didYouMean(selector, [...known.keys()])} A path to a .yaml file works too.`,
      exitCode: isGlob(selector) ? ExitCode.nothingMatched : ExitCode.usage,
    });
  }

  async function tagged(tag: string): Promise<string[]> {
    const all = await Promise.all([...known.values()].map(readScenario));
    const found = all.filter(({ scenario }) => scenario.tags.some((each) => globToRegExp(tag).test(each)));
    if (found.length > 0) return found.map(({ file }) => file);
    throw new UserError(`no scenario in ${directories.join(' or ')} has the tag "${tag}"`, {
      remedy: didYouMean(tag, [...new Set(all.flatMap(({ scenario }) => scenario.tags))]),
      exitCode: ExitCode.nothingMatched,
    });
  }
}

/** @public one file, whatever its name. */
export async function readScenario(file: string): Promise<LoadedScenario> {
  const text = await readTextFile(file);
  const scenario = parseYaml({ file, text }, ScenarioSchema);
  return { scenario, file, text, hash: hashData(playedPart(scenario)) };
}

/**
 * Only what reaches the model or the random numbers: correcting a title, adding a reference reply or moving a threshold keeps the seeds and
 * the finished conversations. Adding a field here changes every scenario's digest, unless it is left out when unused.
 */
function playedPart({ persona, turns, ...settings }: Scenario): unknown {
  const { instruction, name, user } = persona;
  return { instruction, name, user, turns: turns.map((turn) => turn.user), sampling: settingsOf(settings) };
}
