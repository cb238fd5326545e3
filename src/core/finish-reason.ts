import { z } from 'zod';

/**
 * Why a reply ended, in terms common to all backends, next to the backend's own term.
 * `stop`: the model ended its turn or wrote a stop string. `length`: the token limit. `filter`, `refusal`: hosted APIs.
 */
export const FinishReasonSchema = z.strictObject({
  unified: z.enum(['stop', 'length', 'filter', 'refusal', 'error']),
  raw: z.string(),
});

export type FinishReason = z.infer<typeof FinishReasonSchema>;

export const OutcomeSchema = z.enum(['ok', 'empty', 'truncated', 'failed', 'refused']);

/** How a turn ended. Only `ok` replies may be scored as replies. */
export type Outcome = z.infer<typeof OutcomeSchema>;

/**
 * An empty reply is empty whatever ended it; one cut at the token limit is truncated.
 * @param endsThinking whether it ended inside the model's thinking, so that an answer begun before is not whole
 */
export function outcomeOf(reply: string, finishReason: FinishReason, endsThinking = false): Outcome {
  switch (finishReason.unified) {
    case 'error':
      return 'failed';
    case 'filter':
    case 'refusal':
      return 'refused';
    case 'length':
      return reply.trim() === '' ? 'empty' : 'truncated';
    case 'stop':
      if (reply.trim() === '') return 'empty';
      return endsThinking ? 'truncated' : 'ok';
  }
}
