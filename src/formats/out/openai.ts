// OpenAI's messages as JSONL, one conversation a line. Start at `openaiOut`.
import { inertJson } from '../../core/inert-text.ts';
import type { ExportedTurn } from './exported-run.ts';
import type { OutFormat } from './format.ts';
import { instructionOf, repliesIn } from './said.ts';

export const openaiOut: OutFormat = {
  isFolder: false,
  losses: [
    ...([
      'failed',
      'unanswered',
      'truncated',
      'told',
      'lore',
      'place',
      'settings',
      'figures',
      'prompts',
      'checks',
    ] as const),
    'ratings',
  ],
  open: (run) => ({
    conversation(conversation) {
      const turns = repliesIn(conversation);
      if (turns.length === 0) return [];
      const instruction = instructionOf(run, conversation);
      const { greeting } = conversation;
      const messages = [
        ...(instruction === null ? [] : [{ role: 'system', content: instruction }]),
        ...(greeting === null ? [] : [{ role: 'assistant', content: greeting }]),
        ...turns.flatMap((turn) => [{ role: 'user', content: turn.user }, replyOf(turn)]),
      ];
      return [{ file: '', data: `${inertJson({ messages }, 0)}\n` }];
    },
    end: () => [],
  }),
};

function replyOf({ reply, reasoning, outcome }: ExportedTurn): object {
  return {
    role: 'assistant',
    ...(outcome === 'refused' ? { content: null, refusal: reply } : { content: reply }),
    ...(reasoning !== undefined && { reasoning_content: reasoning }),
  };
}
