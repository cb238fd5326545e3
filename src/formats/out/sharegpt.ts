// ShareGPT's conversations as JSONL, one a line. Start at `sharegptOut`.
import { chatLines } from './chat-lines.ts';

export const sharegptOut = chatLines(
  [
    ...(['failed', 'unanswered', 'truncated', 'refused', 'thinking', 'told', 'lore', 'place', 'settings'] as const),
    ...(['figures', 'prompts', 'checks', 'ratings'] as const),
  ],
  ({ instruction, greeting, turns }) => ({
    conversations: [
      ...(instruction === null ? [] : [{ from: 'system', value: instruction }]),
      ...(greeting === null ? [] : [{ from: 'gpt', value: greeting }]),
      ...turns.flatMap(({ user, reply }) => [
        { from: 'human', value: user },
        { from: 'gpt', value: reply },
      ]),
    ],
  }),
);
