// Whether models can be compared at all, by their files: found before anything is played. Start at `requireComparable`.
import type { Anatomy } from '../backend/backend.ts';
import { anatomyOf } from '../backend/open.ts';
import { type GivenModel, modelRequests } from '../backend/request.ts';
import { ExitCode, together, UserError } from '../core/errors.ts';
import type { World } from '../core/world.ts';
import { DEFAULT_PLAY_REQUEST } from '../run/default-request.ts';
import { joinTexts, say } from '../words/text.ts';
import { anatomyFacts, type PreconditionField } from './preconditions.ts';
import type { RegressRequest } from './request.ts';

/**
 * @param models the reference first
 * @throws UserError (exit 6) naming what differs and is not allowed to
 */
export async function requireComparable(
  models: readonly GivenModel[],
  allowed: readonly string[],
  {
    prompt,
    mode,
    llama,
    limits,
    world,
  }: Pick<RegressRequest, 'prompt' | 'mode' | 'llama' | 'limits'> & { world: World },
): Promise<void> {
  const { parallel, ignoreUnsupported } = DEFAULT_PLAY_REQUEST;
  const options = { prompt, mode, parallel, ignoreUnsupported, llama, limits };
  const anatomies: { id: string; anatomy: Anatomy | null }[] = [];
  for (const request of await modelRequests(models, options, world))
    anatomies.push({ id: request.entry.spec.id, anatomy: await anatomyOf(request) });
  const [reference, ...candidates] = anatomies;
  if (!reference?.anatomy) return;
  const before = anatomyFacts(reference.anatomy);
  const problems = candidates.flatMap(({ id, anatomy }): UserError[] => {
    if (!anatomy) return [];
    const now = anatomyFacts(anatomy);
    const differing = (Object.keys(before) as PreconditionField[]).filter(
      (field) => before[field] !== now[field] && !allowed.includes(field),
    );
    if (differing.length === 0) return [];
    const fields = differing.map((field) =>
      say('{field} ({reference}; {candidate})', {
        field,
        reference: before[field] ?? '',
        candidate: now[field] ?? '',
      }),
    );
    return [
      new UserError(
        say('{candidate} cannot be compared with {reference}: {fields}', {
          ...{ candidate: id, reference: reference.id },
          fields: joinTexts(', ', fields),
        }),
        {
          exitCode: ExitCode.notComparable,
          remedy: say('Compare all the same with --allow {fields}.', { fields: differing.join(' --allow ') }),
        },
      ),
    ];
  });
  if (problems.length > 0) throw together(problems);
}
