import type { FinishReason } from '../../core/finish-reason.ts';

/** For both chat and text completions; anything that was not requested, such as a tool call, is not a reply. */
export function openAiFinishReason(raw: string): FinishReason {
  switch (raw) {
    case 'stop':
    case 'eos':
    case 'end_turn':
      return { unified: 'stop', raw };
    case 'length':
    case 'max_tokens':
      return { unified: 'length', raw };
    case 'content_filter':
      return { unified: 'filter', raw };
    default:
      return { unified: 'error', raw };
  }
}
