// A run can be resumed only unchanged: compares what was recorded with the present state, field by field.
import type { Backend } from '../backend/backend.ts';
import { UserError } from '../core/errors.ts';
import { hashData } from '../core/hash.ts';
import type { Manifest } from '../store/records.ts';
import { asIs, joinTexts, say, type Text } from '../words/text.ts';

/** Ends the run, not just the model: old and new conversations would not belong together. */
export class ResumeRefusal extends UserError {}

type RecordedModel = Manifest['models'][number];

/** @throws ResumeRefusal naming each field that differs */
export function requireSameIdentity(recorded: RecordedModel, { identity, template }: Backend): void {
  if (!recorded.identity) return;
  const before = { ...recorded.identity, template: recorded.template?.hash };
  requireSame([{ what: asIs(recorded.id), before, now: { ...identity, template: template.hash } }]);
}

export interface Comparison {
  /** What the fields belong to, for people. */
  what: Text;
  before: object;
  now: object;
}

/** @throws ResumeRefusal naming each field that differs, with both values */
export function requireSame(comparisons: readonly Comparison[]): void {
  const differing = comparisons
    .map(({ what, before, now }) => ({ what, differences: differencesBetween(before, now) }))
    .filter(({ differences }) => differences.length > 0);
  if (differing.length === 0) return;
  const problems = differing.map(({ what, differences }) =>
    say('{what} has changed since this run was started:\n  {differences}', {
      what,
      differences: joinTexts('\n  ', differences),
    }),
  );
  throw new ResumeRefusal(joinTexts('\n', problems), { remedy: say('Restore it, or start a new run.') });
}

function differencesBetween(before: object, now: object): Text[] {
  const [old, fresh] = [fieldsOf(before), fieldsOf(now)];
  return [...new Set([...old.keys(), ...fresh.keys()])]
    .filter((name) => hashData(old.get(name)) !== hashData(fresh.get(name)))
    .map((name) =>
      say('{name}: was {before}, is {now}', { name, before: describe(old.get(name)), now: describe(fresh.get(name)) }),
    );
}

/** Nested fields by their dotted names; lists are values. */
function fieldsOf(data: object, prefix = ''): Map<string, unknown> {
  const fields = new Map<string, unknown>();
  for (const [name, value] of Object.entries(data)) {
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
      for (const [inner, each] of fieldsOf(value, `${prefix}${name}.`)) fields.set(inner, each);
    } else fields.set(`${prefix}${name}`, value);
  }
  return fields;
}

const LONGEST = 120;

function describe(value: unknown): Text {
  if (value === undefined) return say('nothing');
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return asIs(text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text);
}
