// What counts as a fault where two models are compared: the checks behind each metric. Start at `METRICS`.
import type { CheckId } from '../scenario/check-settings.ts';

/** A reply has a fault if any of the checks fails. Those that gate by default; `--gate` names others. */
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
