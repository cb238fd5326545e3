import { z } from 'zod';
import { otherSpellings } from '../core/sampling-names.ts';
import { ScenarioSchema } from './schema.ts';

/** The JSON Schema (draft-7, as YAML language servers need it) that each scenario file names in its first line. */
export function scenarioJsonSchema(): Record<string, unknown> {
  const schema = z.toJSONSchema(ScenarioSchema, { io: 'input', target: 'draft-7' });
  const sampling = schema.properties?.sampling;
  if (typeof sampling === 'object' && sampling.properties) {
    for (const [name, field] of otherSpellings()) sampling.properties[name] = sampling.properties[field] ?? true;
  }
  return schema;
}
