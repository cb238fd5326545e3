// Scenario files: finding them by id, path or glob, and reading them. Knows nothing of models or prompts.
// Start at `loadScenarios`.
import { ExitCode, readEach, together, UserError } from '../core/errors.ts';
import { filesIn, requireOwnName, YAML_EXTENSIONS, yamlFilesUnder } from '../core/files-in.ts';
import { globToRegExp, isGlob } from '../core/glob.ts';
import { hashData } from '../core/hash.ts';
import { didYouMean } from '../core/suggest.ts';
import { HAND_WRITTEN_MEGABYTES, readTextFile } from '../core/text-file.ts';
import { absolute, foldersNamed, type Places } from '../core/world.ts';
import { parseYaml } from '../core/yaml-file.ts';
import { joinTexts, plural, say } from '../words/text.ts';
import { isCardFile, noTurns, readCardFile, withTurns } from './card-file.ts';
import type { LoadedScenario } from './loaded.ts';
import { playedPart } from './played-part.ts';
import { ScenarioSchema, type Turn } from './schema.ts';

export interface LoadOptions {
  /** What the user says to the characters of cards, as from `chosenTurns`; null: cards are refused. */
  turns?: readonly Turn[] | null;
  /** Gets what is wrong with each selected file, and the rest is returned; left out: all of it is thrown. */
  onBroken?: (error: UserError) => void;
}

/**
 * @param selectors ids, globs over ids, `tag:` with a tag (or a glob over tags), paths of `.yaml` files, of folders with them or of character cards
 * @throws UserError for an unknown id (with the nearest ones), an unreadable or an invalid file
 */
export async function loadScenarios(
  selectors: readonly string[],
  places: Places,
  { turns = null, onBroken }: LoadOptions = {},
): Promise<LoadedScenario[]> {
  const known = await filesIn(foldersNamed('scenarios', places), ...YAML_EXTENSIONS);
  const files: string[] = [];
  for (const selector of selectors) files.push(...(await select(selector, known, places)));
  const own = new Set(known.values());
  if (turns && !files.some(isCardFile)) throw noCardForTurns();
  const { read, broken } = await readEach([...new Set(files)], async (file) => {
    if (isCardFile(file)) return readCardScenario(file, turns);
    const loaded = await readScenario(file);
    if (own.has(file)) await requireOwnName(file, loaded.scenario.id);
    return loaded;
  });
  const errors = [...broken, ...twinsAmong(read)];
  if (errors.length > 0 && !onBroken) throw together(errors);
  for (const error of errors) onBroken?.(error);
  return read;
}

/** @throws UserError as `loadScenarios`, and if the selector matches several */
export async function loadOneScenario(
  selector: string,
  places: Places,
  options: LoadOptions = {},
): Promise<LoadedScenario> {
  const [loaded, ...others] = await loadScenarios([selector], places, options);
  if (loaded && others.length === 0) return loaded;
  throw new UserError(
    say('"{selector}" matches {scenarios}; exactly one is needed here', {
      selector,
      scenarios: plural(others.length + 1, 'scenario'),
    }),
  );
}

async function readCardScenario(file: string, turns: readonly Turn[] | null): Promise<LoadedScenario> {
  const { scenario, notes } = await readCardFile(file, { user: null, greeting: 1 });
  if (!turns) throw noTurns(file);
  return { ...withTurns(scenario, turns, file), notes };
}

function noCardForTurns(): UserError {
  return new UserError(say('--turns-of is for character cards, and no scenario here is one'), {
    remedy: say('A scenario has user lines of its own. A card is named by its path: --scenario ./mina.png'),
  });
}

/** Two files with one id; the first is named by the error of each other one. */
function twinsAmong(loaded: readonly LoadedScenario[]): UserError[] {
  return loaded.flatMap(({ scenario: { id }, file }, index) => {
    const twin = loaded.slice(index + 1).find((other) => other.scenario.id === id);
    const details = { place: { file }, field: 'id' };
    return twin ? [new UserError(say('has the same id "{id}" as {file}', { id, file: twin.file }), details)] : [];
  });
}

type Known = ReadonlyMap<string, string>;

async function select(selector: string, known: Known, places: Places): Promise<string[]> {
  if (/\.ya?ml$/.test(selector) || isCardFile(selector)) return [absolute(selector, places)];
  if (selector.startsWith('tag:')) return tagged(selector.slice('tag:'.length), known, places);
  const ids = isGlob(selector) ? matching(selector, [...known.keys()]) : [selector.normalize()];
  const found = ids.flatMap((id) => known.get(id) ?? []);
  if (found.length > 0) return found;
  const inFolder = isGlob(selector) ? null : await yamlFilesUnder(absolute(selector, places));
  if (inFolder && inFolder.length > 0) return inFolder;
  if (inFolder) {
    throw new UserError(say('there is no .yaml file in the folder {folder}', { folder: selector }), {
      exitCode: ExitCode.nothingMatched,
    });
  }
  const folders = joinTexts(' or ', foldersNamed('scenarios', places));
  throw new UserError(say('there is no scenario "{selector}" in {folders}', { selector, folders }), {
    remedy: joinTexts(' ', [
      didYouMean(selector, [...known.keys()]),
      say('A path to a .yaml file or to a folder works too.'),
    ]),
    exitCode: isGlob(selector) ? ExitCode.nothingMatched : ExitCode.usage,
  });
}

function matching(glob: string, names: readonly string[]): string[] {
  const pattern = globToRegExp(glob.normalize());
  return names.filter((name) => pattern.test(name));
}

/** A broken file counts as tagged if it has the tag as a word: what was asked for is not left out in silence. */
async function tagged(tag: string, known: Known, places: Places): Promise<string[]> {
  const tags: string[] = [];
  const found: string[] = [];
  for (const file of known.values()) {
    const own = await tagsOf(file);
    tags.push(...own);
    if (matching(tag, own).length > 0) found.push(file);
  }
  if (found.length > 0) return found;
  const folders = joinTexts(' or ', foldersNamed('scenarios', places));
  throw new UserError(say('no scenario in {folders} has the tag "{tag}"', { folders, tag }), {
    remedy: didYouMean(tag, [...new Set(tags)]),
    exitCode: ExitCode.nothingMatched,
  });
}

async function tagsOf(file: string): Promise<string[]> {
  const text = await readTextFile(file, HAND_WRITTEN_MEGABYTES).catch(ignoreMistake);
  if (text === undefined) return [];
  try {
    return parseYaml({ file, text, isProse: true }, ScenarioSchema).tags;
  } catch (error) {
    ignoreMistake(error);
    const [, written = ''] = /^tags\s*[:：]((?:.*)(?:\n\s+.*|\n- .*)*)/m.exec(text) ?? [];
    return written.match(/[\p{L}\p{N}][\p{L}\p{M}\p{N}._-]*/gu) ?? [];
  }
}

/** Whoever selects the file is told. */
function ignoreMistake(error: unknown): undefined {
  if (!(error instanceof UserError)) throw error;
}

/** @public one file, whatever its name. */
export async function readScenario(file: string): Promise<LoadedScenario> {
  const text = await readTextFile(file, HAND_WRITTEN_MEGABYTES);
  const scenario = parseYaml({ file, text, isProse: true }, ScenarioSchema);
  return { scenario, file, text, hash: hashData(playedPart(scenario)) };
}

/**
 * As a run or a baseline recorded it, which is not read from its file.
 * @throws UserError if this program cannot read it, or if its text is not the one that was played
 */
export function recordedScenario({ file, text, hash }: { file: string; text: string; hash: string }): LoadedScenario {
  const scenario = parseYaml({ file, text, isRecord: true }, ScenarioSchema);
  if (hashData(playedPart(scenario)) === hash) return { scenario, file, text, hash };
  throw new UserError(say('the recorded text of scenario {id} is not what was played', { id: scenario.id }), {
    place: { file },
  });
}
