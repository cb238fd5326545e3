// `hitogara … schema`: the JSON Schema of a kind of file, for editors. Start at `printSchema`.
import { ExitCode } from '../../core/errors.ts';
import { promptJsonSchema } from '../../prompt/json-schema.ts';
import { modelJsonSchema } from '../../registry/json-schema.ts';
import { scenarioJsonSchema } from '../../scenario/json-schema.ts';
import type { Host } from '../host.ts';

const SCHEMAS = { scenario: scenarioJsonSchema, model: modelJsonSchema, prompt: promptJsonSchema };

export async function printSchema(kind: keyof typeof SCHEMAS, host: Host): Promise<number> {
  host.stdout.write(`${JSON.stringify(SCHEMAS[kind](), null, 2)}\n`);
  return ExitCode.done;
}
