import { z } from 'zod';

/** The id of a scenario or a model, and a tag: letters of any script, in one form of Unicode. */
export const IdSchema = z
  .string()
  .normalize()
  .regex(
    /^[\p{L}\p{N}][\p{L}\p{M}\p{N}._-]{0,95}$/u,
    'expected letters, digits, dots, hyphens and underscores, at most 96',
  );
