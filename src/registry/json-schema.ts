import { jsonSchemaOf } from '../core/json-schema.ts';
import { ModelSpecSchema } from './schema.ts';

/** What each model entry names in its first line. */
export function modelJsonSchema(): Record<string, unknown> {
  return jsonSchemaOf(ModelSpecSchema);
}
