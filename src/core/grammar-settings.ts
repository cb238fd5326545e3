// The settings that ask for a grammar, as users write them and as records have them. Start at `GrammarSchema`.
import { z } from 'zod';
import { readGbnf } from '../grammar/gbnf.ts';
import { gbnfOfJsonSchema } from '../grammar/json-schema.ts';
import { GrammarProblem, tryRead } from '../grammar/problem.ts';

const GRAMMAR = 'GBNF; every reply is one of its texts';
const JSON_SCHEMA = 'JSON Schema; every reply is a value that it describes';

const text = z.string().min(1);
const object = z.record(z.string(), z.unknown());

export const GrammarSchema = text
  .superRefine((gbnf, context) =>
    report(
      context,
      tryRead(() => readGbnf(gbnf)),
    ),
  )
  .optional()
  .describe(GRAMMAR);
export const JsonSchemaSchema = object
  .superRefine((schema, context) =>
    report(
      context,
      tryRead(() => gbnfOfJsonSchema(schema)),
    ),
  )
  .optional()
  .describe(JSON_SCHEMA);

/** As records have it: it was checked before it was played, and reading a record must not take as long. */
export const RecordedGrammarSchema = text.optional().describe(GRAMMAR);
export const RecordedJsonSchemaSchema = object.optional().describe(JSON_SCHEMA);

function report(context: z.core.$RefinementCtx, read: unknown): void {
  if (read instanceof GrammarProblem) context.addIssue({ code: 'custom', path: [...read.path], message: read.message });
}
