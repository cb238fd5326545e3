import { z } from 'zod';

export const MessageSchema = z.strictObject({
  role: z.enum(['user', 'assistant']),
  content: z.string(),
});

/** One message. The persona is not a message; prompt templates put it where their format wants it. */
export type Message = z.infer<typeof MessageSchema>;
