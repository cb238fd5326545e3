import { requireOneGrammar } from '../../core/asked-grammar.ts';
import { UserError } from '../../core/errors.ts';
import { DEFAULT_MAX_TOKENS } from '../../core/max-tokens.ts';
import { SAMPLING_FIELDS, type Sampling, type SamplingField } from '../../core/sampling.ts';
import { THINKING_VALUES, type Thinking } from '../../core/thinking.ts';
import { say } from '../../words/text.ts';
import type { EffectiveSampling } from '../backend.ts';

/** The API's own name for each setting it supports. */
export type WireNames = Readonly<Partial<Record<SamplingField, string>>>;

/** How an API is told whether the model is to think, and what its chat template's variables are. */
export interface WireSwitches {
  /** The fields of a request for each value that it knows. */
  thinking: Readonly<Partial<Record<Thinking, Record<string, unknown>>>>;
  /** The field that takes template variables; null: it takes none. */
  templateVariables: string | null;
}

/** Text completions: whatever a template can do, it has done before the text is sent. */
export const NO_WIRE_SWITCHES: WireSwitches = { thinking: {}, templateVariables: null };

interface HostedSettings {
  api: string;
  names: WireNames;
  switches: WireSwitches;
  ignoreUnsupported: boolean;
}

/**
 * What will be sent. Only the token limit is filled in: an API does not publish its defaults, and what is not known is not recorded.
 * @throws UserError naming each setting that the API does not support, unless they are to be dropped; for two grammars
 */
export function hostedSampling(
  requested: Sampling,
  { api, names, switches, ignoreUnsupported }: HostedSettings,
): EffectiveSampling {
  const thinks = THINKING_VALUES.filter((value) => value in switches.thinking);
  const isKnown = (field: SamplingField): boolean => {
    if (field === 'thinking') return thinks.length > 0;
    if (field === 'templateVariables') return switches.templateVariables !== null;
    return field === 'maxTokens' || field === 'stop' || field in names;
  };
  const isTaken = (field: SamplingField): boolean =>
    isKnown(field) &&
    (field !== 'thinking' || requested.thinking === undefined || requested.thinking in switches.thinking);
  const named = (field: SamplingField): string => (field === 'thinking' ? `thinking: ${requested.thinking}` : field);
  const given = SAMPLING_FIELDS.filter((field) => requested[field] !== undefined);
  const refused = given.filter((field) => !isTaken(field));
  if (refused.length > 0 && !ignoreUnsupported) {
    const described = (field: SamplingField): string =>
      field === 'thinking' ? `thinking (${thinks.join(', ')})` : field;
    throw new UserError(say('{api} does not support {settings}', { api, settings: refused.map(named).join(', ') }), {
      remedy: say('--ignore-unsupported leaves out what is not supported. Supported: {settings}', {
        settings: SAMPLING_FIELDS.filter(isKnown).map(described).join(', '),
      }),
    });
  }
  const kept: Sampling = Object.fromEntries(given.filter(isTaken).map((field) => [field, requested[field]]));
  requireOneGrammar(kept);
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

/** The fields of a request for thinking and template variables. */
export function wireSwitches(
  { thinking, templateVariables }: Sampling,
  { thinking: fields, templateVariables: field }: WireSwitches,
): Record<string, unknown> {
  const told = thinking === undefined ? {} : (fields[thinking] ?? {});
  if (field === null || templateVariables === undefined) return told;
  const variables = told[field];
  return { ...told, [field]: { ...(typeof variables === 'object' && variables), ...templateVariables } };
}
