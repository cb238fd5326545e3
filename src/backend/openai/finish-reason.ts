import type { FinishReason } from '../../core/finish-reason.ts';

/** Of chat and text completions alike; what nobody asked for, such as a tool call, is no reply. */
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
