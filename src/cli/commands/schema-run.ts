// `hitogara … schema`: the JSON Schema of a kind of file, for editors. Start at `printSchema`.
import { ExitCode } from '../../core/errors.ts';
import { jsonSchemaOf } from '../../core/json-schema.ts';
import { FrontMatterSchema } from '../../prompt/schema.ts';
import { ModelSpecSchema } from '../../registry/schema.ts';
import { ScenarioSchema } from '../../scenario/schema.ts';
import type { Host } from '../host.ts';

const SCHEMAS = { scenario: ScenarioSchema, model: ModelSpecSchema, prompt: FrontMatterSchema };

export async function printSchema(kind: keyof typeof SCHEMAS, host: Host): Promise<number> {
  host.stdout.write(`${JSON.stringify(jsonSchemaOf(SCHEMAS[kind]), null, 2)}\n`);
  return ExitCode.done;
}
