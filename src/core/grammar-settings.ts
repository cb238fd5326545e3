// What a reply may be at all: one of the texts of a grammar. Start at `gbnfOf`.
import { z } from 'zod';
import { readGbnf } from '../grammar/gbnf.ts';
import { gbnfOfJsonSchema } from '../grammar/json-schema.ts';
import { GrammarProblem, tryRead } from '../grammar/problem.ts';
import { say } from '../words/text.ts';
import { UserError } from './errors.ts';

/** The grammar that sampling settings ask for; null: none. What they hold has been checked. */
export function gbnfOf({ grammar, jsonSchema }: Asked): string | null {
  return grammar ?? (jsonSchema === undefined ? null : gbnfOfJsonSchema(jsonSchema));
}

/** @throws UserError for a grammar together with a JSON schema, which is another one */
export function requireOneGrammar({ grammar, jsonSchema }: Asked): void {
  if (grammar === undefined || jsonSchema === undefined) return;
  throw new UserError(say('grammar and jsonSchema cannot be used together'), { remedy: say('Keep one of them.') });
}

interface Asked {
  grammar?: string | undefined;
  jsonSchema?: object | undefined;
}

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
