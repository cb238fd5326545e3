// Whether models can be compared at all, by their files: found before anything is played. Start at `requireComparable`.
import type { Anatomy } from '../backend/anatomy.ts';
import { anatomyOf } from '../backend/open.ts';
import { type GivenModel, type ModelOptions, modelRequests } from '../backend/request.ts';
import { ExitCode, together, UserError } from '../core/errors.ts';
import type { World } from '../core/world.ts';
import { joinTexts, say, type Text } from '../words/text.ts';
import { anatomyFacts, type PreconditionField } from './preconditions.ts';
import type { Precondition } from './report.ts';

/** One side, by its file. */
interface Known {
  id: string;
  /** null: there is no file. */
  anatomy: Anatomy | null;
}

/**
 * @param before what the models are compared with; null: the first of them
 * @throws UserError (exit 6) naming what differs and is not allowed to
 */
export async function requireComparable(
  before: Known | null,
  models: readonly GivenModel[],
  allowed: readonly string[],
  options: Pick<ModelOptions, 'prompt' | 'mode' | 'parallel' | 'ignoreUnsupported' | 'llama' | 'limits'> & {
    world: World;
  },
): Promise<void> {
  const known: Known[] = before ? [before] : [];
  for (const request of await modelRequests(models, options, options.world))
    known.push({ id: request.entry.spec.id, anatomy: await anatomyOf(request) });
  const [reference, ...candidates] = known;
  if (!reference?.anatomy) return;
  const facts = anatomyFacts(reference.anatomy);
  const problems = candidates.flatMap(({ id, anatomy }): UserError[] => {
    if (!anatomy) return [];
    const now = anatomyFacts(anatomy);
    const differing = (Object.keys(facts) as PreconditionField[]).flatMap((field): Differing[] =>
      facts[field] === now[field] || allowed.includes(field)
        ? []
        : [{ field, reference: facts[field] ?? '', candidate: now[field] ?? '' }],
    );
    if (differing.length === 0) return [];
    const { problem, ...details } = notComparable({ candidate: id, reference: reference.id }, differing);
    return [new UserError(problem, details)];
  });
  if (problems.length > 0) throw together(problems);
}

type Differing = Pick<Precondition, 'field' | 'reference' | 'candidate'>;

/** @param toAllow what has to be allowed for it; left out: each of them */
export function notComparable(
  { candidate, reference }: { candidate: string; reference: string },
  differing: readonly Differing[],
  toAllow: readonly string[] = differing.map(({ field }) => field),
): { problem: Text; remedy: Text; exitCode: number } {
  const fields = differing.map((each) =>
    say('{field} ({reference}; {candidate})', {
      ...{ field: each.field, reference: each.reference, candidate: each.candidate },
    }),
  );
  const problem = say('{candidate} cannot be compared with {reference}: {fields}', {
    ...{ candidate, reference, fields: joinTexts(', ', fields) },
  });
  return { problem, exitCode: ExitCode.notComparable, remedy: allowingThem(toAllow) };
}

/** What to type. */
export function allowingThem(fields: readonly string[]): Text {
  return say('Compare all the same with --allow {fields}.', { fields: fields.join(' --allow ') });
}
