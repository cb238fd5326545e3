import { UserError } from '../../core/errors.ts';
import { DEFAULT_MAX_TOKENS, SAMPLING_FIELDS, type Sampling, type SamplingField } from '../../core/sampling.ts';
import type { EffectiveSampling } from '../backend.ts';

/** What an API calls each setting that it takes. */
export type WireNames = Readonly<Partial<Record<SamplingField, string>>>;

/**
 * What will be sent. Nothing is filled in but the token limit: an API does not tell its defaults, and what is not known is not recorded.
 * @throws UserError naming each setting that the API does not take, unless they are to be left out
 */
export function hostedSampling(
  requested: Sampling,
  { api, names, ignoreUnsupported }: { api: string; names: WireNames; ignoreUnsupported: boolean },
): EffectiveSampling {
  const isTaken = (field: SamplingField): boolean => field === 'maxTokens' || field === 'stop' || field in names;
  const given = SAMPLING_FIELDS.filter((field) => requested[field] !== undefined);
  const refused = given.filter((field) => !isTaken(field));
  if (refused.length > 0 && !ignoreUnsupported) {
    throw new UserError(`${api} has no ${refused.join(', ')}`, {
      remedy: `Leave ${refused.length > 1 ? 'them' : 'it'} out with --ignore-unsupported. It takes ${SAMPLING_FIELDS.filter(isTaken).join(', ')}.`,
    });
  }
  const kept = Object.fromEntries(given.filter(isTaken).map((field) => [field, requested[field]]));
  return { ...kept, maxTokens: requested.maxTokens ?? DEFAULT_MAX_TOKENS };
}

/** The settings under the API's own names; token limit and stop strings are the adapter's. */
export function wireSampling(sampling: Sampling, names: WireNames): Record<string, unknown> {
  const named = SAMPLING_FIELDS.flatMap((field) => {
    const name = names[field];
    return name === undefined || sampling[field] === undefined ? [] : [[name, sampling[field]]];
  });
  return Object.fromEntries(named);
}
