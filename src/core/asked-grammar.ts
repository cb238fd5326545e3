// What a reply may be at all: one of the texts of a grammar. Start at `gbnfOf`.
import { gbnfOfJsonSchema } from '../grammar/json-schema.ts';
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
