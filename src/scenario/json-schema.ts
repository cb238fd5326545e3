import { jsonSchemaOf } from '../core/json-schema.ts';
import { ScenarioSchema } from './schema.ts';

/** What each scenario file names in its first line. */
export function scenarioJsonSchema(): Record<string, unknown> {
  return jsonSchemaOf(ScenarioSchema);
}
