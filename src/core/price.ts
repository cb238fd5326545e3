import { z } from 'zod';

/** What a provider charges, as looked up on a certain date. */
export const PriceSchema = z.strictObject({
  input: z.number().min(0).describe('US dollars per million tokens of prompts'),
  cachedInput: z.number().min(0).optional().describe("the same, for tokens from the provider's cache"),
  output: z.number().min(0).describe('US dollars per million generated tokens'),
  date: z.iso.date().describe('when these prices were looked up'),
});
export type Price = z.infer<typeof PriceSchema>;
