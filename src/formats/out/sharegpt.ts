// ShareGPT's conversations as JSONL, one a line. Start at `sharegptOut`.
import { inertJson } from '../../core/inert-text.ts';
import type { OutFormat } from './format.ts';
import { instructionOf, repliesIn } from './said.ts';

export const sharegptOut: OutFormat = {
  isFolder: false,
  losses: [
    ...(['failed', 'unanswered', 'truncated', 'refused', 'thinking', 'told', 'lore', 'place', 'settings'] as const),
    ...(['figures', 'prompts', 'checks', 'ratings'] as const),
  ],
  open: (run) => ({
    conversation(conversation) {
      const turns = repliesIn(conversation);
      if (turns.length === 0) return [];
      const instruction = instructionOf(run, conversation);
      const { greeting } = conversation;
      const conversations = [
        ...(instruction === null ? [] : [{ from: 'system', value: instruction }]),
        ...(greeting === null ? [] : [{ from: 'gpt', value: greeting }]),
        ...turns.flatMap(({ user, reply }) => [
          { from: 'human', value: user },
          { from: 'gpt', value: reply },
        ]),
      ];
      return [{ file: '', data: `${inertJson({ conversations }, 0)}\n` }];
    },
    end: () => [],
  }),
};
