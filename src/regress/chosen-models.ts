// Which models are compared: the reference, then the candidates, each under a name of its own. Start at `chosenModels`.
import type { GivenModel, VariedModel } from '../backend/request.ts';
import { ExitCode, UserError } from '../core/errors.ts';
import type { World } from '../core/world.ts';
import { type ModelEntry, selectModel, selectModels } from '../registry/load.ts';
import { say } from '../words/text.ts';
import type { RegressRequest } from './request.ts';
import { variedModels } from './varied.ts';

export interface ChosenModels {
  given: GivenModel[];
  ids: string[];
}

interface ModelsToChoose extends Pick<RegressRequest, 'reference' | 'candidates' | 'vary' | 'llama'> {
  /** A baseline, and whose it is. Left out: there is a reference. */
  blessed?: { name: string; model: string } | null;
}

/**
 * `ids`: the reference first, or the baseline under a name that no candidate has. `given`: those that are played.
 * @throws UserError for unknown names, and where there is nothing to compare it with
 */
export async function chosenModels(
  { reference, blessed, candidates, vary, llama }: ModelsToChoose,
  world: World,
): Promise<ChosenModels> {
  const first = reference === null ? null : await selectModel(reference, world);
  const isVaried = Object.keys(vary).length > 0;
  if (candidates.length === 0 && (!isVaried || !first)) {
    throw new UserError(say('--candidate is missing: a model to be compared with the reference'), {
      remedy: say('For the same weights in another way, use --vary, as in --vary kvType=q8_0.'),
    });
  }
  const others = candidates.length === 0 && first ? [first] : await selectModels(candidates, world);
  if (others.length === 0) {
    throw new UserError(say('--candidate {name}: there is no such model', { name: candidates.join(', ') }), {
      exitCode: ExitCode.nothingMatched,
    });
  }
  const varied: VariedModel[] = isVaried
    ? variedModels(others, vary, llama)
    : others.map((entry) => ({ entry: first && isSameEntry(entry, first) ? again(entry) : entry, varied: {} }));
  const ids = varied.map(({ entry }) => entry.spec.id);
  if (first) return { given: [{ entry: first, varied: {} }, ...varied], ids: [first.spec.id, ...ids] };
  const { name = '', model = '' } = blessed ?? {};
  return { given: varied, ids: [ids.includes(model) ? `${model}@${name}` : model, ...ids] };
}

function isSameEntry(entry: ModelEntry, other: ModelEntry): boolean {
  return entry.spec.id === other.spec.id;
}

/** The reference beside itself needs a name of its own. */
function again<Entry extends ModelEntry>(entry: Entry): Entry {
  return { ...entry, spec: { ...entry.spec, id: `${entry.spec.id}_again` } };
}
