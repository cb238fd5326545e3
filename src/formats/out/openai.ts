// OpenAI's messages as JSONL, one conversation a line. Start at `openaiOut`.
import { chatLines } from './chat-lines.ts';
import type { ExportedTurn } from './exported-run.ts';

export const openaiOut = chatLines(
  [
    ...(['failed', 'unanswered', 'truncated', 'told', 'lore', 'place', 'settings'] as const),
    ...(['figures', 'prompts', 'checks', 'ratings'] as const),
  ],
  ({ instruction, greeting, turns }) => ({
    messages: [
      ...(instruction === null ? [] : [{ role: 'system', content: instruction }]),
      ...(greeting === null ? [] : [{ role: 'assistant', content: greeting }]),
      ...turns.flatMap((turn) => [{ role: 'user', content: turn.user }, replyOf(turn)]),
    ],
  }),
);

function replyOf({ reply, reasoning, outcome }: ExportedTurn): object {
  return {
    role: 'assistant',
    ...(outcome === 'refused' ? { content: null, refusal: reply } : { content: reply }),
    ...(reasoning !== undefined && { reasoning_content: reasoning }),
  };
}
