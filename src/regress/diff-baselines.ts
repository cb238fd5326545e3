// In which facts two baselines differ. Start at `differencesBetween`.
import { hashData } from '../core/hash.ts';
import { SAMPLING_FIELDS } from '../core/sampling.ts';
import type { BaselineRecord } from './baseline.ts';
import { type Facts, modelFacts } from './preconditions.ts';

export interface BaselineDifference {
  /** A precondition, as `--allow` takes it, or what else was blessed. */
  field: string;
  before: string;
  now: string;
}

/** Of what was played, how, and by what: replies are not compared. */
export function differencesBetween(before: BaselineRecord, now: BaselineRecord): BaselineDifference[] {
  const [old, fresh] = [factsOf(before), factsOf(now)];
  return [...new Set([...old.keys(), ...fresh.keys()])].flatMap((field): BaselineDifference[] => {
    const [was, is] = [old.get(field) ?? '', fresh.get(field) ?? ''];
    return was === is ? [] : [{ field, before: was, now: is }];
  });
}

function factsOf(record: BaselineRecord): Map<string, string> {
  const { manifest, model, anatomy, tokens, preset } = record;
  const { request } = manifest;
  const own = manifest.models.find(({ id }) => id === model);
  const description = own?.description;
  const llama = description && 'fileType' in description ? description : null;
  const settings = new Map(Object.entries(request.settings[0] ?? {}));
  const facts: [string, string | number | null | undefined][] = [
    ['model', model],
    ['weights', own?.identity?.weightsDigest.slice(0, 12)],
    ['fileType', llama?.fileType],
    ['fileBytes', llama?.bytes],
    ['tensorTypes', anatomy && typesOf(anatomy)],
    ['preset', preset],
    ['samples', request.samples],
    ['seed', request.seed],
    ['tokens', tokens.kept],
    ['prompt', request.prompt],
    ...SAMPLING_FIELDS.map((field): [string, string | undefined] => {
      const value: unknown = settings.get(field);
      return [field, value === undefined ? undefined : JSON.stringify(value)];
    }),
    ...Object.entries<Facts[keyof Facts]>(modelFacts({ manifest, model, anatomy })),
    ...manifest.scenarios.map(({ id, hash }): [string, string] => [`scenario ${id}`, hash.slice(0, 12)]),
    ['hitogara', record.hitogara],
  ];
  const known = facts.flatMap(([field, value]): [string, string][] =>
    value === null || value === undefined ? [] : [[field, String(value)]],
  );
  return new Map(known);
}

/** For example `F16 × 20, F32 × 9`. */
function typesOf({ tensors }: NonNullable<BaselineRecord['anatomy']>): string {
  const counts = new Map<string, number>();
  for (const { type } of tensors) counts.set(type, (counts.get(type) ?? 0) + 1);
  const listed = [...counts].sort(([, a], [, b]) => b - a).map(([type, count]) => `${type} × ${count}`);
  return `${listed.join(', ')} (${hashData(tensors).slice(0, 12)})`;
}
