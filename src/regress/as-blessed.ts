// Whether a candidate runs as the baseline's model did, found when it is open and before it plays: on another machine, much may differ, and a
// whole check would be for nothing. Start at `requireAsBlessed`.
import type { World } from '../core/world.ts';
import { Unsuitable } from '../run/play-model.ts';
import { openPastRun } from '../store/past-run.ts';
import { notComparable } from './comparable.ts';
import { conversationsOf } from './conversations-of.ts';
import { type PreconditionField, preconditionsOf } from './preconditions.ts';
import { type ReferenceSide, referenceSide } from './reference-side.ts';
import type { StoredRequest } from './request.ts';

/** @throws Unsuitable (exit 6) naming all that differs and is not allowed to, with what to type */
export async function requireAsBlessed(
  directory: string,
  model: string,
  stored: StoredRequest,
  world: World,
): Promise<void> {
  const { manifest, ...run } = await openPastRun(directory, '.', world);
  const side = await referenceSide({ manifest, ...run }, stored, world);
  const nothingSaid = { conversations: [], anatomy: null };
  const found = preconditionsOf(
    { ...nothingSaid, manifest: side.run.manifest, model: side.model },
    { ...nothingSaid, manifest, model },
    stored.allowed,
  );
  const differing = found.filter(({ isSame, isAllowed }) => !isSame && !isAllowed);
  if (differing.length === 0) return;
  const isOtherTemplate = found.some(({ field, isSame }) => field === 'template' && !isSame);
  const later = (await unknownOf(side)).concat(isOtherTemplate ? ['prompts'] : []);
  const names = { candidate: model, reference: side.id };
  const { problem, ...details } = notComparable(
    names,
    differing,
    later.filter((field) => !stored.allowed.includes(field)),
  );
  throw new Unsuitable(problem, details);
}

/** What is not known of its replies, as of imported ones, cannot be the same. */
async function unknownOf({ run, model }: ReferenceSide): Promise<PreconditionField[]> {
  const said = await conversationsOf(run.directory, model);
  const isUnknown = (of: (conversation: (typeof said)[number]) => unknown): boolean =>
    said.some((conversation) => of(conversation) === null);
  return [
    ...(isUnknown(({ seed }) => seed) ? (['seeds'] as const) : []),
    ...(isUnknown(({ turns }) => turns[0]?.promptHash ?? null) ? (['prompts'] as const) : []),
    ...(run.manifest.imported ? (['sampling'] as const) : []),
  ];
}
