import { z } from 'zod';

/** What a provider charges, as somebody looked it up. */
export const PriceSchema = z.strictObject({
  input: z.number().min(0).describe('US dollars per million tokens of prompts'),
  cachedInput: z.number().min(0).optional().describe("the same, for tokens out of the provider's cache"),
  output: z.number().min(0).describe('US dollars per million generated tokens'),
  date: z.iso.date().describe('when these prices were looked up'),
});
export type Price = z.infer<typeof PriceSchema>;
