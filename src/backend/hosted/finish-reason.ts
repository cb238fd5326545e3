import type { FinishReason } from '../../core/finish-reason.ts';

/** The words of APIs and servers for each reason, in lower case; some write them in capitals. */
const WORDS: readonly { unified: FinishReason['unified']; words: readonly string[] }[] = [
  {
    unified: 'stop',
    words: [
      ...['stop', 'eos', 'eos_token', 'eosfound', 'end_turn', 'end_of_turn', 'end_of_text', 'end_token'],
      ...['stop_sequence', 'stop_string', 'stop_str', 'stop_token', 'stop_word', 'stopstringfound'],
      ...['complete', 'completed', 'done', 'finished', 'normal'],
    ],
  },
  {
    unified: 'length',
    words: [
      ...['length', 'max_length', 'max_tokens', 'max_new_tokens', 'max_output_tokens', 'maxpredictedtokensreached'],
      ...['token_limit', 'model_length', 'context_length', 'contextlengthreached', 'model_context_window_exceeded'],
      ...['context_window_exceeded', 'error_limit'],
    ],
  },
  {
    unified: 'filter',
    words: [
      ...['content_filter', 'content_filtered', 'guardrail_intervened', 'safety', 'image_safety', 'blocklist'],
      ...['prohibited_content', 'spii', 'recitation', 'sensitive', 'error_toxic', 'moderation'],
    ],
  },
  { unified: 'refusal', words: ['refusal'] },
];

const REASONS = new Map(WORDS.flatMap(({ unified, words }) => words.map((word) => [word, unified])));

/** Anything else, such as a tool call that nobody offered, an overload or an unknown word, is not a complete reply. */
export function finishReasonFrom(raw: string): FinishReason {
  return { unified: REASONS.get(raw.trim().toLowerCase()) ?? 'error', raw };
}

/** The server marked the reply as complete, but gave no reason. */
export const NO_REASON: FinishReason = { unified: 'stop', raw: 'no reason given' };
