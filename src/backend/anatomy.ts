import { z } from 'zod';

/** What two files must have in common if one is to be the other with fewer bits. */
export const AnatomySchema = z.object({
  architecture: z.string(),
  /** Of everything that decides how a text becomes tokens. */
  tokenizerDigest: z.string(),
  tensors: z.array(
    z.object({
      name: z.string(),
      /** Such as `Q4_K`. */
      type: z.string(),
      shape: z.array(z.number()),
    }),
  ),
});

export type Anatomy = z.infer<typeof AnatomySchema>;
