// Which models are compared: the reference, then the candidates, each under a name of its own. Start at `chosenModels`.
import type { GivenModel, VariedModel } from '../backend/request.ts';
import { ExitCode, UserError } from '../core/errors.ts';
import type { World } from '../core/world.ts';
import { type ModelEntry, selectModel, selectModels } from '../registry/load.ts';
import { say } from '../words/text.ts';
import type { RegressRequest } from './request.ts';
import { variedModels } from './varied.ts';

interface ChosenModels {
  given: GivenModel[];
  ids: string[];
}

/** The reference first. @throws UserError for unknown names, and where there is nothing to compare it with */
export async function chosenModels(
  { reference, candidates, vary, llama }: Pick<RegressRequest, 'reference' | 'candidates' | 'vary' | 'llama'>,
  world: World,
): Promise<ChosenModels> {
  const first = await selectModel(reference, world);
  const isVaried = Object.keys(vary).length > 0;
  if (candidates.length === 0 && !isVaried) {
    throw new UserError(say('--candidate is missing: a model to be compared with the reference'), {
      remedy: say('For the same weights in another way, use --vary, as in --vary kvType=q8_0.'),
    });
  }
  const others = candidates.length === 0 ? [first] : await selectModels(candidates, world);
  if (others.length === 0) {
    throw new UserError(say('--candidate {name}: there is no such model', { name: candidates.join(', ') }), {
      exitCode: ExitCode.nothingMatched,
    });
  }
  const varied: VariedModel[] = isVaried
    ? variedModels(others, vary, llama)
    : others.map((entry) => ({ entry: isSameEntry(entry, first) ? again(entry) : entry, varied: {} }));
  const given = [{ entry: first, varied: {} }, ...varied];
  return { given, ids: given.map(({ entry }) => entry.spec.id) };
}

function isSameEntry(entry: ModelEntry, other: ModelEntry): boolean {
  return entry.spec.id === other.spec.id;
}

/** The reference beside itself needs a name of its own. */
function again<Entry extends ModelEntry>(entry: Entry): Entry {
  return { ...entry, spec: { ...entry.spec, id: `${entry.spec.id}_again` } };
}
