// Every model entry, and what it needs to be played: where its file is, or whether its key is set. Loads nothing. Start at `listModels`.
import pLimit from 'p-limit';
import { UserError } from '../core/errors.ts';
import type { World } from '../core/world.ts';
import { type Families, loadFamilies } from '../registry/families.ts';
import { findGguf } from '../registry/find-gguf.ts';
import { hasGguf, loadModelEntries, type ModelEntry } from '../registry/load.ts';
import { chosenFamily, matchFamily } from '../registry/match-family.ts';
import { fileNameIn } from '../registry/reference.ts';
import { apiKeyNameOf } from './hosted/api-key.ts';

export interface ListedModel {
  id: string;
  backend: string;
  prompt: string;
  /** A file without a chat template is played with its family's format; recognized by the file's name alone. */
  family: { id: string; prompt: string } | null;
  /** As the entry names it. */
  file: string | null;
  /** Where it was found; absolute. */
  found: string | null;
  /** Why it was not found. */
  problem: string | null;
  isMissing: boolean;
  /** Needs neither file nor key. */
  isScripted: boolean;
  /** The environment variable with the key; never the key. */
  key: { name: string; isSet: boolean } | null;
}

/** How many are looked up in parallel: folders are read for each. */
const AT_ONCE = 8;

/** @param onBroken as in `loadModelEntries` */
export async function listModels(world: World, onBroken?: (error: UserError) => void): Promise<ListedModel[]> {
  const entries = await loadModelEntries(world, onBroken);
  const isGuessing = entries.some((entry) => hasGguf(entry) && entry.spec.prompt === undefined);
  const families = isGuessing ? await loadFamilies(world) : null;
  const limit = pLimit(AT_ONCE);
  return Promise.all(entries.map((entry) => limit(() => listed(entry, families, world))));
}

async function listed(entry: ModelEntry, families: Families | null, world: World): Promise<ListedModel> {
  const { id, backend } = entry.spec;
  const none = { family: null, file: null, found: null, problem: null, isMissing: false, isScripted: false, key: null };
  if (hasGguf(entry)) {
    const { prompt, file } = entry.spec;
    const found = await findGguf(entry, world).catch((error: unknown) => {
      if (error instanceof UserError) return error;
      throw error;
    });
    const isFound = !(found instanceof UserError);
    return {
      ...none,
      id,
      backend,
      prompt: prompt ?? 'gguf',
      family: prompt === undefined && families ? familyByName(isFound ? found.path : file, families) : null,
      file,
      found: isFound ? found.path : null,
      problem: isFound ? null : String(found.problem),
      isMissing: !isFound && found.code === 'file-missing',
    };
  }
  const { spec } = entry;
  if (spec.backend === 'scripted' || spec.backend === 'llama') {
    return { ...none, id, backend, prompt: spec.prompt ?? 'messages', isScripted: true };
  }
  const name = apiKeyNameOf(spec);
  const key = name === null ? null : { name, isSet: Boolean(world.environment[name]?.trim()) };
  return { ...none, id, backend, prompt: spec.prompt ?? 'openai-messages', key };
}

function familyByName(file: string, families: Families): ListedModel['family'] {
  const chosen = chosenFamily(matchFamily({ fileName: fileNameIn(file), metadata: null }, families));
  return chosen && { id: chosen.family.id, prompt: chosen.prompt };
}
