// Conversations as Japanese-RP-Bench keeps them: a file for each model, one conversation a line, user and character in turn. Start at
// `rpBenchOut`.
import { inertJson } from '../../core/inert-text.ts';
import type { OutFormat } from './format.ts';
import { repliesIn } from './said.ts';
import { fileNames, variantNames } from './variants.ts';

export const rpBenchOut: OutFormat = {
  isFolder: true,
  losses: [
    ...(['failed', 'unanswered', 'truncated', 'refused', 'thinking', 'greeting', 'persona', 'settings'] as const),
    ...(['figures', 'prompts', 'checks', 'ratings', 'judgments'] as const),
  ],
  open(run) {
    const nameOf = variantNames(run);
    const fileOf = fileNames();
    const numbers = new Map(run.scenarios.map(({ id }, index) => [id, index]));
    return {
      conversation(conversation) {
        const turns = repliesIn(conversation);
        if (turns.length === 0) return [];
        const { scenario, sample } = conversation;
        const model = nameOf(conversation);
        const line = {
          target_model_name: model,
          // No model played the user.
          user_model_name: run.isImported ? 'chat log' : 'scenario',
          id: (numbers.get(scenario) ?? 0) * run.samples + sample - 1,
          conversation_history: turns.flatMap(({ user, reply }) => [user, reply]),
          // Beside what the benchmark reads.
          scenario,
          sample,
        };
        return [{ file: `conversations/${fileOf(model)}.jsonl`, data: `${inertJson(line, 0)}\n` }];
      },
      end: () => [],
    };
  },
};
