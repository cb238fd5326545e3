// What counts as a fault where two models are compared: the checks behind each metric. Start at `METRICS`.
import { UserError } from '../core/errors.ts';
import { didYouMean } from '../core/suggest.ts';
import { CHECK_IDS, type CheckId } from '../scenario/check-settings.ts';
import { say } from '../words/text.ts';

/**
 * @public Tests count faults by them.
 * A reply has a fault if any of the checks fails. Those that gate by default; `--gate` names others.
 */
export const METRICS = {
  length: ['length.max'],
  register: ['register'],
  persona: ['persona.break'],
  leak: ['leak.role-marker', 'leak.template', 'speaks-for-user'],
  loop: ['loop'],
  language: ['language', 'script'],
  ending: ['empty', 'truncated'],
  repetition: ['repeat.previous'],
} as const satisfies Record<string, readonly CheckId[]>;

export type MetricName = keyof typeof METRICS;

export interface ChosenMetrics {
  /** All that are counted. */
  metrics: Readonly<Record<string, readonly CheckId[]>>;
  /** Those that decide. */
  gates: string[];
}

/**
 * @param gates metrics or checks that decide instead of the usual ones; empty: the usual ones
 * @throws UserError for what is neither
 */
export function chosenMetrics(gates: readonly string[]): ChosenMetrics {
  const usual: Readonly<Record<string, readonly CheckId[]>> = METRICS;
  if (gates.length === 0) return { metrics: usual, gates: Object.keys(usual) };
  const own = gates.map((name): [string, readonly CheckId[]] => {
    const check = CHECK_IDS.find((id) => id === name);
    const checks = Object.hasOwn(usual, name) ? usual[name] : check && [check];
    if (checks) return [name, checks];
    throw new UserError(say('--gate {name}: there is no such metric or check', { name }), {
      remedy: didYouMean(name, [...Object.keys(usual), ...CHECK_IDS]),
    });
  });
  return { metrics: { ...usual, ...Object.fromEntries(own) }, gates: gates.map((name) => name) };
}
