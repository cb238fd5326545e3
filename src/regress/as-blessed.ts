// Whether a candidate runs as the baseline's model did, found when it is open and before it plays: on another machine, much may differ, and a
// whole check would be for nothing. Start at `requireAsBlessed`.
import { anatomyOf, type OpenRequest } from '../backend/open.ts';
import type { World } from '../core/world.ts';
import { Unsuitable } from '../run/play-model.ts';
import { writeMeasurementFile } from '../store/measurements.ts';
import { openPastRun } from '../store/past-run.ts';
import { notComparable } from './comparable.ts';
import { anatomyFile } from './measuring.ts';
import { fieldsToAllow, preconditionsOf } from './preconditions.ts';
import { referenceSide } from './reference-side.ts';
import type { StoredRequest } from './request.ts';

interface Check {
  /** The run's. */
  directory: string;
  stored: StoredRequest;
  world: World;
}

/** @throws Unsuitable (exit 6) naming all that differs and is not allowed to, with what to type */
export async function requireAsBlessed(request: OpenRequest, { directory, stored, world }: Check): Promise<void> {
  const model = request.entry.spec.id;
  const run = await openPastRun(directory, '.', world);
  const side = await referenceSide(run, stored, world);
  // By their files they have been compared already, and nothing has been said.
  const before = { conversations: [], anatomy: null };
  const found = preconditionsOf(
    { ...before, manifest: side.run.manifest, model: side.model },
    { ...before, manifest: run.manifest, model },
    stored.allowed,
  );
  const differing = found.filter(({ isSame, isAllowed }) => !isSame && !isAllowed);
  if (differing.length === 0) return;
  // The report has it all the same.
  const anatomy = JSON.stringify(await anatomyOf(request));
  await writeMeasurementFile(directory, anatomyFile(stored.models.indexOf(model)), anatomy);
  const toAllow = fieldsToAllow(found);
  // Another template is another prompt.
  const later = toAllow.includes('template') && !stored.allowed.includes('prompts') ? ['prompts'] : [];
  const names = { candidate: model, reference: side.id };
  const named = differing.filter(({ field }) => toAllow.includes(field));
  const { problem, ...details } = notComparable(names, named, [...toAllow, ...later]);
  throw new Unsuitable(problem, details);
}
