import { UserError } from '../../core/errors.ts';
import { DEFAULT_MAX_TOKENS, SAMPLING_FIELDS, type Sampling, type SamplingField } from '../../core/sampling.ts';
import { say } from '../../words/text.ts';
import type { EffectiveSampling } from '../backend.ts';

/** The API's own name for each setting it supports. */
export type WireNames = Readonly<Partial<Record<SamplingField, string>>>;

/**
 * What will be sent. Only the token limit is filled in: an API does not publish its defaults, and what is not known is not recorded.
 * @throws UserError naming each setting that the API does not support, unless they are to be dropped
 */
export function hostedSampling(
  requested: Sampling,
  { api, names, ignoreUnsupported }: { api: string; names: WireNames; ignoreUnsupported: boolean },
): EffectiveSampling {
  const isTaken = (field: SamplingField): boolean => field === 'maxTokens' || field === 'stop' || field in names;
  const given = SAMPLING_FIELDS.filter((field) => requested[field] !== undefined);
  const refused = given.filter((field) => !isTaken(field));
  if (refused.length > 0 && !ignoreUnsupported) {
    throw new UserError(say('{api} does not support {settings}', { api, settings: refused.join(', ') }), {
      remedy: say('--ignore-unsupported leaves out what is not supported. Supported: {settings}', {
        settings: SAMPLING_FIELDS.filter(isTaken).join(', '),
      }),
    });
  }
  const kept = Object.fromEntries(given.filter(isTaken).map((field) => [field, requested[field]]));
  return { ...kept, maxTokens: requested.maxTokens ?? DEFAULT_MAX_TOKENS };
}

/** The settings under the API's own names; the adapter adds token limit and stop strings. */
export function wireSampling(sampling: Sampling, names: WireNames): Record<string, unknown> {
  const named = SAMPLING_FIELDS.flatMap((field) => {
    const name = names[field];
    return name === undefined || sampling[field] === undefined ? [] : [[name, sampling[field]]];
  });
  return Object.fromEntries(named);
}
