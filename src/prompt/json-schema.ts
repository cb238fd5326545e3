import { jsonSchemaOf } from '../core/json-schema.ts';
import { FrontMatterSchema } from './schema.ts';

/** What the front matter of each prompt template names in its first line. */
export function promptJsonSchema(): Record<string, unknown> {
  return jsonSchemaOf(FrontMatterSchema);
}
