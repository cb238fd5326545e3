import type { z } from 'zod';
import { type Place, UserError } from './errors.ts';
import { schemaProblem } from './schema-problem.ts';

/** Data from a line of a file. @throws UserError naming the line and the field */
export function parsedAt<Schema extends z.ZodType>(schema: Schema, value: unknown, place: Place): z.output<Schema> {
  const parsed = schema.safeParse(value, { reportInput: true });
  if (parsed.success) return parsed.data;
  const { path, message, remedy } = schemaProblem(parsed.error, schema);
  throw new UserError(message, { place, field: path.join('.') || undefined, remedy });
}
