import { z } from 'zod';
import { SamplingSchema } from './sampling.ts';
import { otherSpellings, SamplingNameSchema } from './sampling-names.ts';

/**
 * The JSON Schema (draft-7, as YAML language servers need it) of files that people write, with every spelling of the sampling settings:
 * it knows no rule for them.
 */
export function jsonSchemaOf(schema: z.ZodType): Record<string, unknown> {
  return z.toJSONSchema(schema, {
    io: 'input',
    target: 'draft-7',
    override({ zodSchema, jsonSchema }) {
      const { properties } = jsonSchema;
      if (zodSchema === SamplingSchema && properties)
        for (const [name, field] of otherSpellings()) properties[name] = properties[field] ?? true;
      if (zodSchema === SamplingNameSchema) {
        const names = jsonSchema.enum ?? [];
        jsonSchema.enum = [
          ...names,
          ...otherSpellings().flatMap(([name, field]) => (names.includes(field) ? [name] : [])),
        ];
      }
    },
  });
}

/**
 * The JSON Schema of data that this program writes and others read.
 * @public for docs/write.ts and its test
 */
export function outputSchemaOf(schema: z.ZodType): Record<string, unknown> {
  return z.toJSONSchema(schema, { io: 'output', target: 'draft-7' });
}
