// What a reply may be at all: one of the texts of a grammar. Start at `gbnfOf`.
import { z } from 'zod';
import { readGbnf } from '../grammar/gbnf.ts';
import { gbnfOfJsonSchema } from '../grammar/json-schema.ts';
import { GrammarProblem, tryRead } from '../grammar/problem.ts';

/** The grammar that sampling settings ask for; null: none. @throws GrammarProblem */
export function gbnfOf({ grammar, jsonSchema }: Asked): string | null {
  return grammar ?? (jsonSchema === undefined ? null : gbnfOfJsonSchema(jsonSchema));
}

interface Asked {
  grammar?: string | undefined;
  jsonSchema?: object | undefined;
}

export const GrammarSchema = z
  .string()
  .min(1)
  .superRefine((text, context) =>
    report(
      context,
      tryRead(() => readGbnf(text)),
    ),
  )
  .describe('GBNF; every reply is one of its texts');

export const JsonSchemaSchema = z
  .record(z.string(), z.unknown())
  .superRefine((schema, context) =>
    report(
      context,
      tryRead(() => gbnfOfJsonSchema(schema)),
    ),
  )
  .describe('JSON Schema; every reply is a value that it describes');

function report(context: z.core.$RefinementCtx, read: unknown): void {
  if (read instanceof GrammarProblem) context.addIssue({ code: 'custom', path: [...read.path], message: read.message });
}
