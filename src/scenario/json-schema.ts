import { z } from 'zod';
import { ScenarioSchema } from './schema.ts';

/** The JSON Schema (draft-7, as YAML language servers need it) that each scenario file names in its first line. */
export function scenarioJsonSchema(): Record<string, unknown> {
  return z.toJSONSchema(ScenarioSchema, { io: 'input', target: 'draft-7' });
}
